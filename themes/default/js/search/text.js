// @ts-check
/* What search says, in one table, with the plural forms of the language. */

/** @type {Record<string, string | Record<string, string>>} */
const TEXT = {
  search: 'Search',
  label: 'Search the portal',
  results: 'Results',
  close: 'Close',
  everywhere: 'Everywhere',
  inside: 'In {name}',
  recent: 'Recent searches',
  goTo: 'Go to',
  clear: 'Clear recent searches',
  move: 'move',
  open: 'open',
  asPage: 'All results',
  found: { one: '{n} page for {q}', other: '{n} pages for {q}' },
  pages: { one: '{n} page', other: '{n} pages' },
  more: { one: '{n} more section on this page', other: '{n} more sections on this page' },
  corrected: 'Showing results for {words}',
  literal: 'Search for {q} instead',
  dropped: 'No page has all words. These are without {words}',
  cut: 'Only the first 256 characters were searched',
  nothing: 'Nothing found for {q}',
  unknown: '{word} occurs nowhere.',
  without: { one: 'Show {n} page without it', other: 'Show {n} pages without it' },
  near: 'Did you mean',
  unquoted: 'Search without quotes',
  lift: '{name}: {value}',
  lifted: 'Without one of the filters',
  whole: 'Search the whole portal',
  elsewhere: 'Or look in',
  offline: 'Search could not be loaded. The connection may be down.',
  broken: 'Search could not be loaded.',
  updated: 'This portal was updated while this page was open.',
  again: 'Try again',
  reload: 'Reload the page',
  kind: 'Kind',
  'kind-airesource': 'AI resource',
  'kind-api': 'API',
  'kind-docs': 'Docs',
  'kind-goldenpath': 'Golden path',
  'kind-portaldashboard': 'Dashboard',
};

const plurals = new Intl.PluralRules(document.documentElement.lang || 'en');
const numbers = new Intl.NumberFormat(document.documentElement.lang || 'en');

/** A text of the table. @param {string} key @param {Record<string, string | number>} [values] */
const say = (key, values = {}) => {
  const entry = TEXT[key] ?? '';
  const text = typeof entry === 'string' ? entry : entry[plurals.select(Number(values.n))] ?? entry.other;
  return text.replace(/\{(\w+)\}/g, (_, name) => {
    const value = values[name] ?? '';
    return typeof value === 'number' ? numbers.format(value) : value;
  });
};

/** A name of a kind or facet as readers say it. @param {string} key @param {string} name */
const nameOf = (key, name) => (Object.hasOwn(TEXT, key) ? say(key) : name.charAt(0).toUpperCase() + name.slice(1));
const facetName = (/** @type {string} */ facet) => nameOf(facet === 'type' ? 'facet-type' : facet, facet);

/** A text of the table in which `{q}`, `{word}` and `{words}` stand in an element of their own.
    @param {string} key @param {Record<string, string>} values */
const sayWith = (key, values) => String(TEXT[key]).split(/\{(\w+)\}/).map((part, at) => (at % 2 ? make('b', '', values[part] ?? '') : part));

/**
 * @template {keyof HTMLElementTagNameMap} T
 * @param {T} name @param {string} className @param {...(string | Node)} content
 * @returns {HTMLElementTagNameMap[T]}
 */
const make = (name, className, ...content) => {
  const element = document.createElement(name);
  if (className) element.className = className;
  element.append(...content);
  return element;
};

/** Gives an element attributes. @template {Element} E @param {E} element @param {Record<string, string>} attributes @returns {E} */
const set = (element, attributes) => {
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  return element;
};

/** @param {string} className @param {string | Node} content @param {() => void} act */
const button = (className, content, act) => {
  const made = set(make('button', className, content), { type: 'button' });
  made.addEventListener('click', act);
  return made;
};

/** A drawing of the file of icons. @param {string} icons @param {string} name */
const drawing = (icons, name) => {
  const [svg, use] = ['svg', 'use'].map((part) => document.createElementNS('http://www.w3.org/2000/svg', part));
  svg.append(set(use, { href: `${icons}#${encodeURIComponent(name)}` }));
  return set(svg, { class: 'pd-icon', viewBox: '0 0 16 16', 'aria-hidden': 'true' });
};

/** Kinds that have a drawing; the organisation's own join. */
const KINDS = new Set('component api resource system domain group user location template docs operation schema'.split(' '));

/** The drawing of a kind on its tint. @param {string} icons @param {string} kind */
const glyph = (icons, kind) => set(make('span', 'pd-glyph', drawing(icons, `kind-${KINDS.has(kind) ? kind : 'other'}`)), { 'data-kind': kind });
