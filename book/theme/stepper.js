// <trace-stepper>: steps through what happened. It shows recorded events and simulates nothing.
{
	const { el, say } = tulip;
	const ROW = 28; // as lanes/draw.rs has it

	/** Whether an event has a word that an element of the template asks for. */
	const isIn = (words, { dataset }) => words.some((word) => word.match(dataset.words));

	tulip.define('trace-stepper', (host) => {
		const part = (name) => host.querySelector(name);
		const { slug } = host.dataset;
		const trace = () => part('.trace').textContent;
		const { captions, words, bad, file, from, last } = JSON.parse(part('.told').textContent);
		const sentence = tulip.sentences(host);
		const lanes = part('.lanes');
		const touched = lanes.dataset.touched.split(';').map((rows) => rows.split(' '));
		const arrows = lanes.getElementsByClassName('arrow');
		const unasked = new Set(host.querySelectorAll('form'));

		host.prepend(tulip.template('stepper'));
		part('.lines').ariaLabel += ` ${slug}`;
		Object.assign(part('.names'), { role: 'group', ariaLabel: say('stepper.names') });
		Object.assign(part('.roll'), { role: 'img', ariaLabel: say('stepper.lanes') });
		part('.asked').before(lanes);
		part('.asked').append(...unasked);
		Object.assign(part('.events'), { open: bad.length, hidden: !part('table, .bad') });
		const names = [...lanes.querySelectorAll('button')];
		const [now, caption, phases, roll, slider, count] =
			['.now', '.caption', '.phases', '.roll', '[type=range]', '.count'].map(part);
		const showCode = tulip.codeView(part('.code'), JSON.parse(part('.source').textContent));
		let at = from - 1, selected, timer, events;
		Object.assign(slider, { min: at, max: last });
		for (const name of names) name.disabled = false;
		for (const one of host.querySelectorAll('.box, .phases')) one.hidden = !isIn(words, one);
		if (!arrows.length) part('[data-do=waker]').remove();
		if (!location.host) part('[data-do=perfetto]').remove();

		function show() {
			// A long trace is read at its first step.
			const all = at > 0 ? events ??= tulip.readTrace(trace(), bad) : [];
			const state = tulip.fold(all, at);
			const here = all.filter(({ step }) => step === at).map(({ word }) => word);
			now.innerHTML = at >= from && sentence(at) || say('stepper.start');
			caption.innerHTML = captions[at] ?? '';
			showCode(all, state, at);
			tulip.showState(part('.state'), tulip.fold(all, at - 1), state);
			for (const phase of phases.children) phase.ariaCurrent = isIn(here, phase);
			showLanes();
			count.textContent = say('stepper.count', { step: at, last, time: tulip.seconds(state.now) });
			Object.assign(slider, { value: at, ariaValueText: count.textContent });
			count.href = `#${slug}@${at}`;
		}

		/** What lies ahead is pale, and hidden from the next question on. */
		function showLanes() {
			const svg = roll.querySelector('svg:not([hidden])');
			const x = svg.dataset.x.split(' ').map(Number);
			const places = { future: at + 1, secret: question()?.dataset.ask ?? last + 1, cursor: at };
			for (const name in places) {
				const rect = svg.querySelector(`.${name}`);
				rect.setAttribute('x', x[places[name] - from] ?? -x[1]);
				rect.setAttribute('width', name === 'cursor' ? x[1] : '100%');
			}
			for (const arrow of arrows) {
				const { step, by, woken } = arrow.dataset;
				arrow.toggleAttribute('hidden', selected ? ![by, woken].includes(selected) : step != at);
			}
			for (const name of names) name.ariaPressed = name.value === selected;
			tulip.reveal(roll, 'Left', 'Width', x[at - from]);
		}

		/** The next question. Each is asked once, before its answer is seen; another step skips it. */
		const question = () => [...unasked].find(({ dataset }) => dataset.ask > at);
		const row = () => selected || (touched[at - from] ?? touched[0])[0];

		function go(step) {
			for (const form of part('.asked').children) form.hidden = true;
			at = Math.max(from - 1, Math.min(last, step));
			show();
		}

		function find(by) {
			let step = at + by;
			while (touched[step - from]?.includes(row()) === false) step += by;
			if (step - from in touched) go(step);
		}

		const act = {
			first: () => go(0),
			back: () => go(at - 1),
			next() {
				const form = question();
				if (form?.dataset.ask != at + 1) return go(at + 1);
				act.play(false);
				unasked.delete(form);
				form.hidden = false;
				form.querySelector('input').focus();
			},
			last: () => go(last),
			before: () => find(-1),
			same: () => find(1),
			/** Follows the arrow back, to who woke the task; or says why nobody did. */
			waker() {
				const who = row();
				const wake = [...arrows].findLast(({ dataset: { woken, step } }) => woken === who && step <= at);
				if (wake) {
					selected = wake.dataset.by;
					go(wake.dataset.step);
				} else {
					const name = part(`button[value=${who}]`).textContent;
					caption.textContent = say(who[0] === 't' ? 'stepper.unwoken' : 'stepper.unwakeable', { name });
				}
			},
			play(on = !timer) {
				clearInterval(timer);
				timer = on && setInterval(() => at < last ? act.next() : act.play(false), 1000);
				part('[data-do=play]').ariaPressed = Boolean(timer);
				// Nobody reads aloud as fast.
				now.parentNode.ariaLive = timer ? 'off' : 'polite';
			},
			axis() {
				const undrawn = roll.querySelector('script');
				if (undrawn) undrawn.outerHTML = undrawn.textContent.replace('<svg', '<svg hidden');
				for (const svg of roll.children) svg.toggleAttribute('hidden');
				showLanes();
			},
			wide: () => host.classList.toggle('wide'),
			download() {
				const href = URL.createObjectURL(new Blob([trace()]));
				Object.assign(el('a'), { href, download: file }).click();
			},
			/** Calls the other page until it answers. */
			perfetto() {
				const origin = 'https://ui.perfetto.dev';
				const other = open(origin);
				const calls = setInterval(() => other.postMessage('PING', origin), 200);
				addEventListener('message', ({ source, data }) => {
					if (source !== other || data !== 'PONG') return;
					clearInterval(calls);
					const { buffer } = new TextEncoder().encode(trace());
					other.postMessage({ perfetto: { buffer, title: file } }, origin);
				});
			},
		};

		host.tabIndex = -1; // a click anywhere turns the keys on
		slider.oninput = () => go(slider.value);
		// An answer shows its step before it is explained: the focus has to stay in sight.
		host.addEventListener('submit', ({ target }) => { at = +target.dataset.step; show(); }, true);
		host.addEventListener('click', ({ target, clientX, clientY }) => {
			act[target.dataset.do]?.();
			const svg = target.closest('svg');
			if (svg) {
				const { left, top } = svg.getBoundingClientRect();
				selected = names[Math.floor((clientY - top) / ROW)]?.value;
				go(from + svg.dataset.x.split(' ').findLastIndex((x) => x <= clientX - left));
			} else if (names.includes(target)) {
				selected = target.value === selected ? '' : target.value;
				showLanes();
			}
		});
		host.addEventListener('keydown', (event) => {
			const { key, target, ctrlKey, altKey, metaKey } = event;
			const native = key.length > 1 && target.closest('input, .lines');
			const button = part(`[data-keys~="${CSS.escape(key)}"]`);
			if (ctrlKey || altKey || metaKey || native || !button) return;
			event.preventDefault();
			button.click();
		});
		for (const change of ['hashchange', 'load']) addEventListener(change, () => {
			const [, step] = decodeURIComponent(location.hash).split(`#${slug}@`);
			if (!step) return;
			go(step);
			host.scrollIntoView();
		});
		show();
	});
}
