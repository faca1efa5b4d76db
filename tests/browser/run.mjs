// Reads the built book in Chromium, as a reader would. See --help.
import { existsSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';

const HELP = `Reads the built book in Chromium and complains about what a reader would.

Usage: node tests/browser/run.mjs [--book DIR] [--page NAME] [--check NAME] [--self-test]

  --book DIR    the built book [default: target/book]
  --page NAME   this page alone, as a-function-that-pauses
  --check NAME  this check alone
  --self-test   breaks a copy of the book once for each fault, and sees that the check finds it
  --list        what is checked

Example: node tests/browser/run.mjs --page introduction --check axe

Once before: npm ci --prefix tests/browser; and Chromium (Debian: apt-get install chromium).
CHROMIUM names another one. Without Chromium nothing is checked; with CI=true that is an error.`;

const { values: asked } = parseArgs({
	options: {
		book: { type: 'string', default: path.resolve(import.meta.dirname, '../../target/book') },
		page: { type: 'string' }, check: { type: 'string' },
		'self-test': { type: 'boolean' }, list: { type: 'boolean' }, help: { type: 'boolean', short: 'h' },
	},
});

const CHECKS = [
	'quiet', 'axe', 'phone', 'keys', 'keyboard', 'copy', 'search', 'still', 'off', 'steppers', 'tools', 'game',
	'fold', 'strings', 'served', 'sizes',
];

/** What a check may take on one page; the longest takes 10 s. */
const MINUTES = 3;

if (asked.help) {
	console.log(HELP);
	process.exit();
}
if (!existsSync(path.join(import.meta.dirname, 'node_modules/playwright-core'))) {
	absent('the packages of the browser tests are not there', 'npm ci --prefix tests/browser');
}
const { findChromium, launch } = await import('./lib/browser.mjs');
const { Book } = await import('./lib/book.mjs');
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
const browser = await launch(chromium);
const failures = asked['self-test'] ? await selfTest() : await checkAll();
await browser.close();
process.exitCode = failures ? 1 : 0;

async function checkAll() {
	let failures = 0;
	for (const { name, about, check, once, pages: only } of wanted) {
		const begun = performance.now();
		const concerned = once ? [undefined] : pages.filter((page) => !only || only.test(book.read(page)));
		let complaints = 0;
		for (const page of concerned) {
			for (const complaint of await inTime(check({ browser, book, page }))) {
				console.log(`${name}: ${page ? `${page}: ` : ''}${complaint}`);
				complaints++;
			}
		}
		const seconds = ((performance.now() - begun) / 1000).toFixed(1);
		const where = once ? '' : ` on ${concerned.length} pages`;
		console.log(`${complaints ? 'FAILED' : 'ok'}  ${name}${where}, ${seconds} s: ${about}`);
		failures += complaints;
	}
	return failures;
}

/** Each check has to find each fault that is planted for it, and to be content without. */
async function selfTest() {
	let failures = 0;
	for (const { name, check, faults, once, pages: only } of wanted) {
		const usual = once ? undefined : book.pages().find((page) => (only ?? /<trace-stepper/).test(book.read(page)));
		for (const [what, plant, on, change] of faults) {
			const page = on ?? usual;
			const broken = plant ? plant(book.copy(), page ?? book.pages()[0]) : book;
			const complaints = await inTime(check({ browser, book: broken, page, change }));
			console.log(`${complaints.length ? 'ok  ' : 'FAILED'} ${name} ${complaints.length ? 'finds' : 'does not find'} ${what}${complaints.length ? `: ${complaints[0].slice(0, 110)}` : ''}`);
			if (!complaints.length) failures++;
		}
	}
	return failures;
}

/** A browser that waits for what never comes does not say so: we do, and end. */
function inTime(check) {
	let timer;
	const late = new Promise((_, reject) => {
		timer = setTimeout(() => reject(new Error(`no end within ${MINUTES} minutes`)), MINUTES * 60_000);
	});
	return Promise.race([check, late]).finally(() => clearTimeout(timer));
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
