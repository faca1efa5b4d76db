import { readFileSync } from 'node:fs';
import path from 'node:path';
import { visit } from '../lib/browser.mjs';
import { ROOT } from '../lib/book.mjs';
import { pageOfTrace } from '../lib/serve.mjs';

export const about = 'nothing in a trace runs as script; what cannot be read of it is named, the rest is shown';
export const once = true;

const kept = readFileSync(path.join(ROOT, 'chapters/2-scheduler/traces/join.json'), 'utf8');
const EVIL = [
	'<img src=x onerror=ran()>', '</script><script>ran()</script>', '"><svg onload=ran()>', '<!--<script>',
	'{name}', '__proto__', '&lt;b&gt;', "'-ran()-'", '`${ran()}`', '\u2028', '{{#stepper send}}', '**bold**',
];

export async function check({ browser, book, change = () => {} }) {
	const shown = (what, trace, bad) => shows(browser, book, change, what, trace, bad);
	return [
		...await evil(browser, book, change),
		...await shown('cut in the middle of a line', kept.slice(0, kept.length / 2), 1),
		...await shown('with a word from elsewhere', kept.replace('"ev":"trap"', '"ev":"leap"'), 1),
		...await shown('that is no trace', 'once upon a time\n<b>\n', 2),
	];
}

/** Every string of a trace is replaced by one that would like to run. */
async function evil(browser, book, change) {
	let next = 0;
	const keep = new Set(['ph', 'ev', 'cat', 's', 'end', 'src']);
	const spoil = (key, value) => {
		if (typeof value !== 'string' || keep.has(key)) return value;
		return EVIL[next++ % EVIL.length];
	};
	const lines = kept.split('\n').map((line) => (line.startsWith('{') ? `${JSON.stringify(JSON.parse(line.replace(/,$/, '')), spoil)},` : line));
	const trace = lines.join('\n').replace(/,\n\]/, '\n]');
	return visit(browser, await pageOfTrace(book, trace), {}, async (tab) => {
		await change(tab);
		await tab.evaluate(() => { globalThis.ran = () => { globalThis.hasRun = true; }; });
		const found = await tab.evaluate(() => {
			const stepper = document.querySelector('trace-stepper');
			if (!stepper) return ['there is no stepper'];
			const found = [];
			for (let step = 0; step <= stepper.querySelector('[type=range]').max; step++) {
				stepper.querySelector('[data-do=next]').click();
				const alien = stepper.querySelector('img, .now svg, .state svg, .names svg, .now b, [onload], [onerror]');
				if (alien) found.push(`a string of the trace became ${alien.outerHTML}`);
			}
			if (globalThis.hasRun) found.push('a string of the trace ran as script');
			if (!stepper.textContent.includes('<img src=x onerror=ran()>')) found.push('the strings are not shown as they are');
			return [...new Set(found)];
		});
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
	['a sentence that becomes HTML', null, null, (tab) => tab.evaluate(() => {
		const now = document.querySelector('.now');
		document.addEventListener('click', () => { now.innerHTML = now.textContent; });
	})],
	['bad lines that are kept quiet', null, null, (tab) => tab.evaluate(() => document.querySelector('ul.bad')?.remove())],
];
