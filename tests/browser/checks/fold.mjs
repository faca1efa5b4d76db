import { execFile } from 'node:child_process';
import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { promisify, isDeepStrictEqual } from 'node:util';
import vm from 'node:vm';
import { ROOT } from '../lib/book.mjs';

export const about = "the page's fold gives the same state as Rust's, after every step of every kept trace";
export const once = true;

const run = promisify(execFile);

export async function check({ book }) {
	const tulip = load(book);
	const traces = readdirSync(path.join(ROOT, 'chapters')).flatMap((chapter) => {
		const folder = path.join(ROOT, 'chapters', chapter, 'traces');
		try {
			return readdirSync(folder).map((name) => path.join(folder, name));
		} catch {
			return [];
		}
	});
	if (traces.length < 20) return [`only ${traces.length} traces were found`];
	const found = [];
	for (const file of traces) {
		const events = tulip.readTrace(readFileSync(file, 'utf8'), []);
		for (const { step, state } of await statesByRust(file)) {
			const ours = plain(tulip.fold(events, step));
			if (!isDeepStrictEqual(ours, state)) {
				found.push(`${path.basename(file)}, step ${step}: the page says ${JSON.stringify(ours)}, Rust ${JSON.stringify(state)}`);
				break;
			}
		}
	}
	return found;
}

/** The page's own script, as it was built. */
function load(book) {
	const context = vm.createContext({});
	vm.runInContext(book.read(book.ours('.js', 'tulip.fold =')[0]), context);
	return context.tulip;
}

/** As JSON has it; a lane on which no machine runs is not told. */
function plain(state) {
	const copy = JSON.parse(JSON.stringify(state));
	for (const lane in copy.stacks) if (!copy.stacks[lane].length) delete copy.stacks[lane];
	return copy;
}

async function statesByRust(file) {
	const [command, ...args] = process.env.TULIP_CLI?.split(' ') ?? ['cargo', 'run', '-q', '-p', 'tulip-cli', '--'];
	const { stdout } = await run(command, [...args, 'trace', 'show', file, '--json'], { cwd: ROOT, maxBuffer: 1 << 28 });
	return stdout.trim().split('\n').map((line) => JSON.parse(line));
}

export const faults = [
	['a pick that leaves the queue as it was', (book) => book.editOurs("case 'task.pick': s.ready = without(s.ready, id); break;", '')],
	['a yield that forgets its value', (book) => book.editOurs('{ state, what: out,', '{ state,')],
];
