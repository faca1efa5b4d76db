// What our elements share, and what every page has. Nothing of a trace goes in as HTML.

tulip.el = (name, className = '', ...children) => {
	const element = Object.assign(document.createElement(name), { className });
	element.append(...children);
	return element;
};

/** A text of the catalogue, its named places filled. */
tulip.say = (key, places = {}) =>
	tulipWords[key].replace(/\{(\w+)\}/g, (place, name) => places[name] ?? place);

tulip.seconds = (now) => tulip.say('seconds', { seconds: now / 1e6 });

/** A copy of a template of index.hbs. */
tulip.template = (name) => document.getElementById(`tulip-${name}`).content.cloneNode(true);

/** An element that starts when its children are parsed and not yet painted: nothing moves. */
tulip.define = (name, start) => customElements.define(name, class extends HTMLElement {
	connectedCallback() {
		new MutationObserver((_, watcher) => {
			watcher.disconnect();
			start(this);
		}).observe(this.parentNode, { childList: true });
	}
});

addEventListener('load', () => {
	for (const code of document.querySelectorAll('main pre > code, .table-wrapper')) {
		if (code.scrollWidth > code.clientWidth) code.tabIndex = 0;
		if (code.closest('trace-stepper, .table-wrapper')) continue;
		const copy = tulip.el('button', 'copy', tulip.say('copy'));
		copy.type = 'button';
		copy.onclick = async () => {
			await navigator.clipboard.writeText(code.textContent);
			copy.textContent = tulip.say('copied');
		};
		code.before(copy);
	}
	// Arrow keys turn mdBook's page, but not while they scroll code, choose, or step.
	document.querySelector('main').addEventListener('keydown', (event) => {
		if (event.key.startsWith('Arrow')) event.stopPropagation();
	});
});
