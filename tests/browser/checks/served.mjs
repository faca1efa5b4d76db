import { visit } from '../lib/browser.mjs';
import { serve } from '../lib/serve.mjs';

export const about = 'the server answers a browser that asks for all parts of a page at once';
export const once = true;
export const alone = true; // the server builds the book in its place

// A page takes half a second.
const LIMIT_MS = 20_000;

export const check = ({ browser, change = () => {} }) => serve([], async (url) => {
	const found = [];
	for (let time = 0; time < 3; time++) {
		const context = await browser.newContext();
		const tab = await context.newPage();
		await change(tab);
		await tab.goto(url, { timeout: LIMIT_MS }).catch(() => found.push(`the page is still loading after ${LIMIT_MS / 1000} s`));
		await context.close();
	}
	return found.length ? found : visit(browser, url, {}, async (tab) => tab.heard);
});

export const faults = [
	['an answer that never comes', null, null, (tab) => tab.route('**/*.css', () => {})],
];
