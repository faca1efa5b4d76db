// Takes the README's pictures of a page: book/pictures/page.png, and page-dark.png for dark screens.
// Usage: node tests/browser/picture.mjs [BOOK], after: cargo run -p tulip-book -- build
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { findChromium, launch, visit } from './lib/browser.mjs';
import { BUILT, Book, ROOT } from './lib/book.mjs';

const PAGE = 'waiting-for-each-other.html';
const STEP = 9;
const chromium = findChromium();
if (!chromium) throw new Error('Chromium is not there: apt-get install chromium (or set CHROMIUM)');
const book = new Book(process.argv[2] ?? BUILT);
const folder = path.join(ROOT, 'book/pictures');
mkdirSync(folder, { recursive: true });
const browser = await launch(chromium);
for (const [name, colorScheme] of [['page', 'light'], ['page-dark', 'dark']]) {
	await visit(browser, book.url(PAGE), { width: 1240, height: 880, colorScheme }, async (tab) => {
		const stepper = tab.locator('trace-stepper').first();
		await stepper.evaluate((stepper, step) => {
			const slider = stepper.querySelector('[type=range]');
			slider.value = step;
			slider.dispatchEvent(new Event('input'));
			stepper.scrollIntoView();
		}, STEP);
		await tab.waitForTimeout(100);
		await tab.screenshot({ path: path.join(folder, `${name}.png`) });
	});
	console.log(`book/pictures/${name}.png`);
}
await browser.close();
