// @ts-check
/* The tree of groups: opens and closes all of it, and shows only the groups whose names hold the words that are typed. */
(() => {
  class PdGroups extends HTMLElement {
    input = /** @type {HTMLInputElement} */ (this.querySelector('input[type="search"]'));
    status = /** @type {HTMLElement} */ (this.querySelector('[role="status"]'));
    empty = /** @type {HTMLElement} */ (this.querySelector(':scope > .pd-empty'));
    folds = /** @type {HTMLDetailsElement[]} */ ([...this.querySelectorAll('details')]);
    /** Which folds were open before the filter was used. @type {Set<HTMLDetailsElement> | undefined} */
    before = undefined;

    connectedCallback() {
      this.addEventListener('click', (event) => {
        const what = /** @type {HTMLElement} */ (event.target).dataset.do;
        if (what) for (const fold of this.folds) fold.open = what === 'expand';
      });
      this.input.addEventListener('input', () => this.filter(this.input.value.trim().toLowerCase()));
    }

    /** @param {string} words */
    filter(words) {
      this.before ??= new Set(this.folds.filter((fold) => fold.open));
      const items = /** @type {HTMLElement[]} */ ([...this.querySelectorAll('.pd-tree li')]);
      const matches = words ? items.filter((item) => this.nameOf(item).includes(words)) : items;
      // A match is shown with the groups above it, so that readers see where it stands.
      const shown = new Set(matches);
      for (const match of matches) {
        for (let above = match.parentElement?.closest('li'); above; above = above.parentElement?.closest('li')) shown.add(/** @type {HTMLElement} */ (above));
      }
      for (const item of items) item.hidden = !shown.has(item);
      for (const fold of this.folds) {
        fold.open = words ? [...fold.querySelectorAll('li')].some((item) => !item.hidden) : this.before.has(fold);
      }
      if (!words) this.before = undefined;
      this.empty.hidden = matches.length > 0;
      this.status.textContent = words ? `${matches.length} ${matches.length === 1 ? 'group' : 'groups'}` : '';
    }

    /** @param {HTMLElement} item */
    nameOf(item) {
      return (item.querySelector(':scope > .pd-group-row')?.textContent ?? '').toLowerCase();
    }
  }
  customElements.define('pd-groups', PdGroups);
})();
