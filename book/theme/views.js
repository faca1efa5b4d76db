// What a stepper shows of a step: sentence, code with a mark where each stands, state.
{
	const { el, say } = tulip;

	/** The sentence of a step, out of the table of events. A long one is text, read at the first step. */
	tulip.sentences = (host) => {
		for (const row of host.querySelectorAll('tr[id]')) row.id = ''; // a link moves the stepper instead
		const body = el('tbody');
		let html;
		return (step) => {
			html ??= host.querySelector('.events').innerHTML;
			const at = html.indexOf(`"><td>${step}</td>`);
			body.innerHTML = at < 0 ? '' : html.slice(at + 2, html.indexOf('</tr>', at));
			return body.rows[0]?.cells[3].innerHTML;
		};
	};

	const task = (s, id) => `t${id} ${s.tasks[id]?.name ?? ''}`;

	/** Tasks and machines of whom the pattern is true. */
	const those = (s, pattern) => [
		...Object.entries(s.tasks).map(([id, one]) => ({ ...one, name: task(s, id), state: one.activity })),
		...Object.values(s.machines),
	].filter(({ state }) => pattern.test(state));
	const tell = (s, pattern) => those(s, pattern).map((one) => say(`state.${one.state}`, one));

	/** A place in the source, as file and line. */
	const split = (place) => (place ?? '').split(/:(?=\d+$)/);

	/** Shows the file of a step: its line is marked, and those on which others stand. */
	tulip.codeView = (view, sources) => {
		const [path, lines, marks] = view.querySelectorAll('.path, .lines, .marks');
		const listings = {};
		for (const file in sources) lines.append(listings[file] = el('pre', '', el('code', 'language-rust', sources[file].text)));

		return (events, s, at) => {
			const last = events.findLast((event) => event.step <= at && split(event.at)[0] in sources);
			const [shown] = last ? split(last.at) : Object.keys(sources);
			for (const file in sources) listings[file].hidden = file !== shown;
			const here = last?.step === at ? last.at : shown;
			path.textContent = here ?? '';
			const bars = {};
			/** A bar behind a line, and behind its end who stands there. */
			const mark = (place, look, ...who) => {
				const [file, number] = split(place);
				if (file !== shown || !number) return;
				const { first, text } = sources[file];
				const line = number - first;
				const bar = bars[line] ??= el('div', 'mark');
				bar.style = `--at: ${line}; --end: ${text.split('\n')[line]?.length}`;
				bar.classList.add(look);
				bar.append(...who);
			};
			mark(here, 'here');
			for (const one of those(s, /new|read|run|wait|paus/)) mark(one.at, one.state, el('span', '', say(`is.${one.state}`, one)));
			marks.replaceChildren(...Object.values(bars));
			const seen = marks.querySelector('.here, .running') ?? marks.firstChild;
			tulip.reveal(lines, 'Top', 'Height', seen?.offsetTop);
		};
	};

	/** Scrolls `what` to a place in it, unless that is seen already. */
	tulip.reveal = (what, side, extent, place) => {
		if (place === undefined) return; // to measure would lay the page out
		const [away, size] = [place - what[`scroll${side}`], what[`client${extent}`]];
		if (away < 20 || away > size - 50) what[`scroll${side}`] += away - size / 2.5;
	};

	// The lines of each box of the state.
	const boxes = {
		running: (s) => [s.parked ? say('state.parked') : [
			s.callback && say('state.callback', s),
			s.running ? task(s, s.running) : !s.callback && 'main',
			...(s.stacks[s.running ? `t${s.running}` : 'main'] ?? []).map((id) => s.machines[id].name),
		].filter(Boolean).join(' › ')],
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

	/** Shows the state after a step, and outlines what is not as it was before. */
	tulip.showState = (view, before, after) => {
		for (const box of view.children) {
			const [was, is] = [before, after].map(boxes[box.dataset.box]);
			box.classList.toggle('changed', String(was) !== String(is));
			box.lastChild.replaceChildren(...is.slice(-6).map((line) => el('li', '', line)));
		}
	};
}
