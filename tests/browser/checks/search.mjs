import { visit } from '../lib/browser.mjs';

export const about = 'a search, by keys alone, finds each page by the words of its heading';
export const once = true;

export const check = ({ browser, book }) =>
	visit(browser, book.url('index.html'), {}, async (tab) => {
		const found = [];
		for (const page of book.pages()) {
			const [, title] = book.read(page).match(/<h1[^>]*>(?:<a[^>]*>)?([^<]*)/) ?? [];
			if (!title) {
				found.push(`${page} has no heading`);
				continue;
			}
			const words = title.replaceAll('&#x27;', "'").match(/\w+/g).join(' ');
			await tab.keyboard.press('/');
			await tab.keyboard.type(words);
			const names = page === 'introduction.html' ? [page, 'index.html'] : [page];
			const isNamed = (names) => [...document.querySelectorAll('#mdbook-searchresults a')]
				.some(({ href }) => names.some((name) => href.includes(`/${name}`)));
			await tab.waitForFunction(isNamed, names, { timeout: 20_000 })
				.catch(() => found.push(`"${words}" does not find ${page}`));
			const [says, ours] = await tab.evaluate(() => {
				const said = document.getElementById('mdbook-searchresults-header').textContent;
				const key = document.querySelectorAll('#mdbook-searchresults li').length === 1 ? 'search.one' : 'search.many';
				return [said, tulipWords[key].split(/\{\w+\}/)];
			});
			if (!ours.every((part) => says.includes(part))) found.push(`"${says}" is not in the words of the book`);
			await tab.keyboard.press('Escape');
		}
		return found;
	});

export const faults = [
	['a searcher that speaks English', (book) => book.edit('index.html', 'if (says !== found.textContent)', 'if (false)')],
	['an index without a page', (book, page) =>
		book.edit(book.files().find((name) => /^searchindex.*\.js$/.test(name)), new RegExp(page.replace('.', '\\.'), 'g'), 'gone.html')],
];
