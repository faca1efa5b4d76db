// Loads the page again when the book was built anew. Served beside the book, not a part of it.
(() => {
  const { built, failed } = document.currentScript.dataset;
  let notice;

  function show(why) {
    notice?.remove();
    if (!why) return;
    notice = document.createElement('div');
    notice.setAttribute('role', 'status');
    notice.style = 'position: fixed; inset: auto 0 0; z-index: 999; max-height: 40vh; overflow: auto; padding: 1em; background: #fff; color: #8a0012; border-top: 3px solid';
    const faults = document.createElement('pre');
    faults.textContent = why;
    notice.append(failed, faults);
    document.body.append(notice);
  }

  let shown = null;
  async function look() {
    if (!document.hidden) {
      try {
        const now = await (await fetch('/-/built')).json();
        if (now.built !== built) return location.reload();
        if (now.failed !== shown) show(shown = now.failed);
      } catch {
        // The book is not served at the moment; it may be again.
      }
    }
    setTimeout(look, 60);
  }
  look();
})();
