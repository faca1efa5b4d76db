import { visit } from '../lib/browser.mjs';

export const about = 'on paper a page has its text, all of its code and its tables of events, and nothing to press';

const A4 = { width: 700, height: 990 };

export const check = ({ browser, book, page }) =>
	visit(browser, book.url(page), A4, async (tab) => {
		await tab.emulateMedia({ media: 'print' });
		const found = await tab.evaluate(() => {
			const found = [];
			const shown = (element) => element.checkVisibility({ visibilityProperty: true });
			const about = (element) => `${element.tagName} ${element.className}: ${element.textContent.trim().slice(0, 40)}`;
			const pressed = [...document.querySelectorAll('button:enabled, input[type=range], #mdbook-sidebar a, #mdbook-menu-bar, nav a')]
				.filter((element) => shown(element) && !element.closest('.names'));
			found.push(...pressed.map((element) => `there is something to press: ${about(element)}`));
			for (const stepper of document.querySelectorAll('trace-stepper')) {
				const rows = [...stepper.querySelectorAll('.events tbody tr')];
				if (!rows.length || !rows.every(shown)) found.push(`no table of events: ${stepper.id}`);
				if (!shown(stepper.querySelector('svg'))) found.push(`no lanes: ${stepper.id}`);
			}
			for (const code of document.querySelectorAll('main pre > code')) {
				if (code.closest('trace-stepper, wake-game, .hint, .answers')) continue;
				if (!shown(code)) found.push(`code is not seen: ${about(code)}`);
				if (code.scrollWidth > code.clientWidth + 1) found.push(`code is cut off: ${about(code)}`);
			}
			for (const text of document.querySelectorAll('main > :is(p, h1, h2, h3, ul, ol)')) {
				if (text.textContent.trim() && !shown(text)) found.push(`a text is not seen: ${about(text)}`);
			}
			const { left } = document.querySelector('main').getBoundingClientRect();
			if (left > 40) found.push(`the text begins ${left} px from the paper's edge`);
			return [...new Set(found)].slice(0, 6);
		});
		await tab.emulateMedia({ media: 'screen' });
		const isOpen = await tab.locator('trace-stepper .events tbody tr').first().isVisible();
		return isOpen ? [...found, 'the tables are open on the screen too'] : found;
	});

export const faults = [
	['controls on paper', (book) => book.editOurs('trace-stepper > :not(.lanes, .events)', 'trace-stepper > .none')],
	['a table that stays closed', (book) => book.editOurs('::details-content', '::none')],
	['code that is cut off', (book, page) => book.editOurs('pre > code { white-space: pre-wrap }', '')
		.edit(page, '</main>', `<pre><code>${'long '.repeat(50)}</code></pre></main>`)],
	['tables that are open on the screen', (book) =>
		book.editOurs('@media print {', 'details::details-content { content-visibility: visible }\n@media print {')],
	['a sidebar on paper', (book) => book.editOurs(':is(nav, #mdbook-menu-bar, ', ':is(')],
];
