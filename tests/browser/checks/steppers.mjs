import { visit } from '../lib/browser.mjs';

export const about = 'every stepper steps to the end and back, and shows the same both ways';

export const check = ({ browser, book, page }) =>
	visit(browser, book.url(page), {}, (tab) => tab.evaluate(() => {
		const found = [];
		const look = (stepper) => ['.now', '.caption', '.state', '.marks', '.phases', '.count']
			.map((part) => stepper.querySelector(part).innerHTML.replaceAll(/ changed| class=""/g, '')).join('\n');
		for (const stepper of document.querySelectorAll('trace-stepper')) {
			const name = stepper.dataset.slug;
			const press = (what) => stepper.querySelector(`[data-do=${what}]`).click();
			const slider = stepper.querySelector('[type=range]');
			const sentences = new Map([...stepper.querySelectorAll('tbody tr')]
				.map((row) => [Number(row.cells[0].textContent), row.cells[3].textContent]));
			press('first');
			const seen = [look(stepper)];
			for (let step = Number(slider.min) + 1; step <= slider.max; step++) {
				press('next');
				if (Number(slider.value) < step) press('next'); // a question was asked, and is skipped
				if (Number(slider.value) !== step) found.push(`${name}: a step on from ${step - 1} leads to ${slider.value}`);
				const now = stepper.querySelector('.now').textContent;
				if (now !== sentences.get(step)) found.push(`${name}@${step} says ${JSON.stringify(now)}, its table ${JSON.stringify(sentences.get(step))}`);
				if (!slider.ariaValueText.includes(step)) found.push(`${name}@${step}: the slider says "${slider.ariaValueText}"`);
				seen.push(look(stepper));
			}
			for (let index = seen.length - 2; index >= 0; index--) {
				press('back');
				if (look(stepper) !== seen[index]) found.push(`${name}: ${slider.value} looks otherwise when one comes back to it`);
			}
		}
		return found.slice(0, 10);
	}));

export const faults = [
	['back goes two steps', (book) => book.editOurs('back: () => go(at - 1)', 'back: () => go(at - 2)'), 'a-function-that-pauses.html'],
	['the state is changed, not folded', (book) =>
		book.editOurs('const state = tulip.fold(all, at);', 'const state = (host.was ??= tulip.fold(all, 1));\n\t\t\tstate.output.push({ text: "x" });'),
	'a-function-that-pauses.html'],
	['a sentence of another step', (book) => book.editOurs('sentence(at)', 'sentence(at + 1)'), 'a-function-that-pauses.html'],
];
