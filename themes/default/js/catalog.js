// @ts-check
/* The index of entities. Reads `data-index`, a JSON file {"entities": [PdEntity], "parts": [further files]}; keeps its filters in the
   address with Backstage's names, stars and the reader's team in the storage of the browser. */
(() => {
  /** Backstage's names of facets where they differ from ours. */
  const NAMES = /** @type {Record<string, string>} */ ({ owner: 'owners', lifecycle: 'lifecycles' });
  /** Filters that links lead to and no facet offers. */
  const LABELS = /** @type {Record<string, string>} */ ({ within: 'Owned by or below', file: 'File', location: 'Brought by' });

  /** A value of the address as ours: kinds in lower case, owners as whole references. @param {string} name @param {string} value */
  const whole = (name, value) => {
    if (name === 'kind') return value.toLowerCase();
    if (name !== 'owner' || value === 'none' || value.includes(':')) return value;
    return `group:${value.includes('/') ? '' : 'default/'}${value}`;
  };

  /** @extends {PdTable<PdRow>} */
  class PdCatalog extends PdTable {
    /** @type {Map<string, Set<string>>} */
    filters = new Map();
    /** The list, once it is read. */
    entities = new PdEntities([], {}, this.dataset);
    /** Copies of the templates of the page. @type {Map<string, DocumentFragment>} */
    pieces = new Map();
    chips = /** @type {HTMLElement} */ (this.querySelector('.pd-chips'));
    fold = /** @type {HTMLDetailsElement} */ (this.querySelector('.pd-filter-fold'));
    facets = /** @type {any[]} */ ([...this.querySelectorAll('pd-facet')]);
    toggles = /** @type {HTMLButtonElement[]} */ ([...this.querySelectorAll('[data-user]')]);
    done = /** @type {HTMLButtonElement} */ (this.querySelector('.pd-done'));

    connectedCallback() {
      for (const toggle of this.toggles) toggle.addEventListener('click', (event) => this.toggle(toggle, event));
      const close = () => {
        this.fold.open = false;
        this.fold.querySelector('summary')?.focus();
      };
      this.done.addEventListener('click', close);
      this.fold.addEventListener('keydown', (event) => {
        if (event.key === 'Escape' && this.fold.open) close();
      });
      document.addEventListener('pd-stars', () => {
        this.entities.stars = new Set(pdStored('platdocs.stars'));
        if (this.filters.has('user')) this.update();
      });
      super.connectedCallback();
    }

    /** @param {HTMLButtonElement} toggle @param {Event} event */
    toggle(toggle, event) {
      const value = toggle.dataset.user ?? '';
      if (value === 'owned' && !pdStored('platdocs.me').length) {
        this.facets.find((facet) => facet.name === 'me').open();
        event.stopPropagation();
      } else {
        this.choose('user', value, !this.isChosen('user', value));
      }
    }

    restore() {
      super.restore();
      this.filters = new Map();
      for (const [key, value] of new URLSearchParams(location.search)) {
        const asked = /^filters\[(\w+)\](?:\[\d*\])?$/.exec(key)?.[1];
        if (!asked || !value || value === 'all') continue;
        const name = Object.keys(NAMES).find((ours) => NAMES[ours] === asked) ?? asked;
        this.filters.set(name, (this.filters.get(name) ?? new Set()).add(whole(name, value)));
      }
    }

    query() {
      const chosen = [...this.filters].flatMap(([name, values]) => [...values].map((value) => `filters[${NAMES[name] ?? name}]=${encodeURIComponent(value)}`));
      return [...chosen, ...super.query()];
    }

    async read() {
      const index = this.dataset.index ?? '';
      const first = await this.fetched(index);
      const parts = await Promise.all(/** @type {string[]} */ (first.parts).map((name) => this.fetched(index.replace(/[^/]*$/, name))));
      this.entities = new PdEntities([first, ...parts].flatMap((part) => part.entities), first.kinds, this.dataset);
      this.entities.judge(this.q, this.filters);
    }

    get rows() { return this.entities.rows; }

    total() { return this.rows.length; }

    find() {
      this.entities.judge(this.q, this.filters);
      return this.passing();
    }

    /** The rows that pass, in the order of the table. */
    passing() { return this.entities.passing(this.q, this.sort, this.down); }

    /** @param {string} facet */
    count(facet) { return this.entities.count(facet); }

    /** @param {string} facet @param {string} value */
    labelOf(facet, value) {
      const key = facet === 'labels' && this.facetOf(facet, value)?.key;
      return key ? value.slice(key.length) : this.entities.labelOf(facet, value);
    }

    /** The facet of the page that a value belongs to. @param {string} name @param {string} value */
    facetOf(name, value) { return this.facets.find((facet) => facet.name === name && value.startsWith(facet.key)); }

    /** @param {string} facet @param {string} value @returns {boolean} */
    isChosen(facet, value) { return facet === 'me' ? pdStored('platdocs.me').includes(value) : this.filters.get(facet)?.has(value) ?? false; }

    async update() {
      await super.update();
      if (this.rows.length) this.showChips();
    }

    /** @param {string} name @param {string} value @param {boolean} on */
    choose(name, value, on) {
      if (name === 'me') {
        const chosen = pdStored('platdocs.me').filter((ref) => ref !== value);
        try { localStorage.setItem('platdocs.me', JSON.stringify(on ? [...chosen, value] : chosen)); } catch { /* Not kept then. */ }
        this.entities.findMine();
        this.update();
        return;
      }
      const values = this.filters.get(name) ?? new Set();
      if (on) values.add(value);
      else values.delete(value);
      if (values.size) this.filters.set(name, values);
      else this.filters.delete(name);
      this.change();
    }

    clear() {
      this.filters.clear();
      this.q = this.input.value = '';
      this.change();
      this.input.focus();
    }

    /** What is chosen, so that it can be taken away. */
    showChips() {
      const focused = this.chips.contains(document.activeElement);
      this.chips.replaceChildren();
      for (const toggle of this.toggles) toggle.setAttribute('aria-pressed', String(this.isChosen('user', toggle.dataset.user ?? '')));
      for (const facet of this.facets) {
        const values = facet.name === 'me' ? pdStored('platdocs.me') : [...this.filters.get(facet.name) ?? []];
        facet.show(values.filter((value) => value.startsWith(facet.key)).length);
      }
      let chosen = 0;
      for (const [name, values] of this.filters) {
        for (const value of values) {
          const label = LABELS[name] ?? this.facetOf(name, value)?.label;
          const text = (label ? `${label}: ` : '') + this.labelOf(name, value);
          const chip = pdButton('pd-chip', text, () => this.choose(name, value, false));
          chip.append(this.piece('close'));
          chip.setAttribute('aria-label', `Remove ${text}`);
          this.chips.append(chip);
          chosen += 1;
        }
      }
      if (chosen) this.chips.append(pdButton('pd-clear', 'Clear all', () => this.clear()));
      /** @type {HTMLElement} */ (this.fold.querySelector('summary b')).textContent = chosen ? String(chosen) : '';
      this.done.textContent = this.found.length === 1 ? 'Show 1 row' : `Show ${this.found.length} rows`;
      if (focused) /** @type {HTMLElement} */ (this.chips.querySelector('button') ?? this.input).focus();
    }

    /** Says what keeps everything out, and what would be there without it. */
    empty() {
      const empty = this.piece('empty');
      const box = /** @type {HTMLElement} */ (empty.querySelector('.pd-widen'));
      const offer = (/** @type {string} */ text, /** @type {string} */ group, /** @type {() => void} */ act) => {
        const count = this.entities.without(group);
        if (count && box.childElementCount < 5) box.append(pdButton('pd-button', `${text} (${count})`, act));
      };
      if (this.q) offer(`Without “${this.q}”`, 'q', () => {
        this.q = this.input.value = '';
        this.change();
        this.input.focus();
      });
      for (const [name, values] of this.filters) {
        for (const value of values) offer(`Without ${this.labelOf(name, value)}`, this.entities.groupOf(name, value), () => this.choose(name, value, false));
      }
      const starless = this.isChosen('user', 'starred') && !this.rows.some((row) => this.entities.stars.has(row.ref));
      /** @type {HTMLElement} */ (empty.querySelector('p')).textContent = starless ? 'Nothing here has a star yet. Press the star beside a name to find it again.'
        : box.childElementCount ? 'Take one of these away, or all:' : 'Use fewer words, or remove filters.';
      box.append(pdButton('pd-button', 'Clear all filters', () => this.clear()));
      return empty.firstElementChild ?? empty;
    }

    /** A copy of a `<template>` of the page. @param {string} name @param {string} [or] the one to take instead if there is none */
    piece(name, or) {
      let piece = this.pieces.get(name);
      if (!piece) {
        const template = this.querySelector(`template[data-part="${CSS.escape(name)}"]`);
        piece = template instanceof HTMLTemplateElement ? template.content : or ? this.piece(or) : new DocumentFragment();
        this.pieces.set(name, piece);
      }
      return /** @type {DocumentFragment} */ (piece.cloneNode(true));
    }

    draw(/** @type {PdRow} */ row) {
      const tr = /** @type {HTMLTableRowElement} */ (this.piece('row').querySelector('tr'));
      for (const cell of tr.cells) {
        const name = cell.dataset.column ?? '';
        if (name === 'title') this.drawName(cell, row);
        else if (name === 'owner' || name === 'system') this.fill(cell, this.entities.titleOf(row[name]), `No ${name}`, row[name]);
        else if (name === 'tags' && row.tags) cell.append(pdMake('ul', 'pd-tags', ...row.tags.map((tag) => pdMake('li', 'pd-tag', tag))));
        else if (name === 'lifecycle' && row.lifecycle) {
          const badge = pdMake('span', 'pd-badge', row.lifecycle);
          badge.dataset.value = row.lifecycle.toLowerCase();
          cell.append(badge);
        } else if (name === 'targets') cell.append(...(row.targets ?? []).map((target) => pdMake('span', 'pd-target', target)));
        else this.fill(cell, this.entities.valuesOf(row, name)[0], `No ${name}`);
      }
      return tr;
    }

    /** @param {HTMLElement} cell @param {PdRow} row */
    drawName(cell, row) {
      const [glyph, text, star] = /** @type {HTMLElement[]} */ ([...(cell.firstElementChild?.children ?? [])]);
      glyph.dataset.kind = row.kind;
      glyph.append(this.piece(`kind-${row.kind}`, 'kind-other'));
      const [kind, link, description] = text.children;
      kind.textContent = `${this.labelOf('kind', row.kind)} `;
      /** @type {HTMLAnchorElement} */ (link).href = this.href(row.url);
      link.textContent = row.title;
      if (row.description) description.textContent = row.description;
      else description.remove();
      star.dataset.ref = row.ref;
      star.dataset.title = row.title;
    }

    /** @param {HTMLElement} cell @param {string | undefined} text @param {string} missing @param {string} [ref] */
    fill(cell, text, missing, ref) {
      cell.append(text ? this.link(text, (ref && this.entities.known.get(ref)?.url) ?? '') : pdMissing(missing));
    }
  }

  customElements.define('pd-catalog', PdCatalog);
})();
