// @ts-check
/* The catalog index: filters, sorts and pages the whole list. The static rows of the page stay until there is something to filter.
   Reads `data-index`, a JSON file {"entities": [Entity]}; keeps its state in the address with Backstage's names. */
(() => {
  /**
   * @typedef {{ ref: string, title: string, kind: string, type: string, owner: string, ownerTitle: string, lifecycle: string,
   *   system: string, systemTitle: string, tags: string[], description: string, url: string }} Entity
   * @typedef {Entity & { text: string }} Row
   * @typedef {{ q: string, filters: Map<string, Set<string>>, sort: string, down: boolean }} State
   */

  /** Rows that are added at a time. */
  const CHUNK = 100;
  const KINDS = /** @type {Record<string, string>} */ ({ api: 'API', component: 'Component', resource: 'Resource', system: 'System',
    domain: 'Domain', group: 'Group', user: 'User', location: 'Location', template: 'Template' });
  const collator = new Intl.Collator(undefined, { numeric: true, sensitivity: 'base' });

  /** The values of an entity for a facet. @param {Row} row @param {string} facet @returns {string[]} */
  const valuesOf = (row, facet) => {
    if (facet === 'tags') return row.tags ?? [];
    const value = /** @type {Record<string, unknown>} */ (row)[facet];
    return typeof value === 'string' && value ? [value] : [];
  };

  /** What readers call a value. @param {string} facet @param {string} value @param {Row | undefined} row */
  const labelOf = (facet, value, row) => {
    if (facet === 'kind') return KINDS[value] ?? value;
    if (facet === 'owner') return row?.ownerTitle || value;
    if (facet === 'system') return row?.systemTitle || value;
    return value;
  };

  /** @returns {State} */
  const readState = () => {
    const params = new URLSearchParams(location.search);
    /** @type {Map<string, Set<string>>} */
    const filters = new Map();
    let sort = '';
    let down = false;
    for (const [key, value] of params) {
      const name = /^filters\[(\w+)\](?:\[\d*\])?$/.exec(key)?.[1];
      if (name && value) filters.set(name, (filters.get(name) ?? new Set()).add(value));
      if (key === 'sort') [sort, down] = [value.replace(/^-/, ''), value.startsWith('-')];
    }
    return { q: params.get('q') ?? '', filters, sort, down };
  };

  /** @param {State} state */
  const writeState = (state) => {
    const parts = [];
    for (const [name, values] of state.filters) for (const value of values) parts.push(`filters[${name}]=${encodeURIComponent(value)}`);
    if (state.q) parts.push(`q=${encodeURIComponent(state.q)}`);
    if (state.sort) parts.push(`sort=${state.down ? '-' : ''}${state.sort}`);
    history.replaceState(null, '', location.pathname + (parts.length ? `?${parts.join('&')}` : '') + location.hash);
  };

  class PdCatalog extends HTMLElement {
    state = readState();
    /** @type {Row[] | undefined} */
    rows = undefined;
    /** Pages by reference, for owners and systems. @type {Map<string, string>} */
    urls = new Map();
    /** Rows that pass, and how many of them are drawn. @type {Row[]} */
    found = [];
    shown = 0;
    /** @type {Promise<boolean> | undefined} */
    loading = undefined;
    input = /** @type {HTMLInputElement} */ (this.querySelector('.pd-filters input[type="search"]'));
    chips = /** @type {HTMLElement} */ (this.querySelector('.pd-chips'));
    status = /** @type {HTMLElement} */ (this.querySelector('[role="status"]'));
    table = /** @type {HTMLTableElement} */ (this.querySelector('table'));
    body = this.table.tBodies[0];
    facets = /** @type {HTMLDetailsElement[]} */ ([...this.querySelectorAll('.pd-facet')]);

    connectedCallback() {
      this.input.value = this.state.q;
      this.wireText();
      this.facets.forEach((facet) => this.wireFacet(facet));
      this.wireHeads();
      addEventListener('popstate', () => {
        this.state = readState();
        this.input.value = this.state.q;
        this.update();
      });
      if (this.state.q || this.state.filters.size || this.state.sort) this.update();
    }

    wireText() {
      let timer = 0;
      this.input.addEventListener('focus', () => this.load(), { once: true });
      this.input.addEventListener('input', () => {
        clearTimeout(timer);
        timer = setTimeout(() => {
          this.state.q = this.input.value.trim();
          this.change();
        }, 80);
      });
    }

    /** @param {HTMLDetailsElement} facet */
    wireFacet(facet) {
      const close = () => { facet.open = false; };
      facet.addEventListener('toggle', async () => {
        if (!facet.open) return;
        for (const other of this.facets) if (other !== facet) other.open = false;
        await this.load();
        this.fillFacet(facet);
      });
      facet.addEventListener('keydown', (event) => {
        if (event.key === 'Escape' && facet.open) {
          close();
          facet.querySelector('summary')?.focus();
        }
        if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
          const boxes = /** @type {HTMLElement[]} */ ([...facet.querySelectorAll('summary, input')]).filter((box) => !box.closest('[hidden]'));
          const at = boxes.indexOf(/** @type {HTMLElement} */ (document.activeElement));
          boxes[at + (event.key === 'ArrowDown' ? 1 : -1)]?.focus();
          event.preventDefault();
        }
      });
      facet.addEventListener('focusout', (event) => {
        if (event.relatedTarget instanceof Node && !facet.contains(event.relatedTarget)) close();
      });
      document.addEventListener('click', (event) => {
        if (event.target instanceof Node && event.target.isConnected && !facet.contains(event.target)) close();
      });
    }

    wireHeads() {
      const chevron = this.piece('chevron');
      for (const head of this.querySelectorAll('th[data-sort]')) {
        const key = /** @type {HTMLElement} */ (head).dataset.sort ?? '';
        const button = document.createElement('button');
        button.type = 'button';
        button.append(head.textContent ?? '', chevron.cloneNode(true));
        button.addEventListener('click', () => {
          if (this.state.sort !== key) [this.state.sort, this.state.down] = [key, false];
          else if (!this.state.down) this.state.down = true;
          else [this.state.sort, this.state.down] = ['', false];
          this.change();
        });
        head.replaceChildren(button);
      }
    }

    /** A copy of a `<template>` of the page. @param {string} name @returns {DocumentFragment} */
    piece(name) {
      const template = this.querySelector(`template[data-part="${name}"]`);
      return template instanceof HTMLTemplateElement ? /** @type {DocumentFragment} */ (template.content.cloneNode(true)) : new DocumentFragment();
    }

    /** Loads the list once. @returns {Promise<boolean>} */
    load() {
      this.loading ??= fetch(this.dataset.index ?? '')
        .then((answer) => (answer.ok ? answer.json() : Promise.reject(new Error(String(answer.status)))))
        .then((data) => {
          this.urls = new Map(/** @type {Entity[]} */ (data.entities).map((entity) => [entity.ref, entity.url]));
          this.rows = /** @type {Entity[]} */ (data.entities).map((entity) => ({
            ...entity,
            text: [entity.title, entity.ref, entity.type, entity.lifecycle, entity.ownerTitle, entity.owner, entity.systemTitle,
              (entity.tags ?? []).join(' '), entity.description].join('\n').toLowerCase(),
          }));
          return true;
        })
        .catch(() => {
          this.loading = undefined;
          this.status.textContent = this.chips.textContent = 'The list could not be loaded. Try again in a moment.';
          return false;
        });
      return this.loading;
    }

    change() {
      writeState(this.state);
      this.update();
    }

    async update() {
      if (!(await this.load())) return;
      const words = this.state.q.toLowerCase().split(/\s+/).filter(Boolean);
      this.found = (this.rows ?? []).filter((row) => words.every((word) => row.text.includes(word)) && this.passes(row));
      if (this.state.sort) this.order();
      else if (words.length) this.rank(words);
      this.shown = 0;
      this.body.replaceChildren();
      this.showMore();
      this.showHeads();
      this.showChips();
      for (const facet of this.facets) if (facet.open) this.fillFacet(facet);
      const count = this.found.length;
      this.status.textContent = count === 1 ? '1 entity' : `${count} entities`;
      const number = document.querySelector('.pd-title .pd-num');
      const all = this.rows?.length ?? 0;
      if (number) number.textContent = count === all ? `${all} entities` : `${count} of ${all} entities`;
      this.querySelector('.pd-pager')?.toggleAttribute('hidden', true);
    }

    /** True if a row passes all facets but one. @param {Row} row @param {string} [but] */
    passes(row, but) {
      for (const [name, wanted] of this.state.filters) {
        if (name === but) continue;
        const values = valuesOf(row, name);
        const pass = name === 'tags' ? [...wanted].every((value) => values.includes(value)) : values.some((value) => wanted.has(value));
        if (!pass) return false;
      }
      return true;
    }

    /** Rows whose name is meant come first: the very name, its beginning, all words in it; the rest keeps its order. */
    rank(/** @type {string[]} */ words) {
      const asked = words.join(' ');
      const distance = (/** @type {Row} */ row) => {
        const title = row.title.toLowerCase();
        if (title === asked) return 0;
        if (title.startsWith(asked)) return 1;
        return words.every((word) => title.includes(word)) ? 2 : 3;
      };
      const ranked = new Map(this.found.map((row) => [row, distance(row)]));
      this.found.sort((a, b) => (ranked.get(a) ?? 3) - (ranked.get(b) ?? 3));
    }

    order() {
      const { sort, down } = this.state;
      const key = (/** @type {Row} */ row) => {
        const value = sort === 'owner' ? row.ownerTitle : sort === 'system' ? row.systemTitle : sort === 'tags' ? (row.tags ?? []).join(' ')
          : sort === 'lifecycle' ? row.lifecycle : row.title;
        return value ?? '';
      };
      // Rows without a value come last in both directions.
      this.found.sort((a, b) => Number(!key(a)) - Number(!key(b)) || (down ? -1 : 1) * collator.compare(key(a), key(b)) || collator.compare(a.title, b.title));
    }

    showMore() {
      const next = this.found.slice(this.shown, this.shown + CHUNK);
      this.body.append(...next.map((row) => this.draw(row)));
      this.shown += next.length;
      this.querySelectorAll('.pd-more, .pd-empty').forEach((old) => old.remove());
      const rest = this.found.length - this.shown;
      if (rest > 0) {
        const more = document.createElement('button');
        more.type = 'button';
        more.className = 'pd-button pd-more';
        more.textContent = `Show ${Math.min(CHUNK, rest)} more of ${rest}`;
        more.addEventListener('click', () => {
          const at = this.shown;
          this.showMore();
          this.body.rows[at]?.querySelector('a')?.focus();
        });
        this.append(more);
      }
      if (this.found.length === 0) {
        const empty = this.piece('empty');
        empty.querySelector('button')?.addEventListener('click', () => this.clear());
        this.append(empty);
      }
      this.table.toggleAttribute('hidden', this.found.length === 0);
    }

    /** @param {Row} row */
    draw(row) {
      const tr = /** @type {HTMLTableRowElement} */ (this.piece('row').querySelector('tr'));
      const [name, owner, system, lifecycle, tags] = tr.cells;
      const glyph = /** @type {HTMLElement} */ (name.querySelector('.pd-glyph'));
      glyph.dataset.kind = row.kind;
      const drawing = this.querySelector(`template[data-kind="${CSS.escape(row.kind)}"]`) ?? this.querySelector('template[data-kind="other"]');
      if (drawing instanceof HTMLTemplateElement) glyph.append(drawing.content.cloneNode(true));
      const link = /** @type {HTMLAnchorElement} */ (name.querySelector('.pd-name'));
      link.href = this.href(row.url);
      link.textContent = row.title;
      /** @type {HTMLElement} */ (name.querySelector('.pd-type')).textContent = row.type || labelOf('kind', row.kind, row);
      const description = /** @type {HTMLElement} */ (name.querySelector('.pd-desc'));
      if (row.description) description.textContent = row.description;
      else description.remove();
      this.fill(owner, row.ownerTitle || row.owner, 'No owner', row.owner);
      this.fill(system, row.systemTitle || row.system, 'No system', row.system);
      this.fill(lifecycle, row.lifecycle, 'No lifecycle');
      if (row.lifecycle) {
        const badge = document.createElement('span');
        badge.className = 'pd-badge';
        badge.dataset.value = row.lifecycle.toLowerCase();
        badge.textContent = row.lifecycle;
        lifecycle.replaceChildren(badge);
      }
      if (row.tags?.length) {
        const list = document.createElement('ul');
        list.className = 'pd-tags';
        for (const tag of row.tags) {
          const item = document.createElement('li');
          item.className = 'pd-tag';
          item.textContent = tag;
          list.append(item);
        }
        tags.append(list);
      }
      return tr;
    }

    /** A link from this page. @param {string} url a page below the root of the portal */
    href(url) {
      return (this.dataset.root ?? '') + url + (url.endsWith('/') ? this.dataset.suffix ?? '' : '');
    }

    /** @param {HTMLElement} cell @param {string} text @param {string} missing @param {string} [ref] */
    fill(cell, text, missing, ref) {
      const url = ref && this.urls.get(ref);
      if (text && url) {
        const link = document.createElement('a');
        link.href = this.href(url);
        link.textContent = text;
        cell.append(link);
        return;
      }
      if (text) {
        cell.textContent = text;
        return;
      }
      const dash = document.createElement('span');
      const word = document.createElement('span');
      dash.className = 'pd-missing';
      word.className = 'pd-sr';
      word.textContent = missing;
      dash.append(word);
      cell.append(dash);
    }

    showHeads() {
      for (const head of this.querySelectorAll('th[data-sort]')) {
        if (/** @type {HTMLElement} */ (head).dataset.sort !== this.state.sort) head.removeAttribute('aria-sort');
        else head.setAttribute('aria-sort', this.state.down ? 'descending' : 'ascending');
      }
    }

    showChips() {
      const focused = this.chips.contains(document.activeElement);
      this.chips.replaceChildren();
      for (const facet of this.facets) {
        const count = this.state.filters.get(facet.dataset.name ?? '')?.size;
        const number = facet.querySelector('summary b');
        if (number) number.textContent = count ? String(count) : '';
      }
      for (const [name, values] of this.state.filters) {
        const label = this.facets.find((facet) => facet.dataset.name === name)?.dataset.label ?? name;
        for (const value of values) {
          const row = this.rows?.find((candidate) => valuesOf(candidate, name).includes(value));
          const chip = document.createElement('button');
          chip.type = 'button';
          chip.className = 'pd-chip';
          chip.append(`${label}: ${labelOf(name, value, row)}`, this.piece('close'));
          chip.setAttribute('aria-label', `Remove ${label}: ${labelOf(name, value, row)}`);
          chip.addEventListener('click', () => this.toggleValue(name, value, false));
          this.chips.append(chip);
        }
      }
      if (this.chips.firstChild) {
        const clear = document.createElement('button');
        clear.type = 'button';
        clear.className = 'pd-clear';
        clear.textContent = 'Clear all';
        clear.addEventListener('click', () => this.clear());
        this.chips.append(clear);
      }
      if (focused) /** @type {HTMLElement} */ (this.chips.querySelector('button') ?? this.input).focus();
    }

    clear() {
      this.state.filters.clear();
      this.state.q = this.input.value = '';
      this.change();
      this.input.focus();
    }

    /** @param {string} name @param {string} value @param {boolean} on */
    toggleValue(name, value, on) {
      const values = this.state.filters.get(name) ?? new Set();
      if (on) values.add(value);
      else values.delete(value);
      if (values.size) this.state.filters.set(name, values);
      else this.state.filters.delete(name);
      this.change();
    }

    /** Lists the values of a facet with the number of rows that each would give. @param {HTMLDetailsElement} facet */
    fillFacet(facet) {
      const name = facet.dataset.name ?? '';
      const box = /** @type {HTMLElement} */ (facet.querySelector('div'));
      const words = this.state.q.toLowerCase().split(/\s+/).filter(Boolean);
      /** @type {Map<string, { count: number, label: string }>} */
      const counts = new Map();
      for (const row of this.rows ?? []) {
        const counted = this.passes(row, name === 'tags' ? undefined : name) && words.every((word) => row.text.includes(word));
        for (const value of valuesOf(row, name)) {
          const entry = counts.get(value) ?? { count: 0, label: labelOf(name, value, row) };
          if (counted) entry.count += 1;
          counts.set(value, entry);
        }
      }
      const known = /** @type {HTMLElement[]} */ ([...box.querySelectorAll('label')]);
      if (known.length) {
        for (const label of known) this.updateValue(label, name, counts);
        return;
      }
      const sorted = [...counts].sort((a, b) => b[1].count - a[1].count || collator.compare(a[1].label, b[1].label));
      if (sorted.length > 10) box.append(this.valueFilter(facet, box));
      for (const [value, entry] of sorted) {
        const label = document.createElement('label');
        const check = document.createElement('input');
        const text = document.createElement('span');
        const number = document.createElement('span');
        check.type = 'checkbox';
        check.value = value;
        text.textContent = entry.label;
        number.className = 'pd-num';
        label.append(check, text, number);
        check.addEventListener('change', () => this.toggleValue(name, value, check.checked));
        this.updateValue(label, name, counts);
        box.append(label);
      }
      if (!sorted.length) {
        const none = document.createElement('p');
        none.textContent = 'No values';
        box.append(none);
      }
    }

    /** @param {HTMLElement} label @param {string} name @param {Map<string, { count: number, label: string }>} counts */
    updateValue(label, name, counts) {
      const check = /** @type {HTMLInputElement} */ (label.querySelector('input'));
      check.checked = this.state.filters.get(name)?.has(check.value) ?? false;
      const count = counts.get(check.value)?.count ?? 0;
      label.toggleAttribute('data-none', count === 0);
      /** @type {HTMLElement} */ (label.querySelector('.pd-num')).textContent = String(count);
    }

    /** A field that narrows a long list of values. @param {HTMLDetailsElement} facet @param {HTMLElement} box */
    valueFilter(facet, box) {
      const input = document.createElement('input');
      input.type = 'search';
      input.placeholder = `Filter ${(facet.dataset.label ?? '').toLowerCase()}`;
      input.setAttribute('aria-label', input.placeholder);
      input.addEventListener('input', () => {
        const word = input.value.trim().toLowerCase();
        for (const label of box.querySelectorAll('label')) label.toggleAttribute('hidden', !label.textContent?.toLowerCase().includes(word));
      });
      return input;
    }
  }

  customElements.define('pd-catalog', PdCatalog);
})();
