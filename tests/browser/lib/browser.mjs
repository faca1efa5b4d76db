// Chromium, as Debian or the reader's system has it.
import { existsSync } from 'node:fs';
import path from 'node:path';
import { chromium } from 'playwright-core';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];

/** Where Chromium is: what CHROMIUM names, or the first of its names in the PATH. */
export function findChromium() {
	if (process.env.CHROMIUM) return process.env.CHROMIUM;
	const folders = (process.env.PATH ?? '').split(path.delimiter);
	return folders.flatMap((folder) => NAMES.map((name) => path.join(folder, name))).find(existsSync);
}

export function launch(executablePath) {
	return chromium.launch({
		executablePath,
		args: [
			'--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-sync',
			'--disable-background-networking', '--disable-component-update',
		],
	});
}

/** Opens a page in a fresh profile, and remembers what went wrong on it. */
export async function open(browser, url, { width = 1280, height = 900, ...options } = {}) {
	const context = await browser.newContext({
		viewport: { width, height }, reducedMotion: 'reduce', ...options,
	});
	const page = await context.newPage();
	page.heard = [];
	page.on('console', (message) => {
		if (['error', 'warning'].includes(message.type())) page.heard.push(`console: ${message.text()}`);
	});
	page.on('pageerror', (error) => page.heard.push(`uncaught: ${error.message}`));
	const home = new URL(url);
	context.on('request', (request) => {
		const { protocol, host } = new URL(request.url());
		const stays = ['data:', 'blob:'].includes(protocol)
			|| (protocol === home.protocol && host === home.host);
		if (!stays) page.heard.push(`asks outside: ${request.url()}`);
	});
	page.on('requestfailed', (request) => page.heard.push(`not found: ${request.url()}`));
	await page.goto(url, { waitUntil: 'load' });
	return page;
}

/** Opens a page, hands it to `look`, and closes its profile. */
export async function visit(browser, url, options, look) {
	const page = await open(browser, url, options);
	try {
		return await look(page);
	} finally {
		await page.context().close();
	}
}
