// @ts-check
/* A list that shows only the entries that hold all words that are typed, and the groups that hold such an entry. The words of a
   group's heading belong to its entries. */
(() => {
  class PdFilter extends HTMLElement {
    connectedCallback() {
      const input = /** @type {HTMLInputElement} */ (this.querySelector('input[type="search"]'));
      const status = /** @type {HTMLElement} */ (this.querySelector('[role="status"]'));
      const empty = /** @type {HTMLElement} */ (this.querySelector(':scope > .pd-empty'));
      const groups = /** @type {HTMLElement[]} */ ([...this.querySelectorAll('[data-group]')]).map((group) => ({
        group,
        heading: group.querySelector(':scope > header')?.textContent ?? '',
        items: /** @type {HTMLElement[]} */ ([...group.querySelectorAll('li')]),
      }));
      input.addEventListener('input', () => {
        const words = input.value.toLowerCase().split(/\s+/).filter(Boolean);
        let count = 0;
        for (const { group, heading, items } of groups) {
          let shown = 0;
          for (const item of items) {
            const text = `${heading} ${item.textContent}`.toLowerCase();
            item.hidden = !words.every((word) => text.includes(word));
            if (!item.hidden) shown += 1;
          }
          group.hidden = shown === 0;
          count += shown;
        }
        empty.hidden = count > 0;
        status.textContent = words.length ? `${count} ${count === 1 ? this.dataset.one : this.dataset.many}` : '';
      });
    }
  }
  customElements.define('pd-filter', PdFilter);
})();
