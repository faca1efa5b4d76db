// What a reader does with a page.

/** Steps into the middle of every stepper, up to its first question; answers; plays a little. */
export async function disturb(tab) {
	await tab.evaluate(() => {
		for (const stepper of document.querySelectorAll('trace-stepper')) {
			const next = stepper.querySelector('[data-do=next]');
			const half = stepper.querySelector('[type=range]').max / 2;
			for (let step = 0; step < half; step++) {
				if (stepper.querySelector('.asked form:not([hidden])')) break;
				next.click();
			}
		}
		for (const form of document.querySelectorAll('form.question')) {
			const answer = form.querySelector('[type=submit]');
			if (!answer || form.hidden) continue;
			form.querySelector('input').checked = true;
			answer.click();
		}
		const game = document.querySelector('wake-game');
		for (let pick; (pick = game?.querySelector('.pick:enabled'));) pick.click();
	});
}
