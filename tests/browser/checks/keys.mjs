import { visit } from '../lib/browser.mjs';

export const about = 'no key that is meant for a part of the page turns the page';

const KEYS = ['ArrowRight', 'ArrowLeft', 'ArrowUp', 'ArrowDown', 'Home', 'End', 'j', 'k', 'J', 'K', 'w', 'p'];

export const check = ({ browser, book, page }) =>
	visit(browser, book.url(page), {}, async (tab) => {
		// The way to another page is heard of and cut off: the parts stay, and nothing is left under way.
		let isTurned = false;
		await tab.route((url) => url.href.split('#')[0] !== book.url(page), (route) => {
			if (!route.request().isNavigationRequest()) return route.continue();
			isTurned = true;
			return route.abort();
		});
		const parts = await tab.locator(
			'main :is(button:enabled, input, summary, code[tabindex], .lines, trace-stepper, a[href^="#"])',
		).all();
		const kinds = new Set();
		for (const part of parts) {
			if (!await part.isVisible()) continue;
			const [kind, inStepper] = await part.evaluate((element) =>
				[`${element.tagName} ${element.dataset.do ?? element.type ?? ''}`, Boolean(element.closest('trace-stepper'))]);
			if (kinds.has(kind)) continue;
			kinds.add(kind);
			for (const key of inStepper ? KEYS : KEYS.slice(0, 2)) {
				await part.focus();
				await tab.keyboard.press(key);
				await tab.waitForTimeout(2);
				if (isTurned) return [`${key} on ${kind} turns the page`];
			}
		}
		return [];
	});

export const faults = [
	['arrow keys that reach mdBook', (book) =>
		book.editOurs('event.stopPropagation();', '')],
];
