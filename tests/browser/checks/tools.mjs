import { readFileSync } from 'node:fs';
import { visit } from '../lib/browser.mjs';
import { soon } from '../lib/soon.mjs';

export const about = 'links to a step, same task, waker, axis, width and download do what they say';
export const pages = /<trace-stepper/;

export const check = ({ browser, book, page }) =>
	visit(browser, book.url(page), { width: 1800 }, async (tab) => {
		const found = [];
		const stepper = tab.locator('trace-stepper').first();
		const slider = stepper.locator('[type=range]');
		const at = () => slider.inputValue().then(Number);
		const press = (what) => stepper.locator(`[data-do=${what}]`).click();
		const slug = await stepper.getAttribute('data-slug');
		const step = Number(await slider.getAttribute('min')) + 3;

		await tab.evaluate((hash) => { location.hash = hash; }, `${slug}@${step}`);
		const led = await soon(at, (led) => led === step);
		if (led !== step) found.push(`#${slug}@${step} leads to ${led}`);
		if (!await stepper.locator('.now').isVisible()) found.push('a link to a step does not show it');

		await press('same');
		if (await at() <= step) found.push('the next of the same task is not ahead');
		await press('axis');
		if (!await stepper.locator('svg.by-time').isVisible()) found.push('time is not drawn');
		await press('axis');
		const narrow = (await stepper.boundingBox()).width;
		await press('wide');
		if ((await stepper.boundingBox()).width <= narrow) found.push('wide is no wider');

		const [download] = await Promise.all([tab.waitForEvent('download'), press('download')]);
		const kept = await stepper.locator('script.trace').evaluate((script) => script.textContent);
		if (readFileSync(await download.path(), 'utf8') !== kept) found.push('the download is not the trace');
		if (!download.suggestedFilename().endsWith('.json')) found.push(`the download is called ${download.suggestedFilename()}`);

		const arrows = stepper.locator('.by-steps .arrow');
		if (await arrows.count()) {
			const wake = await arrows.last().evaluate(({ dataset }) => ({ ...dataset }));
			const name = (row) => stepper.locator(`.names [value="${row}"]`);
			await press('first');
			await name(wake.woken).click();
			await press('waker');
			const said = await stepper.locator('.caption').innerText();
			if (!said.includes(wake.woken)) found.push(`nobody has woken ${wake.woken} at the start, and "Who woke it?" says "${said}"`);
			await press('last');
			if (await name(wake.woken).getAttribute('aria-pressed') !== 'true') await name(wake.woken).click();
			await press('waker');
			if (await at() !== Number(wake.step)) found.push(`${wake.woken} was woken at ${wake.step}, and its waker is shown at ${await at()}`);
			if (await name(wake.by).getAttribute('aria-pressed') !== 'true') found.push('the waker is not selected');
		}
		return found;
	});

export const faults = [
	['a link that leads elsewhere', (book) => book.editOurs('go(step);\n\t\t\thost', 'go(Number(step) + 1);\n\t\t\thost')],
	['an empty download', (book) => book.editOurs('new Blob([trace()])', 'new Blob([])')],
	['a question for the waker that has no answer', (book) => book.editOurs('caption.textContent = say(who', 'say(who'), 'your-kernel.html'],
	['a waker that nobody follows', (book) => book.editOurs('selected = wake.dataset.by;', 'return;'), 'your-kernel.html'],
];
