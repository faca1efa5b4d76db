// <wake-game>: the reader picks who runs next. Every branch is a run that was recorded.
{
	const { el, say } = tulip;

	tulip.define('wake-game', (host) => {
		const path = [JSON.parse(host.querySelector('script').textContent)];
		host.replaceChildren(tulip.template('game'));
		const [told, tasks, output, end, undo] = host.querySelectorAll('.told, .tasks, .output, .end, fieldset');

		function show() {
			const now = path.at(-1);
			told.replaceChildren(...now.told.map((sentence) => el('li', '', sentence)));
			tasks.replaceChildren(...now.tasks.map((task) => {
				const pick = el('button', 'pick', say('game.pick', task));
				pick.value = now.choices?.findIndex((choice) => choice.task === task.id) ?? -1;
				pick.disabled = pick.value < 0;
				return el('li', task.activity, el('b', '', task.name), say(`game.${task.activity}`, task), pick);
			}));
			output.textContent = now.output.join('\n');
			end.replaceChildren(...now.end ? [el('b', '', say(`game.${now.end}`, now))] : []);
			if (now.report) end.append(el('p', '', now.because), el('pre', '', now.report));
			undo.disabled = path.length < 2;
		}

		host.addEventListener('click', ({ target }) => {
			if (target.dataset.do === 'back') path.pop();
			else if (target.dataset.do) path.length = 1;
			else if (target.matches('.pick')) path.push(path.at(-1).choices[target.value].node);
			else return;
			show();
			host.querySelector('button:enabled').focus();
		});
		show();
	});
}
