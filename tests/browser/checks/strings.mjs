import { readFileSync } from 'node:fs';
import path from 'node:path';
import { visit } from '../lib/browser.mjs';
import { ROOT } from '../lib/book.mjs';
import { pageOfTrace } from '../lib/serve.mjs';

export const about = 'nothing in a trace runs as script; what cannot be read of it is named, the rest is shown';
export const once = true;
export const alone = true; // each trace makes the server build a book, which slows the checks beside it

const kept = readFileSync(path.join(ROOT, 'chapters/2-scheduler/traces/join.json'), 'utf8');
const EVIL = [
	'<img src=x onerror=ran()>', '</script><script>ran()</script>', '"><svg onload=ran()>', '<!--<script>',
	'{name}', '__proto__', '&lt;b&gt;', "'-ran()-'", '`${ran()}`', '\u2028', '{{#stepper send}}', '**bold**',
];

export async function check({ browser, book, change = () => {} }) {
	const shown = (what, trace, bad) => shows(browser, book, change, what, trace, bad);
	return [
		...await evil(browser, book, change, 1),
		...await evil(browser, book, change, LONG),
		...await shown('cut in the middle of a line', kept.slice(0, kept.length / 2), 1),
		...await shown('with a word from elsewhere', kept.replace('"ev":"trap"', '"ev":"leap"'), 1),
		...await shown('that is no trace', 'once upon a time\n<b>\n', 2),
	];
}

/** So many copies of the trace have a table that is a text, and no part of the page. */
const LONG = 25;
const SEEN = 120;

/** Every string of a trace is replaced by one that would like to run. */
async function evil(browser, book, change, copies) {
	let next = 0;
	const keep = new Set(['ph', 'ev', 'cat', 's', 'end', 'src']);
	const spoil = (key, value) => {
		if (typeof value !== 'string' || keep.has(key)) return value;
		return EVIL[next++ % EVIL.length];
	};
	const events = kept.split('\n').filter((line) => line.startsWith('{')).map((line) => JSON.parse(line.replace(/,$/, '')));
	const { step: steps } = events.at(-1);
	const lines = Array.from({ length: copies }, (_, copy) =>
		events.map((event) => JSON.stringify({ ...event, step: event.step && event.step + copy * steps }, spoil))).flat();
	const trace = `[\n${lines.join(',\n')}\n]\n`;
	return visit(browser, await pageOfTrace(book, trace), {}, async (tab) => {
		await change(tab);
		await tab.evaluate(() => { globalThis.ran = () => { globalThis.hasRun = true; }; });
		const found = await tab.evaluate((seen) => {
			const stepper = document.querySelector('trace-stepper');
			if (!stepper) return ['there is no stepper'];
			const found = [];
			let shown = '';
			const last = stepper.querySelector('[type=range]').max;
			for (let step = 0; step <= Math.min(last, seen); step++) {
				stepper.querySelector('[data-do=next]').click();
				shown += stepper.querySelector('.now').textContent;
				const alien = stepper.querySelector('img, .now svg, .state svg, .names svg, .now b, [onload], [onerror]');
				if (alien) found.push(`a string of the trace became ${alien.outerHTML}`);
			}
			if (globalThis.hasRun) found.push('a string of the trace ran as script');
			if (!shown.includes('<img src=x onerror=ran()>')) found.push('the strings are not shown as they are');
			return [...new Set(found)];
		}, SEEN);
		return [...found, ...tab.heard];
	});
}

async function shows(browser, book, change, what, trace, bad) {
	return visit(browser, await pageOfTrace(book, trace), {}, async (tab) => {
		await change(tab);
		const found = [...tab.heard];
		const told = await tab.locator('ul.bad li').allInnerTexts();
		if (told.length !== bad) found.push(`a trace ${what}: ${told.length} bad lines are named, not ${bad}`);
		if (told.some((line) => !/\d/.test(line))) found.push(`a trace ${what}: a bad line has no number`);
		if (!await tab.locator('ul.bad').first().isVisible()) found.push(`a trace ${what}: its bad lines are not seen`);
		const stepper = tab.locator('trace-stepper');
		if (await stepper.count()) {
			await stepper.locator('[data-do=last]').click();
			if (await stepper.locator('.now').innerText() === '') found.push(`a trace ${what}: what could be read is not shown`);
		} else if (trace.includes('"ev"')) found.push(`a trace ${what}: nothing of it is shown`);
		return found;
	});
}

export const faults = [
	['a long table whose strings become HTML', (book) =>
		book.editOurs("html.indexOf('</tr>', at));", "html.indexOf('</tr>', at)).replaceAll('&lt;', '<').replaceAll('&gt;', '>');")],
	['a sentence that becomes HTML', null, null, (tab) => tab.evaluate(() => {
		const now = document.querySelector('.now');
		document.addEventListener('click', () => { now.innerHTML = now.textContent; });
	})],
	['bad lines that are kept quiet', null, null, (tab) => tab.evaluate(() => document.querySelector('ul.bad')?.remove())],
];
