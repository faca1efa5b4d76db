// What the events of a trace add up to: crates/trace/src/{read,fold}.rs, for the page.
globalThis.tulip = {};

{
	/** The events of a trace, without lines that the builder could not read. */
	tulip.readTrace = (text, bad) => {
		const unreadable = new Set(bad.map(({ line }) => line));
		const lines = text.split('\n').map((line) => line.trim().replace(/,+$/, ''))
			.filter((line, index) => !['', '[', ']'].includes(line) && !unreadable.has(index + 1));
		return JSON.parse(`[${lines}]`).flatMap(({ ev, step, now, tid, name, id2, args = {} }) => {
			const lane = { 1: 'main', 90: 'resources' }[tid] ?? `t${tid - 100}`;
			const at = args.end ?? args.src;
			return ev ? [{ word: ev, step, now, lane, name, row: id2?.local, at, ...args }] : [];
		});
	};

	/** The state after so many steps. Going back is folding again. */
	tulip.fold = (events, steps) => {
		const state = {
			step: 0, now: 0, running: null, ready: [], tasks: {}, machines: {}, stacks: {}, timers: {},
			watched: {}, callbacks: [], callback: null, futures: {}, channels: Object.create(null), parked: null, output: [],
		};
		for (const event of events) {
			if (event.step > steps) break;
			apply(state, event);
		}
		return state;
	};

	/** Adds one event. One of a task never made changes the time alone. */
	const apply = (s, e) => {
		const { word, step, now, lane, row, name, task = null } = e;
		Object.assign(s, { step, now });
		if (lane[0] === 't') applyToTask(s, Number(lane.slice(1)), e);
		applyToMachine(s, e);
		switch (word) {
			case 'loop.park': s.parked = { timeout_us: e.timeout_us ?? null }; break;
			case 'loop.unpark': s.parked = null; break;
			case 'cb.push': s.callbacks.push(e.cb); break;
			case 'cb.run': s.callback = e.cb; // fall through
			case 'cb.skip': s.callbacks = without(s.callbacks, e.cb); break;
			case 'cb.end': s.callback = null; break;
			case 'timer.arm': s.timers[row] = { name, due: e.due_us, task }; break;
			case 'timer.fire': case 'timer.cancel': delete s.timers[row]; break;
			case 'io.reg': s.watched[row] = { name, task }; break;
			case 'io.dereg': delete s.watched[row]; break;
			case 'fut.new': s.futures[row] = name; break;
			case 'fut.ready': delete s.futures[row]; break;
			case 'chan': s.channels[e.chan] = e.len; break;
			case 'out': s.output.push({ now, text: e.text }); break;
		}
	};

	const applyToTask = (s, id, { word, name, at, poll, out, why }) => {
		if (word === 'task.new') s.tasks[id] = { name, activity: 'new', what: null, at: at ?? null, runs: 0 };
		const task = s.tasks[id];
		if (!task) return;
		const is = (activity, what = null) => Object.assign(task, { activity, what, at: at ?? task.at });
		switch (word) {
			case 'task.ready': is('ready'); s.ready.push(id); break;
			case 'task.pick': s.ready = without(s.ready, id); break;
			case 'task.run': is('running'); task.runs = poll; s.running = id; break;
			case 'task.yield': is(task.activity, task.what); s.running = null; break;
			case 'task.wait': is('waiting', why); break;
			case 'task.done': is('done', out); s.running = null; break;
			case 'task.drop':
				is('dropped', why);
				s.ready = without(s.ready, id);
				if (s.running === id) s.running = null;
		}
	};

	const applyToMachine = ({ stacks, machines }, { word, lane, co, name, out = null, at }) => {
		const stack = stacks[lane] ??= [];
		const is = (state, id = stack.pop()) => {
			const machine = machines[id];
			if (machine) Object.assign(machine, { state, what: out, at: at ?? machine.at });
		};
		switch (word) {
			case 'co.resume': stack.push(co); machines[co] ??= { name, at: null }; is('running', co); break;
			case 'co.yield': is('paused'); break;
			case 'co.return': is('done'); break;
			case 'co.panic': is('panicked'); break;
			case 'co.drop': is('dropped', co);
		}
	};

	const without = (list, gone) => list.filter((one) => one !== gone);
}
