// Questions: the reader answers, then sees why. Kept, changed at will, never counted.
{
	const { el, say } = tulip;

	/** Keeps an answer in this browser, or finds it. */
	const kept = (kind, slug, value) => {
		const key = `tulip.${kind}.${slug}`;
		try {
			if (value) localStorage[key] = value;
			return localStorage[key];
		} catch { /* nothing is kept then */ }
	};

	addEventListener('DOMContentLoaded', () => {
		for (const form of document.querySelectorAll('form.question')) {
			const { kind, slug } = form.dataset;
			/** What was chosen, perhaps on an earlier visit. */
			const keptOption = (kind) => form.querySelector(`[value="${kept(kind, slug)}"]`);
			keptOption(kind)?.click();
			if (kind === 'after') keptOption('before')?.parentNode.append(' ', el('i', '', say('question.before')));
			const explanations = form.querySelectorAll('.explanation');
			for (const one of explanations) {
				one.prepend(el('b', '', say('right' in one.dataset ? 'question.right' : 'question.wrong')), ' ');
				one.tabIndex = -1;
			}
			form.addEventListener('change', ({ target }) => kept(kind, slug, target.value));
			form.addEventListener('submit', (event) => {
				event.preventDefault();
				const chosen = form.querySelector(':checked');
				for (const one of explanations) one.hidden = !one.parentNode.contains(chosen);
				form.querySelector('.explanation:not([hidden])')?.focus();
			});
		}
	});
}
