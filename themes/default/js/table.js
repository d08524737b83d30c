// @ts-check
/* What all lists share that readers filter, sort and page: the index of entities, services, findings, members. The static rows of
   the page stay until there is something to do; then the whole list is loaded and drawn. The state is kept in the address. */

/** Text that sorts as readers expect. */
const pdCollator = new Intl.Collator(undefined, { numeric: true, sensitivity: 'base' });

/** Words that all must occur. @param {string} text */
const pdWords = (text) => text.toLowerCase().split(/\s+/).filter(Boolean);

/** @template {keyof HTMLElementTagNameMap} T @param {T} name @param {string} className @param {...(string | Node)} content */
const pdMake = (name, className, ...content) => {
  const element = document.createElement(name);
  if (className) element.className = className;
  element.append(...content);
  return element;
};

/** @param {string} className @param {string} text @param {() => void} act */
const pdButton = (className, text, act) => {
  const button = pdMake('button', className, text);
  button.type = 'button';
  button.addEventListener('click', act);
  return button;
};

/** What a cell shows when there is nothing. @param {string} words */
const pdMissing = (words) => pdMake('span', 'pd-missing', pdMake('span', 'pd-sr', words));

/**
 * @template Row
 * @abstract
 */
class PdTable extends HTMLElement {
  /** Rows that are added at a time. */
  chunk = 100;
  /** False for a list whose state the address does not keep. */
  kept = true;
  /** Rows that pass, in order, and how many of them are asked for. @type {Row[]} */
  found = [];
  shown = 0;
  q = '';
  /** The column of the order and its direction, as the address has them. */
  sort = '';
  down = false;
  timer = 0;
  /** The task that draws the rows that are not in view. */
  later = 0;
  /** @type {Promise<boolean> | undefined} */
  loading = undefined;
  /** What was drawn before, for when it is found again. @type {WeakMap<object, HTMLElement>} */
  drawn = new WeakMap();
  input = /** @type {HTMLInputElement} */ (this.querySelector('input[type="search"]'));
  status = /** @type {HTMLElement} */ (this.querySelector('[role="status"]'));
  select = /** @type {HTMLSelectElement | null} */ (this.querySelector('.pd-sort select'));
  heads = /** @type {HTMLElement[]} */ ([...this.querySelectorAll('th[data-sort]')]);
  /** What is hidden when nothing is found, and what holds the rows. */
  list = /** @type {HTMLElement} */ (this.querySelector('table, .pd-list, .pd-people'));
  body = this.list instanceof HTMLTableElement ? this.list.tBodies[0] : this.list;

  /** Reads the whole list. @abstract @returns {Promise<void>} */
  async read() {}

  /** The rows that pass, in order. @abstract @returns {Row[]} */
  find() { return []; }

  /** @abstract @param {Row} row @returns {HTMLElement} */
  draw(row) { return pdMake('li', '', String(row)); }

  /** Rows in all. @abstract */
  total() { return 0; }

  /** What the status says. @param {number} count @param {number} all */
  says(count, all) { return `${count} of ${all}`; }

  /** The state as parts of a query. @returns {string[]} */
  query() {
    const sort = this.sort && `sort=${this.down ? '-' : ''}${encodeURIComponent(this.sort)}`;
    return [this.q && `q=${encodeURIComponent(this.q)}`, sort].filter(Boolean);
  }

  /** Takes the state over from the address. */
  restore() {
    if (!this.kept) return;
    const params = new URLSearchParams(location.search);
    const sort = params.get('sort') ?? '';
    [this.sort, this.down] = [sort.replace(/^-/, ''), sort.startsWith('-')];
    this.q = this.input.value = params.get('q') ?? '';
  }

  connectedCallback() {
    // What was typed before this script ran counts.
    const typed = this.input.value.trim();
    this.restore();
    this.q ||= this.input.value = typed;
    this.input.addEventListener('focus', () => this.load(), { once: true });
    this.input.addEventListener('input', () => {
      this.q = this.input.value.trim();
      this.update();
      // Browsers limit how often the address may change.
      clearTimeout(this.timer);
      if (this.kept) this.timer = setTimeout(() => history.replaceState(null, '', this.address()), 300);
    });
    const chevron = this.querySelector('template[data-part="chevron"]');
    for (const head of this.heads) {
      const button = pdButton('', head.textContent ?? '', () => {
        const key = this.keyOf(head);
        if (this.sort !== key) [this.sort, this.down] = [key, false];
        else if (this.down) [this.sort, this.down] = ['', false];
        else this.down = true;
        this.change();
      });
      if (chevron instanceof HTMLTemplateElement) button.append(chevron.content.cloneNode(true));
      head.replaceChildren(button);
    }
    this.select?.addEventListener('change', () => {
      const value = this.select?.value ?? '';
      [this.sort, this.down] = [value.replace(/^-/, ''), value.startsWith('-')];
      this.change();
    });
    addEventListener('popstate', () => {
      this.restore();
      this.update();
    });
    if (this.q || this.query().length) this.update();
  }

