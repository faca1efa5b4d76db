import { visit } from '../lib/browser.mjs';

export const about = 'no key that is meant for a part of the page turns the page';

const PARTS = 'main :is(button:enabled, input, summary, code[tabindex], .lines, trace-stepper, a[href^="#"])';
const KEYS = ['ArrowRight', 'ArrowLeft', 'ArrowUp', 'ArrowDown', 'Home', 'End', 'j', 'k', 'J', 'K', 'w', 'p'];

export const check = ({ browser, book, page }) =>
	visit(browser, book.url(page), {}, async (tab) => {
		// The way to another page is heard of and given up, as by a reader: another end of it would
		// put an error's page in place of the parts.
		let isTurned = false;
		await tab.route((url) => url.href.split('#')[0] !== book.url(page), (route) => {
			if (!route.request().isNavigationRequest()) return route.continue();
			isTurned = true;
			return route.abort('aborted');
		});
		await tab.evaluate((selector) => {
			globalThis.kinds = new Map();
			for (const part of document.querySelectorAll(selector)) {
				const kind = `${part.tagName} ${part.dataset.do ?? part.type ?? ''}`;
				if (part.checkVisibility({ visibilityProperty: true }) && !kinds.has(kind)) kinds.set(kind, part);
			}
		}, PARTS);
		const kinds = await tab.evaluate(() => [...kinds].map(([kind, part]) => [kind, Boolean(part.closest('trace-stepper'))]));
		for (const [kind, inStepper] of kinds) {
			for (const key of inStepper ? KEYS : KEYS.slice(0, 2)) {
				await tab.evaluate((kind) => kinds.get(kind).focus(), kind);
				await tab.keyboard.press(key);
				await tab.waitForTimeout(2);
				if (isTurned) return [`${key} on ${kind} turns the page`];
			}
		}
		return kinds.length ? [] : ['nothing takes keys'];
	});

export const faults = [
	['arrow keys that reach mdBook', (book) =>
		book.editOurs('event.stopPropagation();', '')],
];
