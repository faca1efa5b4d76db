import { visit } from '../lib/browser.mjs';
import { soon } from '../lib/soon.mjs';

export const about = 'the copy button of each piece of code copies the code, and keys reach it';

export const check = ({ browser, book, page }) =>
	visit(browser, book.url(page), { permissions: ['clipboard-read', 'clipboard-write'] }, async (tab) => {
		const found = [];
		const pieces = await tab.evaluate(() => {
			globalThis.pieces = [...document.querySelectorAll('main pre:not(trace-stepper pre, wake-game pre)')]
				.filter((pre) => pre.checkVisibility());
			return pieces.length;
		});
		for (let piece = 0; piece < pieces; piece++) {
			const [code, buttons] = await tab.evaluate((piece) => {
				const buttons = pieces[piece].querySelectorAll('button.copy');
				buttons[0]?.focus();
				return [pieces[piece].querySelector('code').textContent, buttons.length];
			}, piece);
			if (buttons !== 1) {
				found.push(`no copy button: ${code.slice(0, 40)}`);
				continue;
			}
			await tab.keyboard.press('Enter');
			const copied = await soon(() => tab.evaluate(() => navigator.clipboard.readText()), (text) => text === code);
			const seen = await tab.evaluate(() => Number(getComputedStyle(document.activeElement).opacity));
			if (copied !== code) return [`copied ${JSON.stringify(copied.slice(0, 40))} and not ${JSON.stringify(code.slice(0, 40))}`];
			if (seen < 1) found.push('the copy button has the focus and is not seen');
		}
		return found;
	});

export const faults = [
	['a button that copies its own word too', (book) =>
		book.editOurs('code.textContent', 'code.parentNode.textContent')],
	['no button', (book) => book.editOurs('code.before(copy);', '')],
];
