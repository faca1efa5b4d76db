// Measures how soon the served book shows what was saved: prints {"reload_ms": …}.
// Started by the budgets of crates/bench; needs what run.mjs needs.
import { utimesSync } from 'node:fs';
import path from 'node:path';
import { findChromium, launch, visit } from './lib/browser.mjs';
import { ROOT } from './lib/book.mjs';
import { serve } from './lib/serve.mjs';

const PAGE = 'promises';
const TIMES = 5;

const chromium = findChromium();
if (!chromium) throw new Error('Chromium is not there: apt-get install chromium (or set CHROMIUM)');
const browser = await launch(chromium);
try {
	const reload_ms = await serve([], (url) => visit(browser, `${url}${PAGE}.html`, {}, measure));
	console.log(JSON.stringify({ reload_ms }));
} finally {
	await browser.close();
}

/** From a saved page to its load event, the median. Saved is what it was: only its time changes. */
async function measure(tab) {
	const times = [];
	for (let time = 0; time < TIMES; time++) {
		await tab.waitForTimeout(500);
		const loaded = tab.waitForEvent('load', { timeout: 60_000 });
		const begun = performance.now();
		const now = new Date();
		utimesSync(path.join(ROOT, `book/src/${PAGE}.md`), now, now);
		await loaded;
		times.push(performance.now() - begun);
	}
	return times.sort((a, b) => a - b)[Math.floor(TIMES / 2)];
}
