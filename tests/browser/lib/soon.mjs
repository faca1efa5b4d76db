// What a page does a little later than it is asked to, on a busy machine much later.

const LIMIT_MS = 20_000;

/** Looks until it sees what is right, and gives what it saw last: after 20 s that is wrong for good. */
export async function soon(look, isRight = Boolean) {
	const end = performance.now() + LIMIT_MS;
	for (;;) {
		const seen = await look();
		if (isRight(seen) || performance.now() > end) return seen;
		await new Promise((wake) => { setTimeout(wake, 10); });
	}
}
