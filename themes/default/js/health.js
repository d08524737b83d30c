// @ts-check
/* All findings: filters them by words, severity, code and owner. The static list stays until there is something to filter. Reads
   `data-index` and the files that it names; keeps its state in the address. */
(() => {
  /**
   * @typedef {{ repository: string, path: string, line?: number, column?: number, url?: string }} Place
   * @typedef {Place & { severity: string, code: string, message: string, hint?: string, entity?: string, page?: string,
   *   owner?: string, document?: string }} Finding
   * @typedef {{ owners: { owner: string, title: string }[], codes: { code: string }[], findings: number, files: string[] }} Index
   */

  /** Rows that are added at a time. */
  const CHUNK = 100;
  /** Files that are read at most; each holds 1,000 findings, the worst first. */
  const FILES = 20;
  const FATES = /** @type {Record<string, string>} */ ({ refused: 'Not published', skipped: 'Skipped' });

  /** @param {Finding} finding */
  const placeOf = ({ repository, path, line, column }) => [repository, path].filter(Boolean).join('/') + (line ? `:${line}:${column}` : '');

  /** Text with backticks around names, as nodes. @param {string} text */
  const ticks = (text) => text.split('`').map((part, at) => {
    if (at % 2 === 0) return part;
    const code = document.createElement('code');
    code.textContent = part;
    return code;
  });

  /** @param {string} text @param {string | undefined} href */
  const link = (text, href) => {
    if (!href) return text;
    const anchor = document.createElement('a');
    anchor.href = href;
    anchor.textContent = text;
    return anchor;
  };

  class PdFindings extends HTMLElement {
    /** @type {Finding[]} */
    all = [];
    /** @type {Finding[]} */
    found = [];
    shown = 0;
    total = 0;
    /** @type {Map<string, string>} */
    owners = new Map();
    /** @type {Promise<void> | undefined} */
    loading = undefined;
    bar = /** @type {HTMLElement} */ (this.querySelector('search'));
    input = /** @type {HTMLInputElement} */ (this.querySelector('input'));
    selects = /** @type {HTMLSelectElement[]} */ ([...this.querySelectorAll('select')]);
    status = /** @type {HTMLElement} */ (this.querySelector('[role="status"]'));
    list = /** @type {HTMLElement | null} */ (this.querySelector('.pd-list'));
    more = /** @type {HTMLElement} */ (this.querySelector('[data-do="more"]'));

    connectedCallback() {
      // Files are not read from a folder.
      this.bar.hidden = !this.list || !location.protocol.startsWith('http');
      if (this.bar.hidden) return;
      this.addEventListener('focusin', () => this.load(), { once: true });
      let timer = 0;
      this.input.addEventListener('input', () => {
        clearTimeout(timer);
        timer = setTimeout(() => this.change(), 80);
      });
      for (const select of this.selects) select.addEventListener('change', () => this.change());
      this.more.addEventListener('click', () => this.draw());
      if (location.search) this.restore();
    }

    /** Puts the filter of the address back. */
    async restore() {
      await this.load();
      const state = new URLSearchParams(location.search);
      this.input.value = state.get('q') ?? '';
      for (const select of this.selects) select.value = state.get(select.name) ?? '';
      this.filter();
    }

    load() {
      this.loading ??= this.read().catch(() => {
        this.status.textContent = 'The findings could not be loaded, so they cannot be filtered.';
      });
      return this.loading;
    }

    async read() {
      const address = this.dataset.index ?? '';
      const json = async (/** @type {string} */ url) => (await fetch(url)).json();
      /** @type {Index} */
      const index = await json(address);
      const parts = await Promise.all(index.files.slice(0, FILES).map((file) => json(address.replace('index.json', file))));
      this.all = parts.flatMap((part) => part.items);
      this.total = index.findings;
      this.owners = new Map(index.owners.map(({ owner, title }) => [owner, title || 'No owner']));
      const has = new Set(this.all.map((finding) => finding.severity));
      const options = /** @type {Record<string, [string, string][]>} */ ({
        severity: [['error', 'Errors'], ['warning', 'Warnings'], ['info', 'Infos']].filter(([value]) => has.has(value)),
        code: index.codes.map(({ code }) => [code, code]),
        owner: [...this.owners].map(([owner, title]) => [owner || 'none', title]),
      });
      for (const select of this.selects) select.append(...options[select.name].map(([value, text]) => new Option(text, value)));
    }

    async change() {
      await this.load();
      const state = new URLSearchParams();
      if (this.input.value.trim()) state.set('q', this.input.value.trim());
      for (const { name, value } of this.selects) if (value) state.set(name, value);
      history.replaceState(null, '', location.pathname + (state.size ? `?${state}` : ''));
      this.filter();
    }

    filter() {
      const words = this.input.value.toLowerCase().split(/\s+/).filter(Boolean);
      const chosen = Object.fromEntries(this.selects.map(({ name, value }) => [name, value]));
      this.found = this.all.filter((finding) => {
        if (chosen.severity && finding.severity !== chosen.severity) return false;
        if (chosen.code && finding.code !== chosen.code) return false;
        if (chosen.owner && (finding.owner ?? 'none') !== chosen.owner) return false;
        const text = `${finding.message} ${placeOf(finding)} ${finding.entity ?? ''} ${finding.code}`.toLowerCase();
        return words.every((word) => text.includes(word));
      });
      this.shown = 0;
      this.list?.replaceChildren();
      this.querySelector('.pd-pager')?.remove();
      const cut = this.all.length < this.total ? ` of the ${this.all.length} worst` : '';
      this.status.textContent = `${this.found.length} ${this.found.length === 1 ? 'finding' : 'findings'}${cut}`;
      this.draw();
    }

    draw() {
      const next = this.found.slice(this.shown, this.shown + CHUNK);
      this.shown += next.length;
      this.list?.append(...next.map((finding) => this.row(finding)));
      this.more.hidden = this.shown >= this.found.length;
    }

    /** @param {string} name */
    part(name) {
      const template = /** @type {HTMLTemplateElement} */ (this.querySelector(`template[data-part="${name}"]`));
      return /** @type {HTMLElement} */ (/** @type {Element} */ (template.content.firstElementChild).cloneNode(true));
    }

    /** @param {Finding} finding */
    row(finding) {
      const row = this.part('row');
      row.dataset.severity = finding.severity;
      const [message, hint, place] = /** @type {HTMLElement[]} */ ([...row.querySelectorAll('p')]);
      row.firstElementChild?.replaceWith(this.part(finding.severity));
      message.append(...ticks(finding.message));
      if (finding.hint) hint.append(...ticks(finding.hint));
      else hint.remove();
      const code = document.createElement('code');
      code.textContent = placeOf(finding);
      const file = finding.url ? link('', finding.url) : code;
      if (file !== code) /** @type {HTMLElement} */ (file).append(code);
      const { root, suffix } = this.dataset;
      const page = finding.page && `${root}${finding.page}${suffix}`;
      const facts = [finding.document && FATES[finding.document], file, finding.code, finding.entity && link(finding.entity, page),
        this.owners.get(finding.owner ?? '')];
      place.append(...facts.filter(Boolean).flatMap((fact, at) => (at ? [' · ', /** @type {Node} */ (fact)] : [/** @type {Node} */ (fact)])));
      return row;
    }
  }
  customElements.define('pd-findings', PdFindings);
})();