  /** What the address calls a column. @param {HTMLElement} head */
  keyOf(head) { return head.dataset.column ?? head.dataset.sort ?? ''; }

  address() {
    const parts = this.query();
    return location.pathname + (parts.length ? `?${parts.join('&')}` : '') + location.hash;
  }

  change() {
    clearTimeout(this.timer);
    history.pushState(null, '', this.address());
    this.update();
  }

  /** Loads the list once; false if it cannot be had. @returns {Promise<boolean>} */
  load() {
    this.loading ??= this.read().then(() => true, () => {
      this.loading = undefined;
      this.status.textContent = 'The list could not be loaded. Try again in a moment.';
      this.status.classList.remove('pd-sr');
      return false;
    });
    return this.loading;
  }

  /** A JSON file. @param {string} url */
  async fetched(url) {
    const answer = await fetch(url);
    if (!answer.ok) throw new Error(String(answer.status));
    return answer.json();
  }

  async update() {
    this.list.setAttribute('aria-busy', 'true');
    const loaded = await this.load();
    this.list.removeAttribute('aria-busy');
    if (!loaded) return;
    this.found = this.find();
    this.shown = 0;
    this.showMore();
    for (const head of this.heads) {
      if (this.keyOf(head) !== this.sort) head.removeAttribute('aria-sort');
      else head.setAttribute('aria-sort', this.down ? 'descending' : 'ascending');
    }
    if (this.select) this.select.value = (this.down ? '-' : '') + this.sort;
    const [count, all] = [this.found.length, this.total()];
    this.status.textContent = this.says(count, all);
    const number = document.querySelector('.pd-title .pd-num');
    if (number && this.hasAttribute('data-counted')) number.textContent = count === all ? String(all) : `${count} of ${all}`;
    this.querySelector('.pd-pager')?.toggleAttribute('hidden', true);
  }

  /** Draws the rows that are in view at once, and the others of the chunk when the reader pauses. */
  showMore() {
    const from = this.shown;
    this.shown = Math.min(from + this.chunk, this.found.length);
    this.place(Math.min(from + Math.ceil(innerHeight / 40), this.shown));
    clearTimeout(this.later);
    this.later = setTimeout(() => this.place(this.shown), 120);
    this.querySelectorAll(':scope > .pd-more, :scope > .pd-empty').forEach((old) => old.remove());
    const rest = this.found.length - this.shown;
    if (rest > 0) {
      this.list.after(pdButton('pd-button pd-more', `Show ${Math.min(this.chunk, rest)} more of ${rest}`, () => {
        const at = this.shown;
        this.showMore();
        this.body.children[at]?.querySelector('a')?.focus();
      }));
    }
    if (!this.found.length) this.list.after(this.empty());
    this.list.toggleAttribute('hidden', !this.found.length);
  }

  /** Puts the first rows of what is found into the list, and leaves those alone that stand there already. @param {number} count */
  place(count) {
    const wanted = this.found.slice(0, count).map((row) => {
      const known = this.drawn.get(/** @type {any} */ (row)) ?? this.draw(row);
      this.drawn.set(/** @type {any} */ (row), known);
      return known;
    });
    const stay = new Set(wanted);
    for (const child of [...this.body.children]) if (!stay.has(/** @type {HTMLElement} */ (child))) child.remove();
    let at = this.body.firstElementChild;
    for (const row of wanted) {
      if (row === at) at = at.nextElementSibling;
      else this.body.insertBefore(row, at);
    }
  }

  /** @returns {Node} */
  empty() {
    return pdMake('div', 'pd-empty', pdMake('strong', '', 'Nothing matches'), pdMake('p', '', 'Use fewer words.'));
  }

  /** A link from this page, or the text alone where there is no page. @param {string} text @param {string} url @param {string} [className] */
  link(text, url, className = '') {
    if (!url) return pdMake('span', className, text);
    const link = pdMake('a', className, text);
    link.href = this.href(url);
    return link;
  }

  /** @param {string} url a page below the root of the portal, or an address elsewhere */
  href(url) {
    if (/^[a-z][a-z\d+.-]*:/i.test(url)) return url;
    return (this.dataset.root ?? '') + url + (url.endsWith('/') ? this.dataset.suffix ?? '' : '');
  }
}
