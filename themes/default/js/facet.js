// @ts-check
/* A facet of the index: a fold with the values to choose from, each with the number of rows that it would give. */
(() => {
  /** Values that are listed, and from how many on there is a field that narrows them. */
  const LISTED = 100;
  const MANY = 10;

  /** Works around `<details>`; asks the index around it for everything. */
  class PdFacet extends HTMLElement {
    fold = /** @type {HTMLDetailsElement} */ (this.querySelector('details'));
    summary = /** @type {HTMLElement} */ (this.querySelector('summary'));
    box = /** @type {HTMLElement} */ (this.querySelector('div'));
    name = this.dataset.name ?? '';
    label = this.dataset.label ?? '';
    /** How its values begin, where several facets share a name. */
    key = this.dataset.key ?? '';
    catalog = /** @type {any} */ (this.closest('pd-catalog'));

    connectedCallback() {
      this.fold.addEventListener('toggle', async () => {
        if (!this.fold.open) return;
        for (const other of this.catalog.querySelectorAll('pd-facet')) if (other !== this) other.close();
        if (await this.catalog.load()) this.fill(true);
      });
      this.addEventListener('keydown', (event) => {
        if (event.key === 'Escape' && this.fold.open) {
          event.stopPropagation();
          this.close();
          this.summary.focus();
        }
        if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
          const boxes = /** @type {HTMLElement[]} */ ([...this.querySelectorAll('summary, input')]);
          const at = boxes.indexOf(/** @type {HTMLElement} */ (document.activeElement));
          boxes[at + (event.key === 'ArrowDown' ? 1 : -1)]?.focus();
          event.preventDefault();
        }
      });
      this.addEventListener('focusout', ({ relatedTarget: next }) => {
        // A press on a label gives the focus to what is around.
        if (next instanceof Node && !this.contains(next) && !next.contains(this)) this.close();
      });
      document.addEventListener('click', (event) => {
        if (event.target instanceof Node && event.target.isConnected && !this.contains(event.target)) this.close();
      });
    }

    open() {
      this.fold.open = true;
      this.summary.focus();
    }

    close() { this.fold.open = false; }

    /** Says how many values are chosen, and renews the numbers if they are in sight. @param {number} chosen */
    show(chosen) {
      /** @type {HTMLElement} */ (this.summary.querySelector('b')).textContent = chosen ? String(chosen) : '';
      if (this.fold.open) this.fill(false);
    }

    /** Lists the values, or only renews their numbers, so that focus stays. @param {boolean} anew */
    fill(anew) {
      const all = /** @type {Map<string, number>} */ (this.catalog.count(this.name));
      const counts = new Map([...all].filter(([value]) => value.startsWith(this.key)));
      if (anew) this.list(counts);
      for (const label of this.box.querySelectorAll('label')) {
        const check = /** @type {HTMLInputElement} */ (label.querySelector('input'));
        const count = counts.get(check.value) ?? 0;
        check.checked = this.catalog.isChosen(this.name, check.value);
        label.toggleAttribute('data-none', count === 0);
        /** @type {HTMLElement} */ (label.querySelector('.pd-num')).textContent = String(count);
      }
    }

    /** @param {Map<string, number>} counts */
    list(counts) {
      const narrow = /** @type {HTMLInputElement | null} */ (this.box.querySelector('input[type="search"]'));
      const word = narrow?.value.trim().toLowerCase() ?? '';
      const labels = new Map([...counts.keys()].map((value) => [value, this.catalog.labelOf(this.name, value)]));
      const first = (/** @type {string} */ value) => Number(this.catalog.isChosen(this.name, value));
      const values = [...counts].filter(([value]) => `${labels.get(value)} ${value}`.toLowerCase().includes(word))
        .sort(([a, left], [b, right]) => first(b) - first(a) || right - left || pdCollator.compare(labels.get(a) ?? '', labels.get(b) ?? ''));
      this.box.querySelectorAll('label, p').forEach((old) => old.remove());
      if (!narrow && values.length > MANY) this.box.append(this.narrower());
      this.box.append(...values.slice(0, LISTED).map(([value]) => this.checkbox(value, labels.get(value) ?? value)));
      if (values.length > LISTED) this.box.append(pdMake('p', '', `${values.length - LISTED} more: type to find them`));
      if (!values.length) this.box.append(pdMake('p', '', word ? 'No value has this in its name' : 'No values'));
    }

    /** @param {string} value @param {string} text */
    checkbox(value, text) {
      const check = pdMake('input', '');
      check.type = 'checkbox';
      check.value = value;
      check.addEventListener('change', () => this.catalog.choose(this.name, value, check.checked));
      return pdMake('label', '', check, pdMake('span', '', text), pdMake('span', 'pd-num'));
    }

    /** A field that narrows a long list of values. */
    narrower() {
      const input = pdMake('input', '');
      input.type = 'search';
      input.placeholder = `Find ${this.label.toLowerCase()}`;
      input.setAttribute('aria-label', input.placeholder);
      input.addEventListener('input', () => this.fill(true));
      return input;
    }
  }

  customElements.define('pd-facet', PdFacet);
})();
