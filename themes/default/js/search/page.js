// @ts-check
/* The page of search: the whole list, 20 pages at a time, with filters. Its address is the search, so it can be shared, and the way
   back leads to the list as it was. */

const PAGE = 20;
/** What an address may hold beside facets. */
const OWN = ['q', 'in', 'page'];

class PdSearchPage extends HTMLElement {
  /** The address as it was when its entry of the history was made. */
  settled = location.href;
  /** True while another page of the list is on its way. */
  turned = false;

  connectedCallback() {
    const find = (/** @type {string} */ selector) => /** @type {HTMLElement} */ (this.querySelector(selector));
    if (location.protocol === 'file:' || !('DecompressionStream' in globalThis)) {
      this.without();
      return;
    }
    this.input = /** @type {HTMLInputElement} */ (find('input'));
    this.status = /** @type {PdAnnouncer} */ (find('pd-announcer'));
    this.list = /** @type {PdResults} */ (find('pd-results'));
    this.facets = /** @type {PdSearchFacets} */ (find('pd-search-facets'));
    this.fold = /** @type {HTMLDetailsElement} */ (find('details'));
    [this.line, this.count, this.chips, this.notes, this.panel, this.pager] = ['line', 'count', 'active', 'notes', 'panel', 'pager'].map((part) => find(`.pd-search-${part}`));
    this.store = new SearchStore(this.dataset.root ?? '', PAGE, true);
    this.store.addEventListener('change', () => this.draw());
    for (const kind of (this.dataset.kinds ?? '').split(' ')) KINDS.add(kind);
    this.list.attach(this.store, this.dataset.icons ?? '', false);
    this.list.addEventListener('click', () => this.keep(), true);
    this.facets.attach(this.store, (filters) => this.commit({ filters }));
    this.input.addEventListener('focus', () => this.wake());
    this.input.addEventListener('input', () => {
      clearTimeout(this.status.timer);
      this.store.change({ q: this.input.value });
      if (this.store.empty) this.store.run();
      history.replaceState(null, '', this.store.page);
    });
    this.addEventListener('keydown', (event) => this.key(event));
    history.scrollRestoration = 'manual';
    addEventListener('popstate', () => {
      this.settled = location.href;
      this.read();
    });
    addEventListener('pagehide', () => this.keep());
    const wide = matchMedia('(min-width: 60rem)');
    const unfold = () => { this.fold.open = wide.matches; };
    wide.addEventListener('change', unfold);
    unfold();
    this.read();
  }

  wake() {
    this.store.wake().catch((/** @type {Error} */ error) => {
      if (reason(error) === 'missing') this.without();
    });
  }

  /** Where nothing can be searched, the page says so, as it does without script. */
  without() {
    document.documentElement.setAttribute('data-js', 'file');
  }

  /** The place in the list, for the way back. */
  keep() {
    history.replaceState({ top: scrollY }, '');
  }

  /** Takes the search from the address. What is no facet is ignored. */
  async read() {
    const query = new URLSearchParams(location.search);
    const q = query.get('q') ?? '';
    if (this.input.value !== q) this.input.value = q;
    const { store } = this;
    Object.assign(store, { q, within: query.get('in') ?? '', literal: false, filters: {} });
    const number = Math.min(Math.max(1, Number.parseInt(query.get('page') ?? '1', 10) || 1), 5_000);
    store.from = (number - 1) * PAGE;
    const names = [...new Set(query.keys())].filter((name) => !OWN.includes(name));
    if (names.length) {
      const known = await store.wake().then((engine) => engine.facets, () => /** @type {string[]} */ ([]));
      for (const name of names) if (known.includes(name)) store.filters[name] = [...new Set(query.getAll(name))];
    }
    store.restoring = (history.state?.top ?? 0) > 0;
    store.run();
  }

  /** Changes the search and gives it an entry of the history. @param {Parameters<SearchStore['change']>[0]} changes */
  commit(changes) {
    this.keep();
    this.store.change(changes, 0);
    this.enter();
  }

  enter() {
    const to = this.store.page;
    if (to === this.settled) return;
    history.replaceState(history.state, '', this.settled);
    history.pushState(null, '', to);
    this.settled = location.href;
  }

