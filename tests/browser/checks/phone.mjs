import { visit } from '../lib/browser.mjs';
import { disturb } from '../lib/reader.mjs';

export const about = 'a phone shows a page without scrolling sideways';

export const check = ({ browser, book, page }) =>
	visit(browser, book.url(page), { width: 360, height: 740, hasTouch: true }, async (tab) => {
		await disturb(tab);
		return tab.evaluate(() => {
			const room = document.documentElement.clientWidth;
			const wide = [...document.querySelectorAll('main *')].filter((element) => {
				for (let up = element.parentElement; up.tagName !== 'MAIN'; up = up.parentElement) {
					if (getComputedStyle(up).overflowX !== 'visible') return false;
				}
				const { left, right } = element.getBoundingClientRect();
				const scrolls = getComputedStyle(element).overflowX !== 'visible';
				return Math.max(right, scrolls ? 0 : left + element.scrollWidth) > room + 1;
			});
			return wide.map(({ tagName, className, textContent }) =>
				`${tagName} ${className} is wider than ${room} px: ${textContent.slice(0, 60)}`).slice(0, 5);
		});
	});

export const faults = [
	['a wide box', (book, page) => book.edit(page, '</main>', '<p style="width: 500px">x</p></main>')],
	['an unbreakable word', (book, page) =>
		book.edit(page, '</main>', `<p style="overflow-wrap: normal">${'x'.repeat(90)}</p></main>`)],
];
