import { visit } from '../lib/browser.mjs';

export const about = 'a page says nothing on the console, and asks nobody outside';

export const check = ({ browser, book, page }) =>
	visit(browser, book.url(page), {}, async (tab) => {
		await tab.waitForTimeout(50);
		return tab.heard;
	});

export const faults = [
	['an error', (book, page) => book.edit(page, '</main>', '<script>nothing()</script></main>')],
	['a picture from elsewhere', (book, page) =>
		book.edit(page, '</main>', '<img alt="" src="http://127.0.0.1:9/x.png"></main>')],
	['a missing file', (book, page) => book.edit(page, '</main>', '<script src="gone.js"></script></main>')],
];
