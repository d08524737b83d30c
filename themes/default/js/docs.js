// @ts-check
/* What a page of documentation does while it is read in, so that nothing moves after the first paint. */
(() => {
  /** Stands at the end of the sidebar: the place is the one that the reader left on the page before, or shows the current page. */
  class PdNavState extends HTMLElement {
    connectedCallback() {
      const side = this.closest('.pd-nav-fold');
      const key = `pd-nav:${new URL(this.dataset.set ?? '', location.href).pathname}`;
      if (!side) return;
      /** @type {number | undefined} */
      let left;
      try { left = Number(sessionStorage.getItem(key) ?? NaN); } catch { /* The sidebar then starts at its top. */ }
      const place = () => {
        if (left) side.scrollTop = left;
        const box = side.getBoundingClientRect();
        const here = side.querySelector('[aria-current]')?.getBoundingClientRect();
        if (here?.height && (here.top < box.top || here.bottom > box.bottom)) side.scrollTop += here.top - box.top - side.clientHeight / 2;
      };
      place();
      // Once more when the style sheet is there for sure.
      addEventListener('DOMContentLoaded', place, { once: true });
      addEventListener('pagehide', () => {
        try { sessionStorage.setItem(key, String(side.scrollTop)); } catch { /* As above. */ }
      });
    }
  }
  customElements.define('pd-nav-state', PdNavState);

  /** Says that a page may be out of date, by the clock of the reader. */
  class PdStale extends HTMLElement {
    connectedCallback() {
      const days = (Date.now() - Date.parse(this.dataset.changed ?? '')) / 864e5;
      this.hidden = !(days >= Number(this.dataset.days));
    }
  }
  customElements.define('pd-stale', PdStale);

  /** Takes what the reader has selected along to the form of a report, and the address of the page if it is not there yet. */
  class PdReport extends HTMLElement {
    connectedCallback() {
      let selected = '';
      const now = () => String(getSelection()).trim().slice(0, 800);
      // Pressing the link takes the selection away, so it is noted before.
      this.addEventListener('pointerdown', () => { selected = now(); }, true);
      this.addEventListener('click', () => {
        const link = this.querySelector('a');
        const field = this.dataset.field;
        if (!link || !field) return;
        const url = new URL(this.dataset.href ??= link.href);
        const parts = [url.searchParams.get(field), (selected || now()).replace(/^/gm, '> ').replace(/^> $/, '')];
        if (!document.querySelector('link[rel="canonical"]')) parts.unshift(location.href);
        url.searchParams.set(field, parts.filter(Boolean).join('\n\n'));
        link.href = url.href;
      });
    }
  }
  customElements.define('pd-report', PdReport);
})();
