import { visit } from '../lib/browser.mjs';
import { Book } from '../lib/book.mjs';

export const about = 'nothing moves once a page is loaded, and next to nothing before; not with three steppers on it';

// While a page loads its fonts arrive. Beyond this sum of shifts a reader would see it (web.dev
// calls twice as much good), and from this moment on there is no excuse. On a busy machine a font
// comes after the rest: the page is loaded when it is there, too.
const MOST_WHILE_LOADING = 0.05;
const LOADED_AFTER_MS = 100;
const noteFonts = () => document.fonts.addEventListener('loadingdone', () => { globalThis.fontsAt = performance.now(); });

export const check = async ({ browser, book, page }) => {
	const urls = [book.url(page)];
	if (book.read(page).includes('<trace-stepper')) urls.push(threefold(book, page));
	const found = [];
	for (const url of urls) {
		for (const width of [1280, 400]) found.push(...await shifts(browser, url, width));
	}
	return found;
};

/** The same page with its stepper three times, at the top, where a shift is seen. */
function threefold(book, page) {
	const copy = book.copy();
	const [stepper] = book.read(page).match(/<trace-stepper[^]*?<\/trace-stepper>\n/);
	return copy.edit(page, '<main>', () => `<main>\n${stepper.repeat(3)}`).url(page);
}

const shifts = (browser, url, width) => visit(browser, url, { width, height: 2000, before: noteFonts }, async (tab) => {
	await tab.waitForTimeout(500);
	const moved = await tab.evaluate(() => new Promise((resolve) => {
		const [{ loadEventEnd }] = performance.getEntriesByType('navigation');
		const loadedAt = Math.max(loadEventEnd, globalThis.fontsAt ?? 0);
		// mdBook puts the page's headings into the sidebar late; what is read has to stand still.
		const isRead = ({ node }) => !node?.parentElement?.closest('#mdbook-sidebar');
		new PerformanceObserver((list) => resolve(list.getEntries().filter(({ sources }) => sources.some(isRead))
			.map(({ startTime, value, sources }) => ({
				value, late: startTime - loadedAt, what: sources.map(({ node }) => node?.className || node?.nodeName).join(', '),
			})))).observe({ type: 'layout-shift', buffered: true });
		setTimeout(resolve, 100, []);
	}));
	const late = moved.filter((shift) => shift.late > LOADED_AFTER_MS);
	const early = moved.reduce((sum, { value }) => sum + value, 0);
	return [
		...late.map(({ value, what }) => `at ${width} px something moves by ${value.toFixed(4)} after it is loaded: ${what}`),
		...(early > MOST_WHILE_LOADING ? [`at ${width} px it moves by ${early.toFixed(4)} in all: ${moved[0].what}`] : []),
	];
});

export const faults = [
	['a late banner', (book, page) => book.edit(page, '</main>',
		"</main><script>setTimeout(() => document.querySelector('main').prepend(Object.assign(document.createElement('p'), { style: 'height: 99px' })), 300)</script>")],
	['steppers that start after the first paint', (book) =>
		book.editOurs('start(this);\n\t\t}).observe', 'setTimeout(start, 300, this);\n\t\t}).observe').editOurs('.js trace-stepper:not([tabindex]) { visibility: hidden }', ''),
	'a-function-that-pauses.html'],
];
