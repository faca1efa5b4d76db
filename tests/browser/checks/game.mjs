import { visit } from '../lib/browser.mjs';

export const about = 'every way through the game is one of the recorded runs, and can be taken back';
export const pages = /<wake-game/;

export const check = ({ browser, book, page }) =>
	visit(browser, book.url(page), {}, (tab) => tab.evaluate(({ runs, stuck }) => {
		const found = [];
		const game = document.querySelector('wake-game');
		const ends = { stuck: 0, finished: 0 };
		const state = () => game.innerHTML;
		const back = () => game.querySelector('[data-do=back]').click();
		let seen = 0;
		const walk = () => {
			if (++seen > 5000) return;
			const picks = game.querySelectorAll('.pick:enabled').length;
			const [end] = game.querySelectorAll('.end b');
			if (!end && !picks) found.push('neither an end nor anybody to pick');
			if (end) ends[game.querySelector('.end pre')?.textContent ? 'stuck' : 'finished']++;
			for (let pick = 0; pick < picks && seen <= 5000; pick++) {
				const before = state();
				game.querySelectorAll('.pick:enabled')[pick].click();
				walk();
				back();
				if (state() !== before) found.push('taken back, it is not as before');
			}
		};
		walk();
		if (seen > 5000) found.push('there is no end to it');
		if (ends.stuck !== stuck || ends.stuck + ends.finished !== runs) {
			found.push(`${ends.stuck} of ${ends.stuck + ends.finished} ways are stuck; recorded are ${stuck} of ${runs}`);
		}
		game.querySelectorAll('.pick:enabled')[0].click();
		game.querySelector('[data-do=again]').click();
		if (!game.querySelector('[data-do=back]').matches(':disabled')) found.push('it does not start again');
		return [...new Set(found)];
	}, recorded(book, page)));

const recorded = (book, page) =>
	JSON.parse(book.read(page).match(/<script type="application\/json" class="tree">([^]*?)<\/script>/)[1]);

export const faults = [
	['a way that is not there', (book) => book.editOurs("choice.task === task.id", 'choice.task === task.id && task.id < 3')],
	['back goes to the start', (book) => book.editOurs("path.pop()", 'path.length = 1')],
];
