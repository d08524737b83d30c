// @ts-check
/* Gives the rows that the index shows as a file. Without script the links lead to the files of the whole catalog. */
(() => {
  /** The columns of the static file. */
  const HEAD = 'ref title kind type owner lifecycle system domain tags description url errors warnings infos namespace'.split(' ');

  /** A cell in quotes where it needs them. What a spreadsheet would take for a formula gets an apostrophe in front. */
  const cell = (/** @type {unknown} */ value) => {
    const text = String(value ?? '').replace(/^[=+\-@\t\r\n＝＋－＠]/, "'$&");
    return /[,"\r\n;\t]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
  };

  class PdExport extends HTMLElement {
    connectedCallback() {
      this.addEventListener('click', (event) => {
        const link = event.target instanceof Element && event.target.closest('a');
        const catalog = /** @type {any} */ (document.querySelector('pd-catalog'));
        if (!link || !catalog) return;
        event.preventDefault();
        this.save(catalog, link.dataset.format ?? '');
      });
    }

    /** @param {any} catalog @param {string} format */
    async save(catalog, format) {
      if (!(await catalog.load())) return;
      const rows = /** @type {any[]} */ (catalog.passing());
      const type = format === 'csv' ? 'text/csv' : 'application/json';
      const text = format === 'csv' ? this.csv(catalog, rows) : this.json(rows);
      const link = document.createElement('a');
      link.href = URL.createObjectURL(new Blob([text], { type: `${type};charset=utf-8` }));
      link.download = `catalog.${format}`;
      link.click();
      URL.revokeObjectURL(link.href);
      catalog.status.textContent = `${rows.length} rows saved as ${link.download}`;
    }

    /** The rows as the index file has them, without what is only searched. @param {any[]} rows */
    json(rows) {
      const searched = ['text', 'words', 'at'];
      return JSON.stringify({ version: 1, total: rows.length, entities: rows }, (key, value) => (searched.includes(key) ? undefined : value), 1);
    }

    /** @param {any} catalog @param {any[]} rows */
    csv(catalog, rows) {
      const lines = rows.map((row) => {
        const { errors = 0, warnings = 0, infos = 0 } = row.findings ?? {};
        const url = new URL(catalog.href(row.url), location.href).href;
        const namespace = row.ref.slice(row.ref.indexOf(':') + 1, row.ref.indexOf('/'));
        const values = { ...row, tags: row.tags?.join(' '), url, errors, warnings, infos, namespace };
        return HEAD.map((name) => values[name]);
      });
      return [HEAD, ...lines].map((line) => `${line.map(cell).join(',')}\r\n`).join('');
    }
  }

  customElements.define('pd-export', PdExport);
})();
