// @ts-check
/* The filters of the search page: a fold of check boxes a facet, each value with the number of pages that it would leave. */

Object.assign(TEXT, {
  these: 'these filters',
  filters: 'Filters',
  filtersOn: 'Filters ({n})',
  clearFilters: 'Clear filters',
  remove: 'Remove {name}: {value}',
  showAll: 'Show all {n}',
  previous: 'Previous',
  next: 'Next',
  pageOf: 'Page {n} of {all}',
  pager: 'Pages of results',
  type: 'Type words, the name of a service, a path or a setting.',
  in: 'In',
  'facet-type': 'Type',
  lifecycle: 'Lifecycle',
  owner: 'Owner',
  system: 'System',
  tag: 'Tag',
  source: 'Source',
  section: 'Section',
  version: 'Version',
  language: 'Language',
});

/** Values of a facet that are shown at first. */
const SHOWN = 8;

/** A value of a facet as readers say it. @param {string} facet @param {string} value @param {string} [label] */
const valueName = (facet, value, label) => label || (facet === 'kind' ? nameOf(`kind-${value}`, value) : value);

class PdSearchFacets extends HTMLElement {
  /** @type {SearchStore} */
  store;
  /** What was drawn for a query stands still while its filters change. @type {string | undefined} */
  drawn = undefined;
  /** @type {Map<string, { box: HTMLInputElement, number: HTMLElement }>} */
  boxes = new Map();
  /** All values that had pages when the filters were drawn. @type {Set<string>} */
  known = new Set();
  /** Facets that readers have unfolded wholly. @type {Set<string>} */
  whole = new Set();

  /** @param {SearchStore} store @param {(filters: Record<string, string[]>) => void} choose */
  attach(store, choose) {
    this.store = store;
    this.choose = choose;
  }

  show() {
    const { answer, q, within } = this.store;
    if (!answer?.facets) return;
    const query = `${q.trim()}\n${within}`;
    const focused = [...this.boxes].find(([, { box }]) => box === document.activeElement)?.[0] ?? '';
    if (query !== this.drawn || !this.complete(answer.facets)) {
      this.draw(answer.facets);
      this.boxes.get(focused)?.box.focus();
    }
    this.drawn = query;
    for (const [facet, values] of Object.entries(answer.facets)) {
      const counts = new Map(values.map(({ value, count }) => [value, count]));
      for (const [key, { box, number }] of this.boxes) {
        if (!key.startsWith(`${facet}\n`)) continue;
        const value = key.slice(facet.length + 1);
        box.checked = (this.store.filters[facet] ?? []).includes(value);
        number.textContent = numbers.format(counts.get(value) ?? 0);
        box.closest('label')?.toggleAttribute('data-none', !counts.get(value));
      }
    }
  }

  /** True if every value that has pages had some then. @param {NonNullable<Answer['facets']>} facets */
  complete(facets) {
    return Object.entries(facets).every(([facet, values]) => values.every(({ value, count }) => !count || this.known.has(`${facet}\n${value}`)));
  }

  /** @param {NonNullable<Answer['facets']>} facets */
  draw(facets) {
    this.boxes.clear();
    this.known = new Set(Object.entries(facets).flatMap(([facet, values]) => values.filter(({ count }) => count).map(({ value }) => `${facet}\n${value}`)));
    const folds = [];
    for (const [facet, values] of Object.entries(facets)) {
      const chosen = this.store.filters[facet] ?? [];
      const sorted = values.filter(({ value, count }) => count || chosen.includes(value))
        .sort((a, b) => Number(chosen.includes(b.value)) - Number(chosen.includes(a.value)) || b.count - a.count);
      // A facet that tells nothing apart is no choice.
      if (!sorted.length || (sorted.length === 1 && !chosen.length)) continue;
      const name = facetName(facet);
      const labels = sorted.map(({ value, label }) => this.label(facet, value, valueName(facet, value, label)));
      const group = set(make('div', '', ...labels), { role: 'group', 'aria-label': name });
      if (labels.length > SHOWN + 2 && !this.whole.has(facet)) {
        labels.slice(SHOWN).forEach((label) => { label.hidden = true; });
        const all = button('pd-linkbutton', say('showAll', { n: labels.length }), () => {
          this.whole.add(facet);
          labels.forEach((label) => { label.hidden = false; });
          all.remove();
          labels[SHOWN].querySelector('input')?.focus();
        });
        group.append(all);
      }
      const fold = make('details', 'pd-search-facet', make('summary', '', name), group);
      fold.open = folds.length < 4 || chosen.length > 0;
      folds.push(fold);
    }
    this.replaceChildren(...folds);
  }

  /** @param {string} facet @param {string} value @param {string} text */
  label(facet, value, text) {
    const box = set(make('input', ''), { type: 'checkbox' });
    const number = make('span', 'pd-num');
    this.boxes.set(`${facet}\n${value}`, { box, number });
    box.addEventListener('change', () => {
      const others = (this.store.filters[facet] ?? []).filter((other) => other !== value);
      const values = box.checked ? [...others, value] : others;
      const { [facet]: _, ...rest } = this.store.filters;
      this.choose?.(values.length ? { ...rest, [facet]: values } : rest);
    });
    return make('label', '', box, make('span', '', text), number);
  }
}
customElements.define('pd-search-facets', PdSearchFacets);
