// @ts-check
/* A long list of what an entity is related to: finds and pages it. Reads `data-rows`, the JSON file {"items": [Item]}. */
(() => {
  /**
   * @typedef {{ ref: string, title: string, url: string, kind: string, type?: string, description?: string, groups?: string[] }} Item
   * @typedef {Item & { text: string }} Row
   */

  /** @extends {PdTable<Row>} */
  class PdListing extends PdTable {
    chunk = 50;
    // A list that is a part of a page leaves the address alone.
    kept = this.hasAttribute('data-counted');
    /** @type {Row[]} */
    rows = [];

    async read() {
      const { items } = await this.fetched(this.dataset.rows ?? '');
      this.rows = /** @type {Item[]} */ (items).map((item) => ({
        ...item,
        text: [item.title, item.ref, item.type, item.description, ...(item.groups ?? [])].join('\n').toLowerCase(),
      }));
    }

    total() { return this.rows.length; }

    find() {
      const words = pdWords(this.q);
      return this.rows.filter((row) => words.every((word) => row.text.includes(word)));
    }

    draw(/** @type {Row} */ row) {
      const item = /** @type {HTMLElement} */ (/** @type {HTMLTemplateElement} */ (this.querySelector('template[data-part="row"]')).content.firstElementChild?.cloneNode(true));
      for (const part of /** @type {NodeListOf<HTMLElement>} */ (item.querySelectorAll('[data-field]'))) this.fill(part, part.dataset.field ?? '', row);
      return item;
    }

    /** @param {HTMLElement} part @param {string} field @param {Row} row */
    fill(part, field, row) {
      if (field === 'initials') part.append((row.title.match(/[\p{L}\p{N}]+/gu) ?? []).slice(0, 2).map((word) => word[0].toUpperCase()).join(''));
      else if (field === 'title') part.append(this.link(row.title, row.url, 'pd-name'));
      else if (field === 'groups') part.append((row.groups ?? []).join(', '));
      else if (field === 'glyph') {
        part.dataset.kind = row.kind;
        const kind = (/** @type {string} */ name) => /** @type {HTMLTemplateElement | null} */ (this.querySelector(`template[data-part="kind-${CSS.escape(name)}"]`));
        const drawing = kind(row.kind) ?? kind('other');
        if (drawing) part.append(drawing.content.cloneNode(true));
      } else part.append(String(/** @type {Record<string, unknown>} */ (row)[field] ?? ''));
    }
  }

  customElements.define('pd-listing', PdListing);
})();
