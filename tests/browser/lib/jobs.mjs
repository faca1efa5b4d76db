// Runs jobs side by side, each in a browser of its own, and none for ever.

/** What a check may take on one page, or on the whole book; the longest take 10 s and 50 s. */
export const LIMIT_MS = { page: 3 * 60_000, book: 15 * 60_000 };

/**
 * Runs the jobs, as many at once as there are browsers, and gives their results in order. A job is
 * `{ name, limit, alone, run }`; `run` gets a browser, and `limit` milliseconds. One that is `alone`
 * runs when no other does.
 */
export async function runAll(jobs, browsers) {
	const results = new Map();
	const run = async (job, browser) => results.set(job, await inTime(job.name, job.run(browser), job.limit));
	const queue = jobs.filter(({ alone }) => !alone);
	await Promise.all(browsers.map(async (browser) => {
		for (let job; (job = queue.shift());) await run(job, browser);
	}));
	for (const job of jobs.filter(({ alone }) => alone)) await run(job, browsers[0]);
	return jobs.map((job) => results.get(job));
}

/** A browser that waits for what never comes does not say so: we do, by the job's name. */
function inTime(name, running, limit) {
	let timer;
	const late = new Promise((_, reject) => {
		timer = setTimeout(() => reject(new Error(`${name}: no end within ${limit / 1000} s`)), limit);
	});
	const named = running.catch((error) => {
		throw new Error(`${name}: ${error.message}`, { cause: error });
	});
	return Promise.race([named, late]).finally(() => clearTimeout(timer));
}
