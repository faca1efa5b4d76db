import { visit } from '../lib/browser.mjs';

export const about = 'no key that is meant for a part of the page turns the page';

const KEYS = ['ArrowRight', 'ArrowLeft', 'ArrowUp', 'ArrowDown', 'Home', 'End', 'j', 'k', 'J', 'K', 'w', 'p'];

export const check = ({ browser, book, page }) =>
	visit(browser, book.url(page), {}, async (tab) => {
		let isTurned = false;
		const isElsewhere = () => isTurned || tab.url().split('#')[0] !== book.url(page);
		// A page that turns takes its parts along: whoever waits for one would wait for long.
		tab.setDefaultTimeout(2000);
		tab.on('framenavigated', (frame) => {
			isTurned ||= frame === tab.mainFrame() && frame.url().split('#')[0] !== book.url(page);
		});
		const parts = await tab.locator(
			'main :is(button:enabled, input, summary, code[tabindex], .lines, trace-stepper, a[href^="#"])',
		).all();
		const kinds = new Set();
		for (const part of parts) {
			if (isElsewhere()) return ['a key turns the page'];
			if (!await part.isVisible()) continue;
			const [kind, inStepper] = await part.evaluate((element) =>
				[`${element.tagName} ${element.dataset.do ?? element.type ?? ''}`, Boolean(element.closest('trace-stepper'))]);
			if (kinds.has(kind)) continue;
			kinds.add(kind);
			for (const key of inStepper ? KEYS : KEYS.slice(0, 2)) {
				await part.focus().catch((error) => { if (!isElsewhere()) throw error; });
				await tab.keyboard.press(key);
				await tab.waitForTimeout(2);
				if (isElsewhere()) return [`${key} on ${kind} turns the page`];
			}
		}
		return [];
	});

export const faults = [
	['arrow keys that reach mdBook', (book) =>
		book.editOurs('event.stopPropagation();', '')],
];
