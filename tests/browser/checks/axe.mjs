import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { visit } from '../lib/browser.mjs';
import { disturb } from '../lib/reader.mjs';

export const about = 'axe-core finds nothing, at rest, in use and on a phone, in all five themes';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
// What stands on a page in one theme stands there in all: only its colours are asked for again.
const OTHER_THEMES = ['rust', 'coal', 'navy', 'ayu'];

export const check = ({ browser, book, page }) =>
	visit(browser, book.url(page), {}, async (tab) => {
		await tab.evaluate(axe);
		const found = await run(tab, 'at rest', {});
		await disturb(tab);
		found.push(...await run(tab, 'in use', {}));
		for (const theme of OTHER_THEMES) {
			await tab.click('#mdbook-theme-toggle');
			await tab.click(`#mdbook-theme-${theme}`);
			await tab.keyboard.press('Escape');
			found.push(...await run(tab, theme, { runOnly: ['color-contrast', 'link-in-text-block'] }));
		}
		found.push(...await visit(browser, book.url(page), { width: 360, height: 740 }, async (phone) => {
			await phone.evaluate(axe);
			await disturb(phone);
			return run(phone, 'on a phone', {});
		}));
		return [...new Set(found)];
	});

async function run(tab, when, options) {
	const violations = await tab.evaluate(async (options) => (await axe.run(document, { ...options, resultTypes: ['violations'] })).violations
		.flatMap(({ id, help, nodes }) => nodes.map(({ target, any }) => ({ id, help, target, why: any[0]?.message }))), options);
	return violations.map(({ id, help, target, why }) => `${when}: ${id}: ${why ?? help} (${target.join(' ')})`);
}

export const faults = [
	['a picture without words', (book, page) => book.edit(page, '</main>', '<img src="data:,"></main>')],
	['grey on grey', (book, page) => book.edit(page, '</main>', '<p style="color: #999; background: #888">hard to read</p></main>')],
	['a link that is too pale in one theme', (book) =>
		book.editOurs(':root:root {', '.coal main a { color: #333 !important }\n:root:root {')],
	['a stepper that is unnamed once it runs', (book, page) =>
		book.edit(page, /(<input type="range" max="0") aria-label="[^"]*"/, '$1')],
];
