// @ts-check
/* The index of entities: filters, sorts and pages the whole list. The static rows of the page stay until there is something
   to filter. Reads `data-index`, a JSON file {"entities": [Entity], "parts": [further files]}; keeps its state in the address with
   Backstage's names, stars and the reader's team in the storage of the browser. */
(() => {
  /**
   * @typedef {{ ref: string, title: string, kind: string, url: string, type?: string, owner?: string, owners?: string[], lifecycle?: string,
   *   system?: string, domain?: string, tags?: string[], labels?: Record<string, string>, description?: string, unconnected?: boolean,
   *   findings?: { errors: number, warnings: number, infos: number }, groups?: string[], targets?: string[], words?: string }} Entity
   * @typedef {Entity & { text: string }} Row
   * @typedef {{ q: string, filters: Map<string, Set<string>>, sort: string, down: boolean }} State
   * @typedef {{ group: string, passes: (row: Row) => boolean }} Test
   */

  /** Rows that are added at a time, and values of a facet that are listed. */
  const CHUNK = 100;
  /** Rows that are drawn at once; the others follow when these are seen. */
  const SCREEN = 24;
  /** @type {string[]} */
  const NONE = [];
  /** Facets whose chosen values must all fit. */
  const ALL = ['tags', 'is', 'user'];
  /** Backstage's names of facets where they differ from ours. */
  const NAMES = /** @type {Record<string, string>} */ ({ owner: 'owners', lifecycle: 'lifecycles' });
  const WORDS = /** @type {Record<string, string>} */ ({ findings: 'Has findings', unconnected: 'Unconnected', starred: 'Starred', owned: 'Mine' });
  const collator = new Intl.Collator(undefined, { numeric: true, sensitivity: 'base' });

  /** A list of references that the browser keeps. @param {string} key @returns {string[]} */
  const stored = (key) => {
    try {
      const list = JSON.parse(localStorage.getItem(key) ?? '[]');
      return Array.isArray(list) ? list.filter((ref) => typeof ref === 'string') : [];
    } catch {
      return [];
    }
  };

  const namespaceOf = (/** @type {Row} */ row) => row.ref.slice(row.ref.indexOf(':') + 1, row.ref.indexOf('/'));
  const list = (/** @type {string | undefined} */ value) => (value ? [value] : NONE);

  /** A reference as it is written where the kind is plain: without kind, and without the namespace `default`. */
  const short = (/** @type {string} */ ref) => ref.slice(ref.indexOf(':') + 1).replace(/^default\//, '');

  /** @returns {State} */
  const readState = () => {
    const params = new URLSearchParams(location.search);
    /** @type {Map<string, Set<string>>} */
    const filters = new Map();
    for (const [key, value] of params) {
      const asked = /^filters\[(\w+)\](?:\[\d*\])?$/.exec(key)?.[1];
      if (!asked || !value || value === 'all') continue;
      const name = Object.keys(NAMES).find((ours) => NAMES[ours] === asked) ?? asked;
      const full = name === 'kind' ? value.toLowerCase()
        : name === 'owner' && !value.includes(':') ? `group:${value.includes('/') ? '' : 'default/'}${value}` : value;
      filters.set(name, (filters.get(name) ?? new Set()).add(full));
    }
    const sort = params.get('sort') ?? '';
    return { q: params.get('q') ?? '', filters, sort: sort.replace(/^-/, ''), down: sort.startsWith('-') };
  };

  /** The state as a query. @param {State} state */
  const queryOf = (state) => {
    const parts = [];
    for (const [name, values] of state.filters) for (const value of values) parts.push(`filters[${NAMES[name] ?? name}]=${encodeURIComponent(value)}`);
    if (state.q) parts.push(`q=${encodeURIComponent(state.q)}`);
    if (state.sort) parts.push(`sort=${state.down ? '-' : ''}${state.sort}`);
    return parts.length ? `?${parts.join('&')}` : '';
  };

  const make = (/** @type {string} */ tag, className = '', text = '', /** @type {Node[]} */ children = []) => {
    const element = document.createElement(tag);
    if (className) element.className = className;
    element.append(text, ...children);
    return element;
  };

  const makeButton = (/** @type {string} */ className, /** @type {string} */ text, /** @type {() => void} */ act) => {
    const button = /** @type {HTMLButtonElement} */ (make('button', className, text));
    button.type = 'button';
    button.addEventListener('click', act);
    return button;
  };

  class PdCatalog extends HTMLElement {
    state = readState();
    /** All entities by reference. @type {Map<string, Row>} */
    known = new Map();
    /** The rows of this index in the order of the file. @type {Row[]} */
    rows = [];
    /** The same in the order of a column. @type {Map<string, Row[]>} */
    sorted = new Map();
    /** What readers call the kinds. @type {Record<string, string>} */
    kinds = {};
    /** Rows that pass, and how many of them are drawn. @type {Row[]} */
    found = [];
    shown = 0;
    /** Counts what was drawn, so that rows that follow late know whether they still belong. */
    turn = 0;
    /** Copies of the templates of the page. @type {Map<string, DocumentFragment>} */
    pieces = new Map();
    stars = new Set(stored('platdocs.stars'));
    /** The reader and what counts as the reader's. @type {Set<string>} */
    mine = new Set();
    timer = 0;
    /** @type {Promise<boolean> | undefined} */
    loading = undefined;
    input = /** @type {HTMLInputElement} */ (this.querySelector('.pd-filters input[type="search"]'));
    chips = /** @type {HTMLElement} */ (this.querySelector('.pd-chips'));
    status = /** @type {HTMLElement} */ (this.querySelector('[role="status"]'));
    table = /** @type {HTMLTableElement} */ (this.querySelector('table'));
    body = this.table.tBodies[0];
    facets = /** @type {HTMLDetailsElement[]} */ ([...this.querySelectorAll('.pd-facet')]);
    toggles = /** @type {HTMLButtonElement[]} */ ([...this.querySelectorAll('[data-user]')]);
    me = /** @type {HTMLDetailsElement} */ (this.facets.find((facet) => facet.dataset.name === 'me'));

    connectedCallback() {
      this.input.value = this.state.q;
      this.input.addEventListener('focus', () => this.load(), { once: true });
      this.input.addEventListener('input', () => {
        this.state.q = this.input.value.trim();
        this.update();
        // Browsers limit how often the address may change.
        clearTimeout(this.timer);
        this.timer = setTimeout(() => history.replaceState(null, '', this.address()), 300);
      });
      this.facets.forEach((facet) => this.wireFacet(facet));
      this.toggles.forEach((toggle) => this.wireToggle(toggle));
      this.wireHeads();
      addEventListener('popstate', () => {
        this.state = readState();
        this.input.value = this.state.q;
        this.update();
      });
      document.addEventListener('pd-stars', () => {
        this.stars = new Set(stored('platdocs.stars'));
        if (this.state.filters.has('user')) this.update();
      });
      if (queryOf(this.state)) this.update();
    }

    /** @param {HTMLDetailsElement} facet */
    wireFacet(facet) {
      const close = () => { facet.open = false; };
      facet.addEventListener('toggle', async () => {
        if (!facet.open) return;
        for (const other of this.facets) if (other !== facet) other.open = false;
        if (await this.load()) this.fillFacet(facet, true);
      });
      facet.addEventListener('keydown', (event) => {
        if (event.key === 'Escape' && facet.open) {
          close();
          facet.querySelector('summary')?.focus();
        }
        if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
          const boxes = /** @type {HTMLElement[]} */ ([...facet.querySelectorAll('summary, input')]);
          const at = boxes.indexOf(/** @type {HTMLElement} */ (document.activeElement));
          boxes[at + (event.key === 'ArrowDown' ? 1 : -1)]?.focus();
          event.preventDefault();
        }
      });
      facet.addEventListener('focusout', ({ relatedTarget: next }) => {
        if (next instanceof Node && !facet.contains(next) && !next.contains(facet)) close(); // A press on a label gives it to the page around.
      });
      document.addEventListener('click', (event) => {
        if (event.target instanceof Node && event.target.isConnected && !facet.contains(event.target)) close();
      });
    }

    /** @param {HTMLButtonElement} toggle */
    wireToggle(toggle) {
      toggle.addEventListener('click', (event) => {
        const value = toggle.dataset.user ?? '';
        if (value === 'owned' && !stored('platdocs.me').length) {
          this.me.open = true;
          this.me.querySelector('summary')?.focus();
          event.stopPropagation();
        } else {
          this.choose('user', value, !this.state.filters.get('user')?.has(value));
        }
      });
    }

    wireHeads() {
      const chevron = this.piece('chevron');
      for (const head of this.querySelectorAll('th[data-sort]')) {
        const key = /** @type {HTMLElement} */ (head).dataset.sort ?? '';
        const button = makeButton('', head.textContent ?? '', () => {
          if (this.state.sort !== key) [this.state.sort, this.state.down] = [key, false];
          else if (!this.state.down) this.state.down = true;
          else [this.state.sort, this.state.down] = ['', false];
          this.change();
        });
        button.append(chevron.cloneNode(true));
        head.replaceChildren(button);
      }
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

    /** Loads the list once. @returns {Promise<boolean>} */
    load() {
      const index = this.dataset.index ?? '';
      const get = async (/** @type {string} */ url) => {
        const answer = await fetch(url);
        if (!answer.ok) throw new Error(String(answer.status));
        return answer.json();
      };
      this.loading ??= get(index).then(async (first) => {
        const parts = await Promise.all(/** @type {string[]} */ (first.parts).map((name) => get(index.replace(/[^/]*$/, name))));
        this.kinds = first.kinds;
        this.take([first, ...parts].flatMap((part) => part.entities));
        return true;
      }).catch(() => {
        this.loading = undefined;
        this.status.textContent = this.chips.textContent = 'The list could not be loaded. Try again in a moment.';
        return false;
      });
      return this.loading;
    }

    /** @param {Row[]} rows */
    take(rows) {
      this.known = new Map(rows.map((row) => [row.ref, row]));
      for (const row of rows) {
        row.text = [row.title, row.ref, this.kinds[row.kind], row.type, row.lifecycle, ...this.valuesOf(row, 'owner'), this.titleOf(row.owner), row.system,
          this.titleOf(row.system), row.domain, row.tags?.join(' '), row.description, row.words].join('\n').toLowerCase();
      }
      const { preset, value } = this.dataset;
      this.rows = preset ? rows.filter((row) => this.valuesOf(row, preset).includes(value ?? '')) : rows;
      this.findMine();
    }

    /** A user has what its groups have, a group what the groups below it have. */
    findMine() {
      const me = stored('platdocs.me');
      const groups = [...this.known.values()].filter((row) => row.kind === 'group');
      this.mine = new Set(me);
      for (let size = 0; size !== this.mine.size;) {
        size = this.mine.size;
        for (const row of groups) if (row.groups?.some((parent) => this.mine.has(parent))) this.mine.add(row.ref);
      }
      for (const ref of me) if (ref.startsWith('user:')) for (const group of this.known.get(ref)?.groups ?? NONE) this.mine.add(group);
    }

    /** The values of an entity for a facet. @param {Row} row @param {string} facet @returns {string[]} */
    valuesOf(row, facet) {
      switch (facet) {
        case 'owner': return row.owners ?? list(row.owner);
        case 'tags': return row.tags ?? NONE;
        case 'namespace': return [namespaceOf(row)];
        case 'labels': return row.labels ? Object.entries(row.labels).map(([key, value]) => `${key}=${value}`) : NONE;
        case 'is': return [...(row.findings ? ['findings'] : NONE), ...(row.unconnected ? ['unconnected'] : NONE)];
        case 'user': return [...(this.stars.has(row.ref) ? ['starred'] : NONE), ...(this.valuesOf(row, 'owner').some((ref) => this.mine.has(ref)) ? ['owned'] : NONE)];
        case 'kind': case 'type': case 'lifecycle': case 'system': case 'domain': return list(row[facet]);
        default: return NONE;
      }
    }

    /** What readers call what a reference leads to. @param {string | undefined} ref */
    titleOf(ref) { return ref ? this.known.get(ref)?.title ?? short(ref) : ''; }

    /** The facet of the page that a value belongs to. @param {string} name @param {string} value */
    facetOf(name, value) { return this.facets.find((facet) => facet.dataset.name === name && value.startsWith(facet.dataset.key ?? '')); }

    /** What readers call a value. @param {string} facet @param {string} value */
    labelOf(facet, value) {
      if (facet === 'kind') return this.kinds[value] ?? value;
      if (facet === 'owner' || facet === 'system' || facet === 'domain') return this.titleOf(value);
      const key = facet === 'labels' && this.facetOf(facet, value)?.dataset.key;
      return key ? value.slice(key.length) : facet === 'labels' ? value.replace('=', ': ') : WORDS[value] ?? value;
    }

    /** Values of one group are alternatives; all groups must pass. @param {string} facet @param {string} value */
    groupOf(facet, value) { return facet === 'labels' ? value.slice(0, value.indexOf('=') + 1) : facet; }

    /** @returns {Test[]} */
    tests() {
      const words = this.state.q.toLowerCase().split(/\s+/).filter(Boolean);
      /** @type {Test[]} */
      const tests = words.length ? [{ group: 'q', passes: (row) => words.every((word) => row.text.includes(word)) }] : [];
      for (const [name, values] of this.state.filters) {
        /** @type {Map<string, Set<string>>} */
        const groups = new Map();
        for (const value of values) {
          const group = ALL.includes(name) ? `${name}=${value}` : this.groupOf(name, value);
          groups.set(group, (groups.get(group) ?? new Set()).add(value));
        }
        for (const [group, wanted] of groups) tests.push({ group, passes: (row) => this.valuesOf(row, name).some((value) => wanted.has(value)) });
      }
      return tests;
    }

    address() { return location.pathname + queryOf(this.state) + location.hash; }

    change() {
      clearTimeout(this.timer);
      history.pushState(null, '', this.address());
      this.update();
    }

    async update() {
      this.table.setAttribute('aria-busy', 'true');
      const loaded = await this.load();
      this.table.removeAttribute('aria-busy');
      if (!loaded) return;
      this.found = this.passing();
      if (this.state.q && !this.state.sort) this.rank();
      this.shown = 0;
      this.body.replaceChildren();
      this.showMore();
      this.showHeads();
      this.showChips();
      for (const facet of this.facets) if (facet.open) this.fillFacet(facet, false);
      const [count, all] = [this.found.length, this.rows.length];
      this.status.textContent = `${count} of ${all}`;
      const number = document.querySelector('.pd-title .pd-num');
      if (number) number.textContent = count === all ? String(all) : `${count} of ${all}`;
      this.querySelector('.pd-pager')?.toggleAttribute('hidden', true);
    }

    /** The rows that pass, in the order that is asked for. */
    passing() {
      const tests = this.tests();
      return this.ordered().filter((row) => tests.every((test) => test.passes(row)));
    }

    /** All rows in the order that is asked for; those without a value come last in both directions. */
    ordered() {
      const { sort, down } = this.state;
      if (!sort) return this.rows;
      const key = `${sort}${down}`;
      let rows = this.sorted.get(key);
      if (!rows) {
        const keys = new Map(this.rows.map((row) => [row, sort === 'title' ? row.title : sort === 'targets' ? row.targets?.join(' ') ?? ''
          : this.valuesOf(row, sort).map((value) => this.labelOf(sort, value)).join(' ')]));
        // Comparing words is slow, and most rows share theirs with others.
        const ranks = new Map([...new Set(keys.values())].sort(collator.compare).map((word, rank) => [word, word ? (down ? -rank : rank) : Infinity]));
        const rank = (/** @type {Row} */ row) => ranks.get(keys.get(row) ?? '') ?? 0;
        rows = [...this.rows].sort((a, b) => (rank(a) === rank(b) ? 0 : rank(a) - rank(b)));
        this.sorted.set(key, rows);
      }
      return rows;
    }

    /** Rows whose name is meant come first: the very name, its beginning, all words in it; the rest keeps its order. */
    rank() {
      const asked = this.state.q.toLowerCase();
      const words = asked.split(/\s+/);
      /** @type {Row[][]} */
      const ranks = [[], [], [], []];
      for (const row of this.found) {
        const title = row.title.toLowerCase();
        ranks[title === asked ? 0 : title.startsWith(asked) ? 1 : words.every((word) => title.includes(word)) ? 2 : 3].push(row);
      }
      this.found = ranks.flat();
    }

    showMore() {
      const next = this.found.slice(this.shown, this.shown + CHUNK);
      this.body.append(...next.slice(0, SCREEN).map((row) => this.draw(row)));
      const turn = ++this.turn;
      requestAnimationFrame(() => setTimeout(() => {
        if (turn === this.turn) this.body.append(...next.slice(SCREEN).map((row) => this.draw(row)));
      }));
      this.shown += next.length;
      this.querySelectorAll('.pd-more, .pd-empty').forEach((old) => old.remove());
      const rest = this.found.length - this.shown;
      if (rest > 0) {
        this.append(makeButton('pd-button pd-more', `Show ${Math.min(CHUNK, rest)} more of ${rest}`, () => {
          const at = this.shown;
          this.showMore();
          this.body.rows[at]?.querySelector('a')?.focus();
        }));
      }
      if (this.found.length === 0) this.append(this.empty());
      this.table.toggleAttribute('hidden', this.found.length === 0);
    }

    /** Says what keeps everything out, and what would be there without it. */
    empty() {
      const empty = this.piece('empty');
      const box = /** @type {HTMLElement} */ (empty.querySelector('.pd-widen'));
      const tests = this.tests();
      const without = (/** @type {string} */ group) => this.rows.filter((row) => tests.every((test) => test.group === group || test.passes(row))).length;
      const offer = (/** @type {string} */ text, /** @type {string} */ group, /** @type {() => void} */ act) => {
        const count = without(group);
        if (count && box.childElementCount < 5) box.append(makeButton('pd-button', `${text} (${count})`, act));
      };
      if (this.state.q) offer(`Without “${this.state.q}”`, 'q', () => {
        this.state.q = this.input.value = '';
        this.change();
        this.input.focus();
      });
      for (const [name, values] of this.state.filters) {
        for (const value of values) {
          const group = ALL.includes(name) ? `${name}=${value}` : this.groupOf(name, value);
          offer(`Without ${this.labelOf(name, value)}`, group, () => this.choose(name, value, false));
        }
      }
      const starless = this.state.filters.get('user')?.has('starred') && !this.rows.some((row) => this.stars.has(row.ref));
      /** @type {HTMLElement} */ (empty.querySelector('p')).textContent = starless ? 'Nothing here has a star yet. Press the star beside a name to find it again.'
        : box.childElementCount ? 'Take one of these away, or all:' : 'Use fewer words, or remove filters.';
      box.append(makeButton('pd-button', 'Clear all filters', () => this.clear()));
      return empty;
    }

    /** @param {Row} row */
    draw(row) {
      const tr = /** @type {HTMLTableRowElement} */ (this.piece('row').querySelector('tr'));
      for (const cell of tr.cells) {
        const name = cell.dataset.column ?? '';
        if (name === 'title') this.drawName(cell, row);
        else if (name === 'owner' || name === 'system') this.fill(cell, this.titleOf(row[name]), `No ${name}`, row[name]);
        else if (name === 'tags' && row.tags) cell.append(make('ul', 'pd-tags', '', row.tags.map((tag) => make('li', 'pd-tag', tag))));
        else if (name === 'lifecycle' && row.lifecycle) {
          const badge = make('span', 'pd-badge', row.lifecycle);
          badge.dataset.value = row.lifecycle.toLowerCase();
          cell.append(badge);
        } else if (name === 'targets') cell.append(...(row.targets ?? NONE).map((target) => make('span', 'pd-target', target)));
        else this.fill(cell, this.valuesOf(row, name)[0], `No ${name}`);
      }
      return tr;
    }

    /** @param {HTMLElement} cell @param {Row} row */
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

    /** A link from this page. @param {string} url a page below the root of the portal */
    href(url) {
      return (this.dataset.root ?? '') + url + (url.endsWith('/') ? this.dataset.suffix ?? '' : '');
    }

    /** @param {HTMLElement} cell @param {string | undefined} text @param {string} missing @param {string} [ref] */
    fill(cell, text, missing, ref) {
      const url = ref && this.known.get(ref)?.url;
      if (text && url) {
        const link = /** @type {HTMLAnchorElement} */ (make('a', '', text));
        link.href = this.href(url);
        cell.append(link);
      } else if (text) {
        cell.textContent = text;
      } else {
        cell.append(make('span', 'pd-missing', '', [make('span', 'pd-sr', missing)]));
      }
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
      for (const toggle of this.toggles) toggle.setAttribute('aria-pressed', String(this.state.filters.get('user')?.has(toggle.dataset.user ?? '') ?? false));
      for (const facet of this.facets) {
        const chosen = [...this.state.filters.get(facet.dataset.name ?? '') ?? NONE].filter((value) => value.startsWith(facet.dataset.key ?? ''));
        const count = facet === this.me ? stored('platdocs.me').length : chosen.length;
        const number = facet.querySelector('summary b');
        if (number) number.textContent = count ? String(count) : '';
      }
      for (const [name, values] of this.state.filters) {
        for (const value of values) {
          const label = this.facetOf(name, value)?.dataset.label;
          const text = (label ? `${label}: ` : '') + this.labelOf(name, value);
          const chip = makeButton('pd-chip', text, () => this.choose(name, value, false));
          chip.append(this.piece('close'));
          chip.setAttribute('aria-label', `Remove ${text}`);
          this.chips.append(chip);
        }
      }
      if (this.chips.firstChild) this.chips.append(makeButton('pd-clear', 'Clear all', () => this.clear()));
      if (focused) /** @type {HTMLElement} */ (this.chips.querySelector('button') ?? this.input).focus();
    }

    clear() {
      this.state.filters.clear();
      this.state.q = this.input.value = '';
      this.change();
      this.input.focus();
    }

    /** @param {string} name @param {string} value @param {boolean} on */
    choose(name, value, on) {
      if (name === 'me') {
        const chosen = stored('platdocs.me').filter((ref) => ref !== value);
        try { localStorage.setItem('platdocs.me', JSON.stringify(on ? [...chosen, value] : chosen)); } catch { /* Not kept then. */ }
        this.findMine();
        this.update();
        return;
      }
      const values = this.state.filters.get(name) ?? new Set();
      if (on) values.add(value);
      else values.delete(value);
      if (values.size) this.state.filters.set(name, values);
      else this.state.filters.delete(name);
      this.change();
    }

    /** The values of a facet with the number of rows that each would give. @param {string} name @returns {Map<string, number>} */
    count(name) {
      /** @type {Map<string, number>} */
      const counts = new Map();
      if (name === 'me') {
        for (const row of this.known.values()) if (row.kind === 'group' || row.kind === 'user') counts.set(row.ref, 0);
        for (const row of this.known.values()) for (const ref of this.valuesOf(row, 'owner')) if (counts.has(ref)) counts.set(ref, (counts.get(ref) ?? 0) + 1);
        return counts;
      }
      const tests = this.tests();
      for (const row of this.rows) {
        const failed = tests.filter((test) => !test.passes(row));
        for (const value of this.valuesOf(row, name)) {
          const counted = !failed.length || (failed.length === 1 && failed[0].group === this.groupOf(name, value));
          counts.set(value, (counts.get(value) ?? 0) + Number(counted));
        }
      }
      return counts;
    }

    /** Lists the values of a facet, or only renews their numbers, so that focus stays. @param {HTMLDetailsElement} facet @param {boolean} anew */
    fillFacet(facet, anew) {
      const name = facet.dataset.name ?? '';
      const box = /** @type {HTMLElement} */ (facet.querySelector('div'));
      const counts = new Map([...this.count(name)].filter(([value]) => value.startsWith(facet.dataset.key ?? '')));
      if (anew) this.listValues(facet, box, counts);
      for (const label of box.querySelectorAll('label')) {
        const check = /** @type {HTMLInputElement} */ (label.querySelector('input'));
        const count = counts.get(check.value) ?? 0;
        check.checked = this.isChosen(name, check.value);
        label.toggleAttribute('data-none', count === 0);
        /** @type {HTMLElement} */ (label.querySelector('.pd-num')).textContent = String(count);
      }
    }

    isChosen(/** @type {string} */ name, /** @type {string} */ value) {
      return name === 'me' ? stored('platdocs.me').includes(value) : this.state.filters.get(name)?.has(value) ?? false;
    }

    /** @param {HTMLDetailsElement} facet @param {HTMLElement} box @param {Map<string, number>} counts */
    listValues(facet, box, counts) {
      const name = facet.dataset.name ?? '';
      const narrow = /** @type {HTMLInputElement | null} */ (box.querySelector('input[type="search"]'));
      const word = narrow?.value.trim().toLowerCase() ?? '';
      const labels = new Map([...counts.keys()].map((value) => [value, name === 'me' ? this.titleOf(value) : this.labelOf(name, value)]));
      const first = (/** @type {string} */ value) => Number(this.isChosen(name, value));
      const values = [...counts].filter(([value]) => `${labels.get(value)} ${value}`.toLowerCase().includes(word))
        .sort(([a, left], [b, right]) => first(b) - first(a) || right - left || collator.compare(labels.get(a) ?? '', labels.get(b) ?? ''));
      box.querySelectorAll('label, p').forEach((old) => old.remove());
      if (!narrow && values.length > 10) box.append(this.narrower(facet, box));
      box.append(...values.slice(0, CHUNK).map(([value]) => this.checkbox(name, value, labels.get(value) ?? value)));
      if (values.length > CHUNK) box.append(make('p', '', `${values.length - CHUNK} more: type to find them`));
      if (!values.length) box.append(make('p', '', word ? 'No value has this in its name' : 'No values'));
    }

    /** @param {string} name @param {string} value @param {string} text */
    checkbox(name, value, text) {
      const check = document.createElement('input');
      check.type = 'checkbox';
      check.value = value;
      check.addEventListener('change', () => this.choose(name, value, check.checked));
      return make('label', '', '', [check, make('span', '', text), make('span', 'pd-num')]);
    }

    /** A field that narrows a long list of values. @param {HTMLDetailsElement} facet @param {HTMLElement} box */
    narrower(facet, box) {
      const input = document.createElement('input');
      input.type = 'search';
      input.placeholder = `Find ${(facet.dataset.label ?? '').toLowerCase()}`;
      input.setAttribute('aria-label', input.placeholder);
      input.addEventListener('input', () => this.fillFacet(facet, true));
      return input;
    }
  }

  customElements.define('pd-catalog', PdCatalog);
})();
