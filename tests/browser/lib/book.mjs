// The built book: its pages, and copies of it in which something is broken.
import { cpSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

export const ROOT = path.resolve(import.meta.dirname, '../../..');

/** Where the book is built, unless somebody says otherwise. */
export const BUILT = path.resolve(ROOT, process.env.CARGO_TARGET_DIR ?? 'target', 'book');

const copies = [];
process.on('exit', () => copies.forEach((folder) => rmSync(folder, { recursive: true, force: true })));

export class Book {
	constructor(folder) {
		this.folder = folder;
	}

	/** Names of the pages, without what mdBook makes beside them. */
	pages() {
		const others = new Set(['404.html', 'toc.html', 'index.html']);
		return this.files().filter((name) => name.endsWith('.html') && !others.has(name));
	}

	files(folder = '') {
		return readdirSync(path.join(this.folder, folder));
	}

	url(page) {
		return pathToFileURL(path.join(this.folder, page)).href;
	}

	read(file) {
		return readFileSync(path.join(this.folder, file), 'utf8');
	}

	/** The scripts and styles of the theme: those that end so, and hold this text. */
	ours(ending, text = '') {
		return this.files('theme')
			.filter((name) => name.endsWith(ending)).map((name) => `theme/${name}`)
			.filter((name) => this.read(name).includes(text));
	}

	/** A copy to break. It is removed when the process ends. */
	copy() {
		const folder = mkdtempSync(path.join(tmpdir(), 'tulip-book-'));
		copies.push(folder);
		cpSync(this.folder, folder, { recursive: true });
		return new Book(folder);
	}

	/** Changes the script or style of the theme that holds a text. */
	editOurs(from, to) {
		const [file] = [...this.ours('.js', from), ...this.ours('.css', from)];
		if (!file) throw new Error(`no file of the theme has ${from}`);
		return this.edit(file, from, to);
	}

	/** Changes a file. What is replaced has to be there. */
	edit(file, from, to) {
		const text = this.read(file);
		const changed = text.replace(from, to);
		if (changed === text) throw new Error(`${file} has no ${from}`);
		writeFileSync(path.join(this.folder, file), changed);
		return this;
	}
}
