import { visit } from '../lib/browser.mjs';

export const about = 'without scripts everything can be read: contents, tables of events, answers, the way on';

export const check = ({ browser, book, page }) =>
	visit(browser, book.url(page), { javaScriptEnabled: false, width: 1280 }, async (tab) => {
		const found = [];
		const seen = (selector) => tab.locator(selector).first().isVisible();
		const each = async (selector, inside, complaint) => {
			for (const one of await tab.locator(selector).all()) {
				if (!await one.locator(inside).first().isVisible()) found.push(`${complaint}: ${await one.getAttribute('id')}`);
			}
		};
		await each('trace-stepper', 'table td', 'the table of events is not seen');
		await each('trace-stepper', 'svg.by-steps', 'the lanes are not seen');
		await each('form.question[data-kind=why]', '.answers summary', 'no way to the answers');
		await each('wake-game', 'p', 'nothing in place of the game');
		if (!await seen('.sidebar-iframe-outer')) found.push('no table of contents');
		if (await tab.locator('main button:enabled:visible').count()) found.push('a button that does nothing');
		if (!await seen('a[rel~=next], a[rel~=prev]')) found.push('no way to another page');
		await tab.setViewportSize({ width: 360, height: 740 });
		if (!await seen('a.contents')) found.push('no way to the contents on a phone');
		if (await seen('.sidebar-iframe-outer')) found.push('the contents cover a phone');
		return found;
	});

export const faults = [
	['a closed table', (book, page) => book.edit(page, /<details class="events" open[^>]*>/, '<details class="events">'), 'a-function-that-pauses.html'],
	['no answers', (book, page) => book.edit(page, '<details class="answers">', '<details class="answers" hidden>'), 'a-function-that-pauses.html'],
	['a dead button', (book, page) => book.edit(page, '</main>', '<button>x</button></main>')],
	['no contents', (book, page) => book.edit(page, 'class="sidebar-iframe-outer"', 'class="sidebar-iframe-outer" hidden')],
];
