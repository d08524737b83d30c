// @ts-check
/* The way to search on every page: a link to the search page, which script turns into a dialog. Nothing is loaded before the
   reader means to search: by the pointer that rests on the box, by focus, or by a key. */
(() => {
  const root = document.documentElement;
  const parts = /** @type {HTMLTemplateElement | null} */ (document.querySelector('template[data-search]'));
  const able = Boolean(parts) && location.protocol !== 'file:' && 'DecompressionStream' in globalThis;

  /** Brings parts of the template into the page. @param {string} which */
  const bring = (which) => Promise.all([...(parts?.content.querySelectorAll(which) ?? [])].map((part) => new Promise((done, fail) => {
    const copy = part.cloneNode(true);
    copy.addEventListener('load', done);
    copy.addEventListener('error', fail);
    document.head.append(copy);
  })));

  /** The dialog, once its script is here. @type {Promise<any> | undefined} */
  let dialog;
  const load = () => (dialog ??= bring(':not([data-found])').then(() => {
    const made = document.createElement('pd-search-dialog');
    document.body.append(made);
    return made;
  }));

  class PdSearch extends HTMLElement {
    connectedCallback() {
      const link = /** @type {HTMLAnchorElement} */ (this.querySelector('a'));
      const page = /** @type {HTMLElement | null} */ (document.querySelector('pd-search-page input'));
      if (!able && !page) return;
      link.setAttribute('role', 'button');
      if (page) {
        this.onclick = (event) => {
          event.preventDefault();
          page.focus();
        };
        return;
      }
      link.setAttribute('aria-haspopup', 'dialog');
      let timer = 0;
      const wake = () => load().then((made) => made.wake(this), () => {});
      this.addEventListener('pointerenter', () => { timer = setTimeout(wake, 100); });
      this.addEventListener('pointerleave', () => clearTimeout(timer));
      this.addEventListener('focusin', wake);
      this.addEventListener('click', (event) => {
        if (event.ctrlKey || event.metaKey || event.shiftKey || this.hasAttribute('data-plain')) return;
        event.preventDefault();
        this.open('');
      });
      // What is typed onto the box is the beginning of the query.
      this.addEventListener('keydown', (event) => {
        if (event.key.length > 1 || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
        event.preventDefault();
        this.open(event.key.replace(/[ /]/, ''));
      });
    }

    /** @param {string} typed */
    async open(typed) {
      // Keys that come before the dialog are kept for it.
      const hold = (/** @type {KeyboardEvent} */ event) => {
        if (event.key.length > 1 || event.ctrlKey || event.metaKey || event.altKey) return;
        event.preventDefault();
        typed += event.key;
      };
      addEventListener('keydown', hold, true);
      try {
        const made = await load();
        made.open(this, typed);
      } catch {
        location.assign(/** @type {HTMLAnchorElement} */ (this.querySelector('a')).href);
      }
      removeEventListener('keydown', hold, true);
    }
  }
  customElements.define('pd-search', PdSearch);

  addEventListener('keydown', (event) => {
    const chord = event.ctrlKey !== event.metaKey && event.key.toLowerCase() === 'k' && !event.shiftKey;
    const slash = !event.ctrlKey && !event.metaKey && event.key === '/' && root.dataset.keys !== 'off';
    if (!(chord || slash) || event.altKey || event.repeat || event.isComposing || event.defaultPrevented) return;
    if (event.target instanceof Element && event.target.closest('input, textarea, select, [contenteditable]')) return;
    if (document.querySelector('dialog[open]')) return;
    event.preventDefault();
    document.querySelector('pd-search a')?.dispatchEvent(new MouseEvent('click', { bubbles: true, cancelable: true }));
  });

  // The words of a search that led to this page are marked by a script of its own.
  const mark = () => bring('[data-found]').catch(() => {});
  document.addEventListener('pd-found', mark, { once: true });
  try {
    if (able && sessionStorage.getItem('pd-found')?.startsWith(`${location.pathname}\n`)) document.dispatchEvent(new Event('pd-found'));
  } catch { /* Nothing is marked then. */ }
})();
