// @ts-check
/* The list of what was found, and what helps when nothing was. Text of the index and of the query enters as text. */

/** Text with its found words marked. @param {string} text @param {Ranges | undefined} ranges @returns {(string | Node)[]} */
const marked = (text, ranges) => {
  const parts = [];
  let at = 0;
  for (const [start, length] of ranges ?? []) {
    if (!(start >= at && length > 0 && start + length <= text.length)) continue;
    parts.push(text.slice(at, start), make('mark', '', text.slice(start, start + length)));
    at = start + length;
  }
  parts.push(text.slice(at));
  return parts;
};

/** One card a page: its title, what it is, and the sections that match. */
class PdResults extends HTMLElement {
  /** @type {SearchStore} */
  store;
  /** True where the links are options of a list that the input controls. */
  options = false;
  icons = '';
  /** @type {Map<number, HTMLElement>} */
  cards = new Map();
  /** Cards whose sections are asked for when they come into view. */
  watcher = new IntersectionObserver((entries) => {
    const pages = entries.filter((entry) => entry.isIntersecting).map(({ target }) => {
      this.watcher.unobserve(target);
      return Number(/** @type {HTMLElement} */ (target).dataset.page);
    });
    this.store.snippets(pages);
  }, { rootMargin: '200px' });

  /** @param {SearchStore} store @param {string} icons @param {boolean} options */
  attach(store, icons, options) {
    Object.assign(this, { store, icons, options });
    store.addEventListener('snippets', () => {
      // What has no room yet makes room only where no pointer is.
      if (this.matches(':hover')) this.addEventListener('pointerleave', () => this.fill(), { once: true });
      else this.fill();
    });
    this.addEventListener('click', (event) => {
      const link = event.target instanceof Element && event.target.closest('a');
      if (link) this.follow(link);
    });
  }

  get links() {
    return /** @type {NodeListOf<HTMLAnchorElement>} */ (this.querySelectorAll('a'));
  }

  show() {
    const { answer } = this.store;
    this.watcher.disconnect();
    this.cards.clear();
    for (const result of answer?.results ?? []) {
      const href = this.store.href(result.url);
      if (href) this.cards.set(result.page, this.card(result, href));
    }
    this.replaceChildren(...this.cards.values());
    this.fill();
    for (const [page, card] of this.cards) if (!this.store.sections.has(page)) this.watcher.observe(card);
  }

  /** @param {Result} result @param {string} href */
  card(result, href) {
    const kind = nameOf(`kind-${result.kind}`, result.kind);
    const meta = make('span', 'pd-hit-meta', make('span', '', kind));
    if (result.note) meta.append(make('code', '', result.note));
    if (result.crumbs.length) meta.append(make('span', 'pd-hit-crumbs', result.crumbs.join(' › ')));
    if (result.owner) meta.append(make('span', '', result.owner));
    if (result.lifecycle) meta.append(set(make('span', 'pd-badge', result.lifecycle), { 'data-value': result.lifecycle.toLowerCase() }));
    const title = make('span', 'pd-hit-title', ...marked(result.title, result.titleRanges));
    const card = make('div', 'pd-hit', this.link('pd-hit-page', href, glyph(this.icons, result.kind), make('span', 'pd-hit-text', title, meta)));
    return set(card, { role: 'group', 'aria-label': `${result.title}, ${kind}`, 'data-page': String(result.page), 'data-waits': '' });
  }

  /** @param {string} className @param {string} href @param {...Node} content */
  link(className, href, ...content) {
    const link = make('a', className, ...content);
    link.href = href;
    return this.options ? option(link) : link;
  }

  /** Adds to the cards what was found in their pages. */
  fill() {
    for (const [page, card] of this.cards) {
      const found = this.store.sections.get(page);
      if (!found || !('waits' in card.dataset)) continue;
      delete card.dataset.waits;
      for (const section of found.sections) {
        const href = this.store.href(section.url);
        if (!href) continue;
        const text = section.snippet && this.snippet(section.snippet);
        // What stands on the page before its first heading belongs to the page itself.
        if (!href.includes('#')) {
          if (text) card.querySelector('.pd-hit-text')?.append(text);
          continue;
        }
        const heading = make('span', 'pd-hit-heading', ...marked(section.heading, section.headingRanges));
        card.append(this.link('pd-hit-section', href, heading, ...(text ? [text] : [])));
      }
      if (found.more > 0) card.append(make('span', 'pd-hit-more', say('more', { n: found.more })));
    }
  }

  /** @param {{ text: string, code: boolean, ranges: Ranges }} snippet */
  snippet({ text, code, ranges }) {
    return make(code ? 'code' : 'span', 'pd-hit-snippet', ...marked(text, ranges));
  }

  /** Remembers the search, and which words the page is to mark. @param {HTMLAnchorElement} link */
  follow(link) {
    recent.add(this.store.q);
    const card = link.closest('.pd-hit');
    if (!card) return;
    const words = new Set([...card.querySelectorAll('mark')].map((mark) => mark.textContent.toLowerCase()));
    try {
      sessionStorage.setItem('pd-found', [new URL(link.href).pathname, ...(words.size ? words : this.store.q.toLowerCase().split(/\s+/))].join('\n'));
    } catch { /* Nothing is marked then. */ }
  }
}
customElements.define('pd-results', PdResults);

