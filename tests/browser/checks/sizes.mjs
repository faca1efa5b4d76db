import { statSync } from 'node:fs';
import path from 'node:path';

export const about = 'our scripts are under 20 KB, our style is under 6 KB, neither is minified';
export const once = true;

const LIMITS = { '.js': 20 * 1024, '.css': 6 * 1024 };

export const check = ({ book }) => Object.entries(LIMITS).flatMap(([ending, limit]) => {
	const files = book.ours(ending);
	const size = files.reduce((sum, file) => sum + statSync(path.join(book.folder, file)).size, 0);
	const long = files.filter((file) => book.read(file).split('\n').some((line) => line.length > 240));
	return [
		...(files.length && size < limit ? [] : [`${files.length} files ${ending} have ${size} bytes; less than ${limit} are allowed`]),
		...long.map((file) => `${file} has a line that nobody can read`),
	];
});

export const faults = [
	['a script that is too long', (book) => book.editOurs('globalThis.tulip', `// ${'x\n// '.repeat(5000)}\nglobalThis.tulip`)],
	['a minified style', (book) => book.edit(book.ours('.css')[0], /\n\s*/g, ' ')],
];
