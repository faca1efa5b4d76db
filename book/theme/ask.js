// Questions: the reader answers, then sees why. Kept, changed at will, never counted.
((tulip) => {
	const { el, kept, say } = tulip;

	/** Lets a form of options be answered, and keeps the answer under `key`. */
	const ask = (form, key) => {
		recall(form, key);
		form.addEventListener('submit', (event) => {
			event.preventDefault();
			const chosen = form.querySelector(':checked');
			form.querySelector('.verdict')?.remove();
			for (const one of form.querySelectorAll('.explanation')) one.hidden = true;
			const explanation = chosen.closest('.option').querySelector('.explanation');
			const verdict = 'right' in explanation.dataset ? 'right' : 'wrong';
			explanation.prepend(el('b', `verdict ${verdict}`, say(`question.${verdict}`)));
			explanation.hidden = false;
			explanation.tabIndex = -1;
			kept(key, chosen.value);
			form.dispatchEvent(new Event('answered', { bubbles: true }));
			explanation.focus();
		});
	};

	/** Ticks what was answered on an earlier visit. */
	function recall(form, key) {
		for (const input of form.querySelectorAll('input')) {
			input.required = true;
			input.checked = input.value === kept(key);
		}
	}

	addEventListener('DOMContentLoaded', () => {
		for (const form of document.querySelectorAll('form.question')) {
			const { kind, slug } = form.dataset;
			const before = `inventory.${slug}`;
			if (kind === 'before') {
				recall(form, before);
				form.addEventListener('change', ({ target }) => kept(before, target.value));
				continue;
			}
			ask(form, kind === 'after' ? `${before}.after` : `${kind}.${slug}`);
			const answer = kind === 'after' && form.querySelector(`[value="${kept(before)}"]`);
			if (answer) answer.parentNode.append(' ', el('i', 'before', say('question.before')));
		}
	});
})(tulip);
