// What a stepper shows of a step: the code with a mark where everybody stands, and the state.
((tulip) => {
	const { el, say } = tulip;

	const task = (s, id) => `t${id} ${s.tasks[id]?.name ?? ''}`;

	/** Tasks and machines of whom the pattern is true. */
	const those = (s, pattern) => [
		...Object.keys(s.tasks).map((id) => ({ ...s.tasks[id], name: task(s, id), state: s.tasks[id].activity })),
		...Object.values(s.machines),
	].filter(({ state }) => pattern.test(state));
	const tell = (s, pattern) => those(s, pattern).map((one) => say(`state.${one.state}`, one));

	/** Shows the file of a step: its line is marked, and those on which others stand. */
	tulip.codeView = (view, sources, eventsFor) => {
		const [path, lines, marks] = view.querySelectorAll('.path, .lines, .marks');
		const files = Object.keys(sources);
		const listings = files.map((file) => el('pre', '', el('code', 'language-rust', sources[file].text)));
		lines.append(...listings);

		return (s, at) => {
			const { step, src, end } = eventsFor(at).findLast((event) =>
				event.step <= at && fileOf(event.end ?? event.src) in sources) ?? {};
			const shown = fileOf(end ?? src) ?? files[0];
			const here = step === at ? end ?? src : shown;
			listings.forEach((listing, index) => { listing.hidden = files[index] !== shown; });
			path.textContent = here ?? '';
			const bars = {};
			/** A bar behind a line, and behind its end who stands there. */
			const mark = (place, look, ...who) => {
				if (!place || fileOf(place) !== shown) return;
				const line = place.split(':').pop() - sources[shown].first;
				const bar = bars[line] ??= el('div', 'mark');
				bar.style = `--at: ${line}; --end: ${sources[shown].text.split('\n')[line]?.length}`;
				bar.classList.add(look);
				bar.append(...who);
			};
			if (step === at) mark(here, 'here');
			for (const one of those(s, /new|read|run|wait|paus/)) {
				mark(one.at, one.state, el('span', '', say(`is.${one.state}`, one)));
			}
			marks.replaceChildren(...Object.values(bars));
			const seen = marks.querySelector('.here, .running') ?? marks.firstChild;
			tulip.reveal(lines, 'Top', 'Height', seen?.offsetTop);
		};
	};

	/** Scrolls `what` to a place in it, unless that is seen already. */
	tulip.reveal = (what, side, extent, place) => {
		if (place === undefined) return; // to measure would lay the page out
		const [away, size] = [place - what[`scroll${side}`], what[`client${extent}`]];
		if (away < 20 || away > size - 50) what[`scroll${side}`] += away - size / 2;
	};

	const fileOf = (place) => place?.replace(/:\d+$/, '');

	// The lines of each box of the state.
	const boxes = {
		running: (s) => [s.parked ? say('state.parked') : [
			s.running ? task(s, s.running) : 'main',
			...(s.stacks[s.running ? `t${s.running}` : 'main'] ?? []).map((id) => s.machines[id].name),
		].join(' › ')],
		ready: (s) => [
			...s.ready.map((id) => task(s, id)), ...s.callbacks.map((callback) => say('state.callback', { callback })),
		],
		waiting: (s) => tell(s, /wait|paus/),
		timers: ({ timers, watched }) => [
			...Object.values(timers).sort((a, b) => a.due - b.due)
				.map(({ name, due }) => say('state.timer', { name, due: tulip.seconds(due) })),
			...Object.values(watched).map(({ name }) => name),
		],
		held: ({ channels, futures }) => [
			...Object.entries(channels).map(([name, length]) => say('state.channel', { name, length })),
			...Object.values(futures).map((name) => say('state.pending', { name })),
		],
		ended: (s) => tell(s, /done|drop|panic/),
		output: ({ output }) => output.map(({ text }) => text),
	};

	/** Whether one of the events has a word that an element of the template asks for. */
	tulip.isIn = (words, { dataset }) => words.some((word) => word.match(dataset.words));

	/** Shows the state before and after a step: what has changed is outlined. */
	tulip.stateView = (view, words) => {
		for (const box of view.children) box.hidden = !tulip.isIn(words, box);
		return (before, after) => [...view.children].forEach((box) => {
			const [was, is] = [before, after].map(boxes[box.dataset.box]);
			box.classList.toggle('changed', String(was) !== String(is));
			box.lastChild.replaceChildren(...is.slice(-6).map((line) => el('li', '', line)));
		});
	};
})(tulip);
