// Reads the built book in Chromium, as a reader would. See --help.
import { existsSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { BUILT, Book } from './lib/book.mjs';

const HELP = `Reads the built book in Chromium and complains about what a reader would.

Usage: node tests/browser/run.mjs [--book DIR] [--page NAME] [--check NAME] [--self-test]

  --book DIR    the built book [default: target/book]
  --page NAME   this page alone, as a-function-that-pauses
  --check NAME  this check alone
  --self-test   breaks a copy of the book once for each fault, and sees that the check finds it
  --list        what is checked

Example: node tests/browser/run.mjs --page introduction --check axe

Some pages are read at once, one more than there are processors. What takes longer than three minutes on a
page, or fifteen on the book, is ended, and named.

Once before: npm ci --prefix tests/browser; and Chromium (Debian: apt-get install chromium).
CHROMIUM names another one. Without Chromium nothing is checked; with CI=true that is an error.`;

const { values: asked } = parseArgs({
	options: {
		book: { type: 'string', default: BUILT },
		page: { type: 'string' }, check: { type: 'string' },
		'self-test': { type: 'boolean' }, list: { type: 'boolean' }, help: { type: 'boolean', short: 'h' },
	},
});

const CHECKS = [
	'quiet', 'axe', 'phone', 'keys', 'keyboard', 'copy', 'search', 'still', 'off', 'steppers', 'tools', 'game',
	'fold', 'print', 'strings', 'served', 'sizes',
];

if (asked.help) {
	console.log(HELP);
	process.exit();
}
if (!existsSync(path.join(import.meta.dirname, 'node_modules/playwright-core'))) {
	absent('the packages of the browser tests are not there', 'npm ci --prefix tests/browser');
}
const { findChromium, launch } = await import('./lib/browser.mjs');
const { LIMIT_MS, runAll } = await import('./lib/jobs.mjs');
const checks = await Promise.all(CHECKS.map(async (name) => ({ name, ...await import(`./checks/${name}.mjs`) })));
if (asked.list) {
	for (const { name, about, faults } of checks) console.log(`${name.padEnd(9)} ${about} (${faults.length} planted faults)`);
	process.exit();
}
const wanted = checks.filter(({ name }) => !asked.check || name === asked.check);
if (!wanted.length) stop(`there is no check ${asked.check}; there are ${CHECKS.join(', ')}`);
if (!existsSync(path.join(asked.book, 'index.html'))) {
	stop(`there is no book in ${asked.book}; build it by: cargo run -p tulip-book -- build`);
}
const chromium = findChromium();
if (!chromium) absent('Chromium is not there', 'apt-get install chromium (or set CHROMIUM)');

const book = new Book(path.resolve(asked.book));
const pages = book.pages().filter((page) => !asked.page || page === `${asked.page}.html`);
if (!pages.length) stop(`there is no page ${asked.page}; there are ${book.pages().join(', ')}`);
// One more than there are processors: some checks wait most of their time.
const browsers = await Promise.all(Array.from({ length: availableParallelism() + 1 }, () => launch(chromium)));
let failures;
try {
	failures = asked['self-test'] ? await selfTest() : await checkAll();
} catch (error) {
	console.error(`error: ${error.message}`);
	process.exit(1);
}
await Promise.all(browsers.map((browser) => browser.close()));
process.exitCode = failures ? 1 : 0;

async function checkAll() {
	let failures = 0;
	const jobs = wanted.flatMap(({ name, about, check, once, alone, pages: only }) => {
		const concerned = once ? [undefined] : pages.filter((page) => !only || only.test(book.read(page)));
		const where = once ? '' : ` on ${concerned.length} pages`;
		if (!concerned.length) console.log(`--  ${name}: nothing on these pages concerns it`);
		let [left, complaints, spent] = [concerned.length, 0, 0];
		return concerned.map((page) => ({
			name: page ? `${name}: ${page}` : name,
			limit: page ? LIMIT_MS.page : LIMIT_MS.book,
			alone,
			async run(browser) {
				const begun = performance.now();
				for (const complaint of await check({ browser, book, page })) {
					console.log(`${this.name}: ${complaint}`);
					complaints++;
				}
				spent += performance.now() - begun;
				if (--left) return;
				failures += complaints;
				console.log(`${complaints ? 'FAILED' : 'ok'}  ${name}${where}, ${(spent / 1000).toFixed(1)} s: ${about}`);
			},
		}));
	});
	await runAll(jobs, browsers);
	return failures;
}

/** Each check has to find each fault that is planted for it. */
async function selfTest() {
	let failures = await endsWhatHangs() ? 0 : 1;
	await runAll(wanted.flatMap(({ name, check, faults, once, alone, pages: only }) => {
		const usual = once ? undefined : book.pages().find((page) => (only ?? /<trace-stepper/).test(book.read(page)));
		return faults.map(([what, plant, on, change]) => ({
			name: `${name} (${what})`,
			limit: once ? LIMIT_MS.book : LIMIT_MS.page,
			alone,
			async run(browser) {
				const page = on ?? usual;
				const broken = plant ? plant(book.copy(), page ?? book.pages()[0]) : book;
				const [found] = await check({ browser, book: broken, page, change });
				console.log(found ? `ok   ${name} finds ${what}: ${found.replaceAll(/\s+/g, ' ').slice(0, 110)}` : `FAILED ${name} does not find ${what}`);
				if (!found) failures++;
			},
		}));
	}), browsers);
	return failures;
}

/** A check without an end has to be ended, with its name. */
async function endsWhatHangs() {
	const hangs = { name: 'a check: a-page.html', limit: 10, run: () => new Promise(() => {}) };
	const said = await runAll([hangs], browsers).catch(({ message }) => message);
	const isNamed = said === 'a check: a-page.html: no end within 0.01 s';
	console.log(isNamed ? `ok   what hangs is ended: ${said}` : `FAILED what hangs ends with ${said}`);
	return isNamed;
}

/** What is missing on a reader's machine is no fault of the book; on CI it is. */
function absent(what, cure) {
	console.log(`Browser tests ${process.env.CI ? 'cannot run' : 'are skipped'}: ${what}. Cure: ${cure}`);
	process.exit(process.env.CI ? 1 : 0);
}

function stop(why) {
	console.error(`error: ${why}`);
	process.exit(1);
}
