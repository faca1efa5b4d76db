// What our elements share, and what every page has. Nothing of a trace goes in as HTML.
((tulip) => {
	tulip.el = (name, className, ...children) => {
		const element = Object.assign(document.createElement(name), { className });
		element.append(...children);
		return element;
	};

	/** A text of the catalogue, its named places filled. */
	tulip.say = (key, places = {}) =>
		tulipWords[key].replace(/\{(\w+)\}/g, (place, name) => places[name] ?? place);

	tulip.seconds = (now) => tulip.say('seconds', { seconds: now / 1e6 });

	/** A copy of a template of index.hbs, with the catalogue's words in it. */
	tulip.template = (name) => {
		const copy = document.getElementById(`tulip-${name}`).content.cloneNode(true);
		for (const element of copy.querySelectorAll('[data-say], [data-label]')) {
			const { say, label } = element.dataset;
			if (say) element.append(tulip.say(say));
			if (label) element.ariaLabel = element.title = tulip.say(label);
		}
		return copy;
	};

	/** Keeps an answer in this browser, or finds it. */
	tulip.kept = (key, value) => {
		try {
			if (value) localStorage[`tulip.${key}`] = value;
			return localStorage[`tulip.${key}`];
		} catch { /* nothing is kept then */ }
	};

	/** The sentence of a step, out of the table of events. A long one is there as text alone. */
	tulip.sentences = (host) => {
		const text = host.querySelector('.events noscript')?.textContent;
		const rows = new Map([...host.querySelectorAll('tr[id]')].map((row) => [row.id, row]));
		for (const row of rows.values()) row.id = ''; // a link moves the stepper instead
		const long = tulip.el('tbody', '');
		return (step) => {
			const id = `${host.id}@${step}`;
			const at = text?.indexOf(`<tr id="${id}"`);
			if (at >= 0) long.innerHTML = text.slice(at, text.indexOf('\n', at));
			return (at >= 0 ? long.rows[0] : rows.get(id))?.cells[3].innerHTML;
		};
	};

	tulip.json = (host, name = '') => JSON.parse(host.querySelector(`script${name}`).textContent);

	/** An element that starts when its children are parsed and not yet painted: nothing moves. */
	tulip.define = (name, start) => customElements.define(name, class extends HTMLElement {
		connectedCallback() {
			if (this.nextSibling) return start(this);
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

	// Paper unfolds nothing: all is open on it, but hints and answers.
	let folded = [];
	addEventListener('beforeprint', () => {
		folded = [...document.querySelectorAll('details:not([open], .hint, .answers)')];
		for (const details of folded) details.open = true;
	});
	addEventListener('afterprint', () => {
		for (const details of folded) details.open = false;
	});
})(tulip);
