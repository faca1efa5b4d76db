// Measures the stepper on a trace of 10,000 events: prints {"cold_ms": …, "load_ms": …, "step_ms": …}.
// Started by the budgets of crates/bench; needs what run.mjs needs.
import { findChromium, launch, visit } from './lib/browser.mjs';
import { BUILT, Book } from './lib/book.mjs';
import { pageOfTrace } from './lib/serve.mjs';

const EVENTS = 10_000;
const TASKS = 4;

const chromium = findChromium();
if (!chromium) throw new Error('Chromium is not there: apt-get install chromium (or set CHROMIUM)');
const book = new Book(process.argv[2] ?? BUILT);
const url = await pageOfTrace(book, longTrace());
const browser = await launch(chromium);
try {
	const cold_ms = await visit(browser, url, {}, loadTime);
	console.log(JSON.stringify({ cold_ms, ...await visit(browser, book.url('introduction.html'), {}, measure) }));
} finally {
	await browser.close();
}

/** The medians of some loads and of some steps, in a browser in which a page of the book was open. */
async function measure(tab) {
	const loads = [];
	for (let load = 0; load < 5; load++) {
		await tab.goto(url, { waitUntil: 'load' });
		loads.push(await loadTime(tab));
	}
	return { load_ms: loads.sort((a, b) => a - b)[2], step_ms: await stepTime(tab) };
}

/** From the first byte to the end of the load event. */
function loadTime(tab) {
	return tab.evaluate(() => {
		const [{ responseStart, loadEventEnd }] = performance.getEntriesByType('navigation');
		return loadEventEnd - responseStart;
	});
}

/** A step in the middle, laid out. */
function stepTime(tab) {
	return tab.evaluate(async () => {
		const stepper = document.querySelector('trace-stepper');
		const slider = stepper.querySelector('[type=range]');
		slider.value = slider.max / 2;
		slider.dispatchEvent(new Event('input'));
		const times = [];
		for (let step = 0; step < 21; step++) {
			await new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));
			const begun = performance.now();
			stepper.querySelector(`[data-do=${step % 2 ? 'next' : 'back'}]`).click();
			stepper.getBoundingClientRect();
			times.push(performance.now() - begun);
		}
		return times.sort((a, b) => a - b)[10];
	});
}

/** Tasks that take turns: each is picked, prints, pauses, and stands in the queue again. */
function longTrace() {
	const lines = [{ ph: 'M', pid: 2, tid: 1, name: 'thread_name', args: { name: 'main' }, meta: { schema: 1, program: 'long' } }];
	let [step, ts] = [0, 0];
	const event = (task, word, args, continues = false) => {
		if (!continues) step++;
		ts++;
		lines.push({ ph: 'i', pid: 1, tid: 100 + task, ts, now: ts * 100, step, ev: word, cat: 'task', name: `task ${task}`, s: 't', args });
	};
	for (let task = 1; task <= TASKS; task++) {
		event(task, 'task.new', { task });
		event(task, 'task.ready', { task, by: 'main' }, true);
	}
	for (let turn = 0; ts < EVENTS; turn++) {
		const task = (turn % TASKS) + 1;
		event(task, 'task.pick', { queue_left: TASKS - 1 });
		event(task, 'task.run', { task, poll: Math.floor(turn / TASKS) + 1 }, true);
		event(task, 'out', { text: `turn ${turn}` });
		event(task, 'task.yield', { out: 'aside' });
		event(task, 'task.ready', { task, by: `t${task}` }, true);
	}
	return `[\n${lines.slice(0, EVENTS + 1).map((line) => JSON.stringify(line)).join(',\n')}\n]\n`;
}
