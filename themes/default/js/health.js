// @ts-check
/* All findings: filters them by words, severity, code and owner. Reads `data-index` and the files that it names. */
(() => {
  /**
   * @typedef {{ repository: string, path: string, line?: number, column?: number, url?: string }} Place
   * @typedef {Place & { severity: string, code: string, message: string, hint?: string, entity?: string, page?: string,
   *   owner?: string, document?: string }} Finding
   * @typedef {Finding & { text: string }} Row
   * @typedef {{ owners: { owner: string, title: string }[], codes: { code: string }[], findings: number, files: string[] }} Index
   */

  /** Files that are read at most; each holds 1,000 findings, the worst first. */
  const FILES = 20;
  const FATES = /** @type {Record<string, string>} */ ({ refused: 'Not published', skipped: 'Skipped' });

  /** @param {Finding} finding */
  const placeOf = ({ repository, path, line, column }) => [repository, path].filter(Boolean).join('/') + (line ? `:${line}:${column}` : '');

  /** Text with backticks around names, as nodes. @param {string} text */
  const ticks = (text) => text.split('`').map((part, at) => (at % 2 ? pdMake('code', '', part) : part));

  /** @extends {PdTable<Row>} */
  class PdFindings extends PdTable {
    /** @type {Row[]} */
    all = [];
    /** Findings in all, of which only the worst may be read. */
    count = 0;
    /** @type {Map<string, string>} */
    owners = new Map();
    bar = /** @type {HTMLElement} */ (this.querySelector('search'));
    selects = /** @type {HTMLSelectElement[]} */ ([...this.querySelectorAll('select')]);
    /** What the address chooses, for as long as the choices are not there. @type {URLSearchParams} */
    chosen = new URLSearchParams();

    connectedCallback() {
      // Files are not read from a folder.
      this.bar.hidden = !this.list || !location.protocol.startsWith('http');
      if (this.bar.hidden) return;
      this.addEventListener('focusin', () => this.load(), { once: true });
      for (const select of this.selects) {
        select.addEventListener('change', () => {
          this.chosen.set(select.name, select.value);
          this.change();
        });
      }
      super.connectedCallback();
    }

    restore() {
      super.restore();
      this.chosen = new URLSearchParams(location.search);
      this.choose();
    }

    query() {
      const chosen = this.selects.map(({ name }) => [name, this.chosen.get(name) ?? '']).filter(([, value]) => value);
      return [...super.query(), ...chosen.map(([name, value]) => `${name}=${encodeURIComponent(value)}`)];
    }

    choose() {
      for (const select of this.selects) select.value = this.chosen.get(select.name) ?? '';
    }

    async read() {
      const address = this.dataset.index ?? '';
      /** @type {Index} */
      const index = await this.fetched(address);
      const parts = await Promise.all(index.files.slice(0, FILES).map((file) => this.fetched(address.replace('index.json', file))));
      this.all = parts.flatMap((part) => /** @type {Finding[]} */ (part.items)).map((finding) => ({
        ...finding,
        text: `${finding.message} ${placeOf(finding)} ${finding.entity ?? ''} ${finding.code}`.toLowerCase(),
      }));
      this.count = index.findings;
      this.owners = new Map(index.owners.map(({ owner, title }) => [owner, title || 'No owner']));
      const has = new Set(this.all.map((finding) => finding.severity));
      const options = /** @type {Record<string, [string, string][]>} */ ({
        severity: [['error', 'Errors'], ['warning', 'Warnings'], ['info', 'Infos']].filter(([value]) => has.has(value)),
        code: index.codes.map(({ code }) => [code, code]),
        owner: [...this.owners].map(([owner, title]) => [owner || 'none', title]),
      });
      for (const select of this.selects) select.append(...options[select.name].map(([value, text]) => new Option(text, value)));
      this.choose();
    }

    total() { return this.all.length; }

    says(/** @type {number} */ count, /** @type {number} */ all) {
      return `${count} ${count === 1 ? 'finding' : 'findings'}${all < this.count ? ` of the ${all} worst` : ''}`;
    }

    find() {
      const words = pdWords(this.q);
      const [severity, code, owner] = ['severity', 'code', 'owner'].map((name) => this.chosen.get(name));
      return this.all.filter((finding) => (!severity || finding.severity === severity) && (!code || finding.code === code)
        && (!owner || (finding.owner ?? 'none') === owner) && words.every((word) => finding.text.includes(word)));
    }

    /** @param {string} name */
    part(name) {
      const template = /** @type {HTMLTemplateElement} */ (this.querySelector(`template[data-part="${name}"]`));
      return /** @type {HTMLElement} */ (/** @type {Element} */ (template.content.firstElementChild).cloneNode(true));
    }

    draw(/** @type {Row} */ finding) {
      const row = this.part('row');
      row.dataset.severity = finding.severity;
      const [message, hint, place] = /** @type {HTMLElement[]} */ ([...row.querySelectorAll('p')]);
      row.firstElementChild?.replaceWith(this.part(finding.severity));
      message.append(...ticks(finding.message));
      if (finding.hint) hint.append(...ticks(finding.hint));
      else hint.remove();
      const file = this.link('', finding.url ?? '');
      file.append(pdMake('code', '', placeOf(finding)));
      const facts = [finding.document && FATES[finding.document], file, finding.code, finding.entity && this.link(finding.entity, finding.page ?? ''),
        this.owners.get(finding.owner ?? '')];
      place.append(...facts.flatMap((fact) => (fact ? [' · ', fact] : [])).slice(1));
      return row;
    }
  }

  customElements.define('pd-findings', PdFindings);
})();
