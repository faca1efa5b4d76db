import { visit } from '../lib/browser.mjs';

export const about = 'the copy button of each piece of code copies the code, and keys reach it';

export const check = ({ browser, book, page }) =>
	visit(browser, book.url(page), { permissions: ['clipboard-read', 'clipboard-write'] }, async (tab) => {
		const found = [];
		for (const pre of await tab.locator('main pre:not(trace-stepper pre, wake-game pre)').all()) {
			if (!await pre.isVisible()) continue;
			const code = await pre.locator('code').evaluate((code) => code.textContent);
			const button = pre.locator('button.copy');
			if (await button.count() !== 1) {
				found.push(`no copy button: ${code.slice(0, 40)}`);
				continue;
			}
			await button.focus();
			await tab.keyboard.press('Enter');
			await tab.waitForTimeout(10);
			const copied = await tab.evaluate(() => navigator.clipboard.readText());
			if (copied !== code) found.push(`copied ${JSON.stringify(copied.slice(0, 40))} and not ${JSON.stringify(code.slice(0, 40))}`);
			const seen = await button.evaluate((button) => Number(getComputedStyle(button).opacity));
			if (seen < 1) found.push('the copy button has the focus and is not seen');
		}
		return found;
	});

export const faults = [
	['a button that copies its own word too', (book) =>
		book.editOurs('code.textContent', 'code.parentNode.textContent')],
	['no button', (book) => book.editOurs('code.before(copy);', '')],
];
