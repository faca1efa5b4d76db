import { visit } from '../lib/browser.mjs';
import { soon } from '../lib/soon.mjs';

export const about = 'keys alone reach all that can be pressed, show where they are, and can do it all';

export const check = ({ browser, book, page }) =>
	visit(browser, book.url(page), {}, async (tab) => [
		...await walk(tab),
		...await answerStop(tab),
		...await playGame(tab),
		...await openContents(tab),
	]);

/** Goes through the page by Tab. Of a group of radio buttons one is enough. */
async function walk(tab) {
	await tab.evaluate(() => {
		globalThis.reached = new Set();
		globalThis.unseen = [];
		document.addEventListener('focusin', ({ target }) => {
			reached.add(target.name || target);
			const { outlineStyle, outlineWidth } = getComputedStyle(target);
			if (target.closest('main') && (outlineStyle === 'none' || outlineWidth === '0px')) unseen.push(target.outerHTML.slice(0, 80));
		});
	});
	const all = await tab.evaluate(() => document.querySelectorAll('a, button, input, summary, [tabindex="0"]').length);
	for (let press = 0; press < all + 5; press++) await tab.keyboard.press('Tab');
	return tab.evaluate(() => {
		const shown = (element) => element.checkVisibility({ visibilityProperty: true, contentVisibilityAuto: true });
		const missed = [...document.querySelectorAll('main :is(a[href], button:enabled, input, summary)')]
			.filter((element) => shown(element) && !reached.has(element.name || element));
		return [
			...missed.map((element) => `Tab never reaches ${element.outerHTML.slice(0, 80)}`),
			...unseen.map((html) => `the focus is not seen on ${html}`),
		].slice(0, 5);
	});
}

/** Steps to a question, chooses by arrows, answers by Enter, and steps on. */
async function answerStop(tab) {
	const stepper = tab.locator('trace-stepper:has([data-kind=stop])').first();
	if (!await stepper.count()) return [];
	const form = stepper.locator('[data-kind=stop]').first();
	const [ask, step] = await form.evaluate(({ dataset }) => [Number(dataset.ask), Number(dataset.step)]);
	const at = () => stepper.locator('[type=range]').inputValue().then(Number);
	await stepper.focus();
	await tab.keyboard.press('Home');
	for (let press = 0; press < ask && !await form.isVisible(); press++) await tab.keyboard.press('j');
	const found = [];
	if (!await form.isVisible()) return [`j never comes to the question before step ${ask}`];
	if (await at() !== ask - 1) found.push('the question comes after its answer');
	await tab.keyboard.press('ArrowDown');
	await tab.keyboard.press('Enter');
	if (await at() !== step) found.push('an answer does not show the step');
	if (await form.locator('.explanation:visible').count() !== 1) found.push('an answer is not explained');
	await tab.keyboard.press('j');
	const last = Number(await stepper.locator('[type=range]').getAttribute('max'));
	const goesOn = await at() === Math.min(last, step + 1) || await stepper.locator('form:visible').count() > 0;
	if (!goesOn) found.push('j does not go on after an answer');
	if (await form.isVisible()) found.push('the question stays when the reader goes on');
	await tab.reload();
	const kept = await form.locator('input').evaluateAll((inputs) => inputs.filter(({ checked }) => checked).length);
	if (kept !== 1) found.push('the answer is not kept');
	return found;
}

async function playGame(tab) {
	const game = tab.locator('wake-game');
	if (!await game.count()) return [];
	await game.locator('.pick:enabled').first().focus();
	for (let pick = 0; pick < 40 && !await game.locator('.end b').count(); pick++) await tab.keyboard.press('Enter');
	if (!await game.locator('.end b').count()) return ['Enter, again and again, does not bring the game to an end'];
	const focused = await tab.evaluate(() => Boolean(document.activeElement.closest('wake-game')));
	return focused ? [] : ['the focus is lost when the game ends'];
}

async function openContents(tab) {
	const shown = () => tab.locator('#mdbook-sidebar').evaluate((sidebar) => sidebar.getBoundingClientRect().right > 1);
	const before = await shown();
	await tab.locator('#mdbook-sidebar-toggle').focus();
	await tab.keyboard.press('Enter');
	return await soon(shown, (now) => now !== before) === before ? ['the button of the contents does nothing by Enter'] : [];
}

export const faults = [
	['a button that keys do not reach', (book, page) => book.edit(page, '</main>', '<button tabindex="-1">x</button></main>')],
	['a focus that is not seen', (book) => book.editOurs(':focus-visible, .changed {', ':focus { outline: 0 !important }\n.changed {')],
	['a question that is asked too late', (book) => book.editOurs('dataset.ask > at', 'dataset.ask >= at')
		.editOurs('dataset.ask != at + 1', 'dataset.ask != at'), 'a-function-that-pauses.html'],
	['an answer that is not kept', (book) => book.editOurs('kept(kind, slug, target.value)', '{}'), 'a-function-that-pauses.html'],
	['contents that only a mouse opens', (book, page) => book.edit(page, /\.addEventListener\('click', \(\) => sidebar_toggle\.click\(\)\)/, '')],
	['a game that loses the focus', (book) => book.editOurs("host.querySelector('button:enabled').focus();", ''), 'introduction.html'],
];