  /** @param {KeyboardEvent} event */
  key(event) {
    if (event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === 'Enter' && event.target === this.input) {
      this.enter();
      recent.add(this.store.q);
      this.store.run();
    }
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const links = [...this.list.links];
    const at = links.findIndex((link) => link === document.activeElement);
    if (!step || (at < 0 && event.target !== this.input) || (at < 0 && step < 0)) return;
    event.preventDefault();
    if (at === 0 && step < 0) this.input.focus();
    else links[Math.min(at + step, links.length - 1)]?.focus();
  }

  draw() {
    const { store } = this;
    this.line.toggleAttribute('data-slow', store.slow);
    if (store.state === 'error' && store.why === 'missing') {
      this.without();
      return;
    }
    if (store.state === 'loading') return;
    this.status.tell(store);
    const { answer } = store;
    const failed = store.state === 'error';
    const found = answer?.total ?? 0;
    this.toggleAttribute('data-found', Boolean(answer));
    this.count.textContent = answer && !failed ? say('pages', { n: found }) : '';
    this.notes.replaceChildren(...(failed ? [] : notes(store)));
    if (failed) this.panel.replaceChildren(failure(store));
    else if (answer && !found) this.panel.replaceChildren(help(store, (q) => this.write(q)));
    else if (!answer) this.panel.replaceChildren(make('p', 'pd-muted', say('type')), ...this.past());
    else this.panel.replaceChildren();
    this.drawActive();
    if (failed) return;
    this.list.show();
    this.facets.show();
    this.drawPager(found);
    const title = store.q.trim() ? `${store.q.trim()} · ` : '';
    document.title = `${title}${this.dataset.title}`;
    const top = history.state?.top;
    if (top) scrollTo(0, top);
    if (!this.turned) return;
    this.turned = false;
    scrollTo(0, 0);
    this.list.links[0]?.focus({ preventScroll: true });
  }

  /** @param {string} q */
  write(q) {
    this.input.value = q;
    this.commit({ q });
  }

  past() {
    const all = recent.all();
    return all.length ? [choices(say('recent'), all.map((q) => button('pd-button', q, () => this.write(q))))] : [];
  }

  /** The filters that are set, each with a way to lift it. */
  drawActive() {
    const { store } = this;
    const chips = [];
    const chip = (/** @type {string} */ facet, /** @type {string} */ value, /** @type {string} */ text, /** @type {() => void} */ act) => {
      const made = button('pd-chip', make('span', '', make('span', 'pd-muted', `${facetName(facet)}: `), text), act);
      made.append(drawing(this.dataset.icons ?? '', 'close'));
      chips.push(set(made, { 'aria-label': say('remove', { name: facetName(facet), value: text }) }));
    };
    if (store.within) chip('in', store.within, store.answer?.within || store.within, () => this.commit({ within: '' }));
    for (const [facet, values] of Object.entries(store.filters)) {
      for (const value of values) {
        const label = store.answer?.facets?.[facet]?.find((known) => known.value === value)?.label;
        const { [facet]: _, ...rest } = store.filters;
        const others = values.filter((other) => other !== value);
        chip(facet, value, valueName(facet, value, label), () => this.commit({ filters: others.length ? { ...rest, [facet]: others } : rest }));
      }
    }
    if (chips.length > 1) chips.push(button('pd-linkbutton', say('clearFilters'), () => this.commit({ filters: {}, within: '' })));
    this.chips.replaceChildren(...chips);
    const number = chips.length - (chips.length > 1 ? 1 : 0);
    /** @type {HTMLElement} */ (this.fold.querySelector('summary span')).textContent = number ? say('filtersOn', { n: number }) : say('filters');
  }

  /** @param {number} found */
  drawPager(found) {
    const { store } = this;
    const last = Math.ceil(found / PAGE);
    const at = store.from / PAGE + 1;
    this.pager.hidden = last < 2;
    const turn = (/** @type {string} */ key, /** @type {number} */ to) => {
      const made = button('pd-button', say(key), () => {
        this.turned = true;
        this.commit({ from: (to - 1) * PAGE });
      });
      made.disabled = to < 1 || to > last;
      return made;
    };
    this.pager.replaceChildren(turn('previous', at - 1), make('span', 'pd-num', say('pageOf', { n: at, all: last })), turn('next', at + 1));
  }
}
customElements.define('pd-search-page', PdSearchPage);
