// <trace-stepper>: steps through what happened. It shows recorded events and simulates nothing.
((tulip) => {
	const { el, isIn, say } = tulip;
	const ROW = 28; // as lanes/draw.rs has it

	tulip.define('trace-stepper', (host) => {
		const part = (name) => host.querySelector(name);
		const { slug } = host.dataset;
		const trace = () => part('.trace').textContent;
		const { captions, words, bad, file, from, last } = tulip.json(host, '.told');
		const sentence = tulip.sentences(host);
		const lanes = part('.lanes');
		const touched = lanes.dataset.touched.split(';');
		const arrows = lanes.getElementsByClassName('arrow');
		const stops = [...host.querySelectorAll('form')];

		host.prepend(tulip.template('stepper'));
		part('.lines').ariaLabel += ` ${slug}`;
		Object.assign(part('.names'), { role: 'group', ariaLabel: say('stepper.names') });
		Object.assign(part('.roll'), { role: 'img', ariaLabel: say('stepper.lanes') });
		part('.asked').before(lanes);
		part('.asked').append(...stops);
		part('.events').open = bad.length > 0;
		part('.events').hidden = !part('table, .bad');
		const buttons = [...host.querySelectorAll('[data-do]')];
		const names = [...lanes.querySelectorAll('button')];
		const [now, phases, roll, slider, count] = ['.now', '.phases', '.roll', 'input[max]', '.count'].map(part);
		const showCode = tulip.codeView(part('.code'), tulip.json(host, '.source'), eventsFor);
		const showState = tulip.stateView(part('.state'), words);
		const passed = new Set();
		let [at, selected, timer, events] = [from - 1];
		Object.assign(slider, { min: at, max: last });
		for (const name of names) name.disabled = false;
		phases.hidden = !isIn(words, phases);
		if (!arrows.length) part('[data-do=waker]').remove();
		if (!location.protocol.startsWith('http')) part('[data-do=perfetto]').remove();

		/** The events that are needed at a step. A long trace is read when somebody steps into it. */
		function eventsFor(step) {
			return step > 0 ? events ??= tulip.readTrace(trace(), bad) : [];
		}

		function show() {
			const state = tulip.fold(eventsFor(at), at);
			const here = eventsFor(at).filter(({ step }) => step === at).map(({ word }) => word);
			now.innerHTML = sentence(at) ?? say('stepper.start');
			part('.caption').innerHTML = captions[at] ?? '';
			showCode(state, at);
			showState(tulip.fold(eventsFor(at), at - 1), state);
			for (const phase of phases.children) phase.ariaCurrent = isIn(here, phase);
			showLanes();
			count.textContent = say('stepper.count', { step: at, last, time: tulip.seconds(state.now) });
			Object.assign(slider, { value: at, ariaValueText: count.textContent });
			count.href = `#${slug}@${at}`;
		}

		/** What lies ahead is pale, and hidden from the next question on. */
		function showLanes() {
			const svg = lanes.querySelector(`.by-${'axis' in roll.dataset ? 'time' : 'steps'}`);
			const x = svg.dataset.x.split(' ').map(Number);
			const secret = stops.map(askOf).find((step) => step > at && !passed.has(step));
			const places = { future: at + 1, secret: secret ?? last + 1, cursor: at };
			for (const name in places) {
				const rect = svg.querySelector(`.${name}`);
				rect.setAttribute('x', x[places[name] - from] ?? -x[1]);
				rect.setAttribute('width', name === 'cursor' ? x[1] : '100%');
			}
			for (const arrow of arrows) {
				const { step, by, woken } = arrow.dataset;
				arrow.classList.toggle('on', selected ? [by, woken].includes(selected) : step == at);
			}
			for (const name of names) name.ariaPressed = name.value === selected;
			tulip.reveal(roll, 'Left', 'Width', x[at - from]);
		}

		const askOf = (stop) => Number(stop.dataset.ask);
		const row = () => selected || (touched[at - from] ?? touched[0]).split(' ')[0];

		function go(step) {
			for (const stop of stops) stop.hidden = true;
			at = Math.max(from - 1, Math.min(last, step));
			show();
		}

		/** Asks once, before the answer is seen. Another step skips it. */
		function ask(stop) {
			act.play(false);
			passed.add(askOf(stop));
			stop.hidden = false;
			stop.querySelector('input').focus();
		}

		/** Nobody woke who is selected, or who moves: says why. */
		function unwoken() {
			const { value, textContent: name } = names.find(({ value }) => value === row());
			part('.caption').textContent = say(value[0] === 't' ? 'stepper.unwoken' : 'stepper.unwakeable', { name });
		}

		function find(by) {
			let step = at + by;
			while (touched[step - from]?.split(' ').includes(row()) === false) step += by;
			if (step - from in touched) go(step);
		}

		const act = {
			first: () => go(from - 1),
			back: () => go(at - 1),
			next() {
				const stop = stops.find((one) => askOf(one) === at + 1 && !passed.has(at + 1));
				stop ? ask(stop) : go(at + 1);
			},
			last: () => go(last),
			before: () => find(-1),
			same: () => find(1),
			/** Follows the arrow back, to who woke the task. */
			waker() {
				const wake = [...arrows].findLast(({ dataset: { woken, step } }) => woken === row() && step <= at);
				if (!wake) return unwoken();
				selected = wake.dataset.by;
				go(Number(wake.dataset.step));
			},
			play(on = !timer) {
				clearInterval(timer);
				timer = on && setInterval(() => (at < last ? act.next() : act.play(false)), 1000);
				part('[data-do=play]').ariaPressed = Boolean(timer);
				// Nobody can read aloud as fast as that.
				for (const told of [now, part('.caption')]) told.ariaLive = timer ? 'off' : 'polite';
			},
			axis() {
				roll.toggleAttribute('data-axis');
				const undrawn = roll.querySelector('script');
				if (undrawn) undrawn.outerHTML = undrawn.textContent;
				showLanes();
			},
			wide: () => host.classList.toggle('wide'),
			download() {
				const href = URL.createObjectURL(new Blob([trace()]));
				Object.assign(el('a'), { href, download: file }).click();
			},
			/** The other page is called until it has loaded and answers. */
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
		slider.oninput = () => go(Number(slider.value));
		host.addEventListener('answered', ({ target }) => { at = Number(target.dataset.step); show(); });
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
			const button = buttons.find(({ dataset }) => dataset.keys?.split(' ').includes(key));
			if (ctrlKey || altKey || metaKey || native || !button) return;
			event.preventDefault();
			button.click();
		});
		const follow = () => {
			const [id, step] = decodeURIComponent(location.hash.slice(1)).split('@');
			if (id !== slug || !step) return;
			go(Number(step));
			host.scrollIntoView();
		};
		addEventListener('hashchange', follow);
		addEventListener('load', follow);
		show();
	});
})(tulip);
