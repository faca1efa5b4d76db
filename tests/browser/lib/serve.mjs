// The book's own server, which also shows the trace of a file.
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { ROOT } from './book.mjs';

/** Starts the server, hands its address to `look`, and stops it. */
export async function serve(args, look) {
	const [command, ...first] = process.env.TULIP_BOOK?.split(' ')
		?? ['cargo', 'run', '-q', '-p', 'tulip-book', '--'];
	const server = spawn(command, [...first, 'serve', '--no-browser', '--port', '8437', ...args], { cwd: ROOT });
	try {
		return await look(new URL('.', await address(server)).href);
	} finally {
		server.kill();
	}
}

/** Puts the page that the server makes of a trace into a copy of the book, and gives its address. */
export async function pageOfTrace(book, trace) {
	const folder = mkdtempSync(path.join(tmpdir(), 'tulip-trace-'));
	const file = path.join(folder, 'trace.json');
	writeFileSync(file, trace);
	const copy = book.copy();
	const html = await serve(['--trace', file], async (url) => {
		const get = async (name) => (await fetch(url + name)).text();
		const page = await get('trace.html');
		const [contents] = page.match(/toc-\w+\.js/);
		writeFileSync(path.join(copy.folder, contents), await get(contents));
		return page;
	});
	rmSync(folder, { recursive: true });
	for (const [, script] of html.matchAll(/<script src="(theme\/[^"]+)"/g)) {
		if (!copy.files('theme').includes(path.basename(script))) {
			throw new Error(`${book.folder} is older than its sources; build it by: cargo run -p tulip-book -- build`);
		}
	}
	writeFileSync(path.join(copy.folder, 'trace.html'), html.replace(/<script src="\/-\/reload.js".*?<\/script>/, ''));
	return copy.url('trace.html');
}

function address(server) {
	return new Promise((resolve, reject) => {
		let said = '';
		const listen = (bytes) => {
			said += bytes;
			const [found] = said.match(/http:\/\/127\.0\.0\.1:\d+\//) ?? [];
			if (found) resolve(found);
		};
		server.stdout.on('data', listen);
		server.stderr.on('data', listen);
		server.on('exit', (code) => reject(new Error(`the server ended with ${code}: ${said}`)));
	});
}
