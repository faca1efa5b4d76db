import { visit } from '../lib/browser.mjs';
import { Book } from '../lib/book.mjs';

export const about = 'nothing moves once a page is loaded, and next to nothing before; not with three steppers on it';

// While a page loads its fonts arrive. Beyond this sum of shifts a reader would see it (web.dev
// calls twice as much good), and from the moment on when it stands there is no excuse.
const MOST_WHILE_LOADING = 0.05;
const WATCHED_MS = 500;

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

const shifts = (browser, url, width) => visit(browser, url, { width, height: 2000 }, async (tab) => {
	const stoodAt = await tab.evaluate(stands);
	await tab.waitForTimeout(WATCHED_MS);
	const moved = await tab.evaluate(moves);
	const late = moved.filter(({ at }) => at > stoodAt);
	const early = moved.reduce((sum, { value }) => sum + value, 0);
	return [
		...late.map(({ value, what }) => `at ${width} px something moves by ${value.toFixed(4)} after it is loaded: ${what}`),
		...(early > MOST_WHILE_LOADING ? [`at ${width} px it moves by ${early.toFixed(4)} in all: ${moved[0].what}`] : []),
	];
});

/** Runs in the page: the time at which it is loaded, has its fonts, and has been drawn with them. A
 * clock cannot tell: a font that a busy machine reads late is part of loading all the same. */
async function stands() {
	await new Promise((idle) => { requestIdleCallback(idle); });
	do {
		await document.fonts.ready;
		for (let frames = 0; frames < 2; frames++) await new Promise((drawn) => { requestAnimationFrame(drawn); });
	} while (document.fonts.status === 'loading');
	return performance.now();
}

/** Runs in the page: what has moved on it, and when. */
function moves() {
	// mdBook puts the page's headings into the sidebar late; what is read has to stand still.
	const isRead = ({ node }) => !node?.parentElement?.closest('#mdbook-sidebar');
	const moveOf = ({ startTime, value, sources }) => ({
		at: startTime, value, what: sources.map(({ node }) => node?.getAttribute?.('class') || node?.nodeName).join(', '),
	});
	return new Promise((resolve) => {
		new PerformanceObserver((list) => resolve(list.getEntries().filter(({ sources }) => sources.some(isRead)).map(moveOf)))
			.observe({ type: 'layout-shift', buffered: true });
		setTimeout(resolve, 100, []);
	});
}

export const faults = [
	['a late banner', (book, page) => book.edit(page, '</main>',
		"</main><script>addEventListener('load', async () => { await document.fonts.ready; setTimeout(() => document.querySelector('main').prepend(Object.assign(document.createElement('p'), { style: 'height: 9px' })), 300); })</script>")],
	['steppers that start after the first paint', (book) =>
		book.editOurs('start(this);\n\t\t}).observe', 'setTimeout(start, 300, this);\n\t\t}).observe').editOurs('.js trace-stepper:not([tabindex]) { visibility: hidden }', ''),
	'a-function-that-pauses.html'],
];