let count = 0;
/** An entry of the list that the input controls. @template {HTMLElement} E @param {E} element */
const option = (element) => set(element, { role: 'option', 'aria-selected': 'false', tabindex: '-1', id: `pd-option-${++count}` });

/** What the answer did to the query: corrected words, dropped words. @param {Answer} answer @returns {[string, string][]} */
const changes = ({ corrections, dropped }) => /** @type {[string, string][]} */ ([
  ['corrected', corrections.map(({ to }) => to).join(', ')],
  ['dropped', dropped.join(', ')],
]).filter(([, words]) => words);

/** The same for the eye, with the way to the literal query. @param {SearchStore} store */
const notes = (store) => {
  const { answer } = store;
  const list = answer?.total ? changes(answer).map(([key, words]) => make('p', '', ...sayWith(key, { words }))) : [];
  if (list.length && answer?.corrections.length) list[0].append(' ', button('pd-linkbutton', say('literal', { q: asked(store) }), () => store.change({ literal: true }, 0)));
  if (answer?.cut) list.push(make('p', '', say('cut')));
  return list;
};

/** What was searched for, in words. @param {SearchStore} store */
const asked = (store) => store.q.trim() || say('these');

/** The sections of the portal, as the header has them. */
const sections = () => /** @type {HTMLAnchorElement[]} */ ([...document.querySelectorAll('.pd-header nav a')]);

const ways = () => make('ul', 'pd-ways-on', ...sections().map((section) => {
  const link = make('a', '', section.textContent ?? '');
  link.href = section.href;
  return make('li', '', link);
}));

/** Where nothing was found: which word is to blame, what is near, which filter to lift. @param {SearchStore} store @param {(q: string) => void} write */
const help = (store, write) => {
  const answer = /** @type {Answer} */ (store.answer);
  const box = make('div', 'pd-search-help', make('p', 'pd-search-head', ...sayWith('nothing', { q: asked(store) })));
  for (const { word, without } of answer.unknown) {
    const line = make('p', '', ...sayWith('unknown', { word }), ' ');
    if (without) line.append(button('pd-button', say('without', { n: without }), () => write(dropWord(store.q, word))));
    box.append(line);
  }
  if (answer.nearest.length) {
    const [{ word } = { word: '' }] = answer.unknown;
    box.append(choices(say('near'), answer.nearest.map((near) => button('pd-button', near, () => write(word ? dropWord(store.q, word, near) : near)))));
  }
  if (store.q.includes('"')) box.append(offer('unquoted', () => write(store.q.replaceAll('"', ' ').trim())));
  const lift = answer.lift.filter(({ count }) => count);
  if (lift.length) {
    box.append(choices(say('lifted'), lift.map(({ facet, value, count }) => {
      const text = facet === 'in' ? say('whole') : say('lift', { name: facetName(facet), value });
      const without = { ...store.filters, [facet]: (store.filters[facet] ?? []).filter((other) => other !== value) };
      const change = facet === 'in' ? { within: '' } : { filters: without };
      return button('pd-button', make('span', '', text, ' ', make('span', 'pd-num', say('pages', { n: count }))), () => store.change(change, 0));
    })));
  } else if (store.within) {
    box.append(offer('whole', () => store.change({ within: '' }, 0)));
  }
  box.append(choices(say('elsewhere'), [ways()]));
  return box;
};

/** @param {string} key @param {() => void} act */
const offer = (key, act) => make('p', '', button('pd-button', say(key), act));

/** @param {string} title @param {Node[]} content */
const choices = (title, content) => make('div', 'pd-search-choices', make('span', '', title), ...content);

/** A query without a word, or with another instead. @param {string} q @param {string} word @param {string} [instead] */
const dropWord = (q, word, instead = '') => {
  const at = q.toLowerCase().indexOf(word.toLowerCase());
  if (at < 0) return instead || q;
  return `${q.slice(0, at)}${instead}${q.slice(at + word.length)}`.replace(/\s+/g, ' ').trim();
};

/** Why there is no answer, and what to do. @param {SearchStore} store */
const failure = (store) => {
  const again = store.why === 'updated' ? offer('reload', () => location.reload()) : offer('again', () => store.run());
  return make('div', 'pd-search-help', make('p', 'pd-search-head', say(store.why)), again, choices(say('elsewhere'), [ways()]));
};

/** Tells screen readers what was found, half a second after the last key. */
class PdAnnouncer extends HTMLElement {
  timer = 0;
  at = 0;

  /** @param {string} text */
  say(text) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => {
      // Two lines take turns, so that the same words are heard again.
      this.at = 1 - this.at;
      [...this.children].forEach((line, nth) => { line.textContent = nth === this.at ? text : ''; });
    }, 500);
  }

  connectedCallback() {
    if (this.firstChild) return;
    this.className = 'pd-sr';
    for (const _ of [0, 1]) this.append(set(make('p', ''), { role: 'status' }));
  }

  /** @param {SearchStore} store */
  tell(store) {
    const { state, why, answer } = store;
    if (state === 'error') this.say(say(why));
    if (state !== 'results' || !answer) return;
    const found = say(answer.total ? 'found' : 'nothing', { n: answer.total, q: asked(store) });
    const lines = answer.total ? changes(answer).map(([key, words]) => say(key, { words })) : [];
    this.say([...lines, found].join('. '));
  }
}
customElements.define('pd-announcer', PdAnnouncer);
