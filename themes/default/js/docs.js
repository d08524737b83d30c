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
})();
