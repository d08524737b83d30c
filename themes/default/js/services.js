// @ts-check
/* The table of services: filters and sorts the whole. The static rows of the page stay until there is something to do.
   Reads `data-rows`, the JSON file {"columns": [string], "services": [Service]}; keeps its state in the address. */
(() => {
  /**
   * @typedef {{ title: string, url: string }} Target
   * @typedef {{ ref: string, title: string, description: string, type: string, owner: string, ownerTitle: string, ownerUrl: string,
   *   system: string, lifecycle: string, columns: Record<string, string>, dependencies: Target[], docs: string, url: string }} Service
   * @typedef {Service & { text: string }} Row
   */

  /** Rows that are added at a time, and dependencies of one row. */
  const CHUNK = 100;
  const DEPENDENCIES = 8;
  const collator = new Intl.Collator(undefined, { numeric: true, sensitivity: 'base' });

  /** @template {keyof HTMLElementTagNameMap} T @param {T} name @param {string} className @param {...(string | Node)} content */
  const make = (name, className, ...content) => {
    const element = document.createElement(name);
    if (className) element.className = className;
    element.append(...content);
    return element;
  };

  /** What a cell shows when there is nothing. @param {string} words */
  const missing = (words) => make('span', 'pd-missing', make('span', 'pd-sr', words));

  class PdServices extends HTMLElement {
    /** @type {Row[]} */
    rows = [];
    /** @type {Row[]} */
    found = [];
    shown = 0;
    /** @type {Promise<boolean> | undefined} */
    loading = undefined;
    input = /** @type {HTMLInputElement} */ (this.querySelector('input[type="search"]'));
    status = /** @type {HTMLElement} */ (this.querySelector('[role="status"]'));
    table = /** @type {HTMLTableElement} */ (this.querySelector('table'));
    heads = /** @type {HTMLElement[]} */ ([...this.querySelectorAll('th[data-sort]')]);
    q = '';
    sort = '';
    down = false;

    connectedCallback() {
      this.readState();
      let timer = 0;
      this.input.addEventListener('focus', () => this.load(), { once: true });
      this.input.addEventListener('input', () => {
        clearTimeout(timer);
        timer = setTimeout(() => {
          this.q = this.input.value.trim();
          this.change();
        }, 80);
      });
      this.wireHeads();
      addEventListener('popstate', () => {
        this.readState();
        this.update();
      });
      if (this.q || this.sort) this.update();
    }

    readState() {
      const params = new URLSearchParams(location.search);
      const sort = params.get('sort') ?? '';
      [this.sort, this.down] = [sort.replace(/^-/, ''), sort.startsWith('-')];
      this.q = this.input.value = params.get('q') ?? '';
    }

    wireHeads() {
      const chevron = /** @type {HTMLTemplateElement} */ (this.querySelector('template[data-part="chevron"]')).content;
      for (const head of this.heads) {
        const button = make('button', '', head.textContent ?? '', chevron.cloneNode(true));
        button.type = 'button';
        button.addEventListener('click', () => {
          const key = this.keyOf(head);
          [this.sort, this.down] = this.sort !== key ? [key, false] : this.down ? ['', false] : [key, true];
          this.change();
        });
        head.replaceChildren(button);
      }
    }

    /** What the address calls a column. @param {HTMLElement} head */
    keyOf(head) {
      return head.dataset.column ?? head.dataset.sort ?? '';
    }

    /** Loads the table once. @returns {Promise<boolean>} */
    load() {
      this.loading ??= fetch(this.dataset.rows ?? '')
        .then((answer) => (answer.ok ? answer.json() : Promise.reject(new Error(String(answer.status)))))
        .then((data) => {
          this.rows = /** @type {Service[]} */ (data.services).map((service) => ({ ...service, text: textOf(service) }));
          return true;
        })
        .catch(() => {
          this.loading = undefined;
          this.status.textContent = 'The table could not be loaded. Try again in a moment.';
          return false;
        });
      return this.loading;
    }

    change() {
      const parts = [];
      if (this.q) parts.push(`q=${encodeURIComponent(this.q)}`);
      if (this.sort) parts.push(`sort=${this.down ? '-' : ''}${encodeURIComponent(this.sort)}`);
      history.replaceState(null, '', location.pathname + (parts.length ? `?${parts.join('&')}` : '') + location.hash);
      this.update();
    }

    async update() {
      if (!(await this.load())) return;
      const words = this.q.toLowerCase().split(/\s+/).filter(Boolean);
      this.found = this.rows.filter((row) => words.every((word) => row.text.includes(word)));
      const head = this.heads.find((candidate) => this.keyOf(candidate) === this.sort);
      if (head) this.order(head);
      for (const other of this.heads) {
        if (other === head) other.setAttribute('aria-sort', this.down ? 'descending' : 'ascending');
        else other.removeAttribute('aria-sort');
      }
      this.shown = 0;
      this.table.tBodies[0].replaceChildren();
      this.showMore();
      const [count, all] = [this.found.length, this.rows.length];
      this.status.textContent = count === 1 ? '1 service' : `${count} services`;
      const number = document.querySelector('.pd-title .pd-num');
      if (number) number.textContent = count === all ? String(all) : `${count} of ${all}`;
      this.querySelector('.pd-pager')?.toggleAttribute('hidden', true);
    }

    /** Rows without a value come last in both directions. @param {HTMLElement} head */
    order(head) {
      const { sort = '', column = '' } = head.dataset;
      const key = (/** @type {Row} */ row) => {
        if (sort === 'columns') return row.columns[column] ?? '';
        if (sort === 'dependencies') return row.dependencies.length ? String(row.dependencies.length) : '';
        if (sort === 'docs') return row.docs && 'docs';
        return sort === 'owner' ? row.ownerTitle : sort === 'lifecycle' ? row.lifecycle : row.title;
      };
      this.found.sort((a, b) => Number(!key(a)) - Number(!key(b)) || (this.down ? -1 : 1) * collator.compare(key(a), key(b))
        || collator.compare(a.title, b.title));
    }

    showMore() {
      const next = this.found.slice(this.shown, this.shown + CHUNK);
      this.table.tBodies[0].append(...next.map((row) => this.draw(row)));
      this.shown += next.length;
      this.querySelectorAll('.pd-more, .pd-empty').forEach((old) => old.remove());
      const rest = this.found.length - this.shown;
      if (rest > 0) {
        const more = make('button', 'pd-button pd-more', `Show ${Math.min(CHUNK, rest)} more of ${rest}`);
        more.type = 'button';
        more.addEventListener('click', () => {
          const at = this.shown;
          this.showMore();
          this.table.tBodies[0].rows[at]?.querySelector('a')?.focus();
        });
        this.append(more);
      }
      if (!this.found.length) this.append(make('div', 'pd-empty', make('strong', '', 'Nothing matches'), make('p', '', 'Use fewer words.')));
      this.table.toggleAttribute('hidden', !this.found.length);
    }

    /** @param {Row} row */
    draw(row) {
      const name = make('th', '', this.link(row.title, row.url, 'pd-name'));
      name.scope = 'row';
      if (row.description) name.append(make('span', 'pd-desc', row.description));
      const cell = (/** @type {string} */ label, /** @type {string | Node} */ content) => {
        const td = make('td', '', content);
        td.dataset.label = label;
        return td;
      };
      const own = this.heads.flatMap((head) => head.dataset.column ?? []);
      const badge = make('span', 'pd-badge', row.lifecycle);
      badge.dataset.value = row.lifecycle.toLowerCase();
      const docs = this.link('Docs', row.docs);
      docs.append(make('span', 'pd-sr', ` of ${row.title}`));
      return make('tr', '', name, cell('Owner', row.ownerTitle ? this.link(row.ownerTitle, row.ownerUrl) : missing('No owner')),
        ...own.map((title) => cell(title, row.columns[title] || missing('None'))),
        cell('Lifecycle', row.lifecycle ? badge : missing('No lifecycle')), cell('Depends on', this.dependencies(row)),
        cell('Docs', row.docs ? docs : missing('No docs')));
    }

    /** @param {Row} row */
    dependencies(row) {
      const count = row.dependencies.length;
      if (!count) return missing('Nothing');
      const items = row.dependencies.slice(0, DEPENDENCIES).map(({ title, url }) => make('li', '', this.link(title, url)));
      if (count > DEPENDENCIES) items.push(make('li', '', this.link(`all ${count}`, row.url)));
      return make('details', '', make('summary', '', String(count)), make('ul', '', ...items));
    }

    /** A link, or the text alone where there is no page. @param {string} text @param {string} url @param {string} [className] */
    link(text, url, className = '') {
      if (!url) return make('span', className, text);
      const link = make('a', className, text);
      const inside = !/^[a-z][a-z\d+.-]*:/i.test(url);
      link.href = inside ? (this.dataset.root ?? '') + url + (url.endsWith('/') ? this.dataset.suffix ?? '' : '') : url;
      return link;
    }
  }

  /** Everything that words are looked for in. @param {Service} service */
  const textOf = (service) => [service.title, service.ref, service.description, service.type, service.ownerTitle, service.owner, service.system,
    service.lifecycle, ...Object.values(service.columns), ...service.dependencies.map(({ title }) => title)].join('\n').toLowerCase();

  customElements.define('pd-services', PdServices);
})();
