import { visit } from '../lib/browser.mjs';

export const about = 'a search, by keys alone, finds a page by the words of its heading';

export const check = ({ browser, book, page }) =>
	visit(browser, book.url('index.html'), {}, async (tab) => {
		const [, title] = book.read(page).match(/<h1[^>]*>(?:<a[^>]*>)?([^<]*)/) ?? [];
		if (!title) return ['the page has no heading'];
		const words = title.replaceAll('&#x27;', "'").match(/\w+/g).join(' ');
		await tab.keyboard.press('/');
		await tab.keyboard.type(words);
		const results = tab.locator('#mdbook-searchresults a');
		await results.first().waitFor({ timeout: 4000 }).catch(() => {});
		const links = await results.evaluateAll((links) => links.map(({ href }) => href));
		const named = links.some((link) => link.includes(`/${page}`) || (page === 'introduction.html' && link.includes('/index.html')));
		return named ? [] : [`"${words}" finds ${links.length} places, and not this page`];
	});

export const faults = [
	['an index without this page', (book, page) =>
		book.edit(book.files().find((name) => /^searchindex.*\.js$/.test(name)), new RegExp(page.replace('.', '\\.'), 'g'), 'gone.html')],
];
