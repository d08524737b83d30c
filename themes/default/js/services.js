// @ts-check
/* The table of services. Reads `data-rows`, the JSON file {"columns": [string], "services": [Service]}. */
(() => {
  /**
   * @typedef {{ title: string, url: string }} Target
   * @typedef {{ ref: string, title: string, description: string, type: string, owner: string, ownerTitle: string, ownerUrl: string,
   *   system: string, lifecycle: string, columns: Record<string, string>, dependencies: Target[], docs: string, url: string }} Service
   * @typedef {Service & { text: string }} Row
   */

  /** Dependencies of one row. */
  const DEPENDENCIES = 8;

  /** Everything that words are looked for in. @param {Service} service */
  const textOf = (service) => [service.title, service.ref, service.description, service.type, service.ownerTitle, service.owner, service.system,
    service.lifecycle, ...Object.values(service.columns), ...service.dependencies.map(({ title }) => title)].join('\n').toLowerCase();

  /** @extends {PdTable<Row>} */
  class PdServices extends PdTable {
    /** @type {Row[]} */
    rows = [];

    async read() {
      const { services } = await this.fetched(this.dataset.rows ?? '');
      this.rows = /** @type {Service[]} */ (services).map((service) => ({ ...service, text: textOf(service) }));
    }

    total() { return this.rows.length; }

    says(/** @type {number} */ count) { return count === 1 ? '1 service' : `${count} services`; }

    find() {
      const words = pdWords(this.q);
      const found = this.rows.filter((row) => words.every((word) => row.text.includes(word)));
      const head = this.heads.find((candidate) => this.keyOf(candidate) === this.sort);
      if (!head) return found;
      const { sort = '', column = '' } = head.dataset;
      const key = (/** @type {Row} */ row) => {
        if (sort === 'columns') return row.columns[column] ?? '';
        if (sort === 'dependencies') return row.dependencies.length ? String(row.dependencies.length) : '';
        if (sort === 'docs') return row.docs && 'docs';
        return sort === 'owner' ? row.ownerTitle : sort === 'lifecycle' ? row.lifecycle : row.title;
      };
      // Rows without a value come last in both directions.
      return found.sort((a, b) => Number(!key(a)) - Number(!key(b)) || (this.down ? -1 : 1) * pdCollator.compare(key(a), key(b))
        || pdCollator.compare(a.title, b.title));
    }

    draw(/** @type {Row} */ row) {
      const name = pdMake('th', '', this.link(row.title, row.url, 'pd-name'));
      name.scope = 'row';
      if (row.description) name.append(pdMake('span', 'pd-desc', row.description));
      const cell = (/** @type {string} */ label, /** @type {string | Node} */ content) => {
        const td = pdMake('td', '', content);
        td.dataset.label = label;
        return td;
      };
      const own = this.heads.flatMap((head) => head.dataset.column ?? []);
      const badge = pdMake('span', 'pd-badge', row.lifecycle);
      badge.dataset.value = row.lifecycle.toLowerCase();
      const docs = this.link('Docs', row.docs);
      docs.append(pdMake('span', 'pd-sr', ` of ${row.title}`));
      return pdMake('tr', '', name, cell('Owner', row.ownerTitle ? this.link(row.ownerTitle, row.ownerUrl) : pdMissing('No owner')),
        ...own.map((title) => cell(title, row.columns[title] || pdMissing('None'))),
        cell('Lifecycle', row.lifecycle ? badge : pdMissing('No lifecycle')), cell('Depends on', this.dependencies(row)),
        cell('Docs', row.docs ? docs : pdMissing('No docs')));
    }

    /** @param {Row} row */
    dependencies(row) {
      const count = row.dependencies.length;
      if (!count) return pdMissing('Nothing');
      const items = row.dependencies.slice(0, DEPENDENCIES).map(({ title, url }) => pdMake('li', '', this.link(title, url)));
      if (count > DEPENDENCIES) items.push(pdMake('li', '', this.link(`all ${count}`, row.url)));
      return pdMake('details', '', pdMake('summary', '', String(count)), pdMake('ul', '', ...items));
    }
  }

  customElements.define('pd-services', PdServices);
})();
