// @ts-check
/* What a page of documentation does while it is read in, so that nothing moves after the first paint. */
(() => {
  /** What the page's language says, as the language file has it below `script-`. @param {string} key @param {string} english */
  const say = (key, english) => document.body.dataset[`say${key}`] ?? english;

  /** Most entries of a level that is opened, and most links of a sidebar that is opened by itself. */
  const LEVEL = 30, LINKS = 80;
  /** Longest navigation that is kept for the next page, in characters. */
  const KEPT = 3e5;

  /** @typedef {{ title: string, href?: string, status?: { value: string, label: string }, external?: boolean, children?: Entry[] }} Entry */

  /** @param {string} key @returns {any} */
  const read = (key) => {
    try { return JSON.parse(sessionStorage.getItem(key) ?? 'null'); } catch { return null; }
  };
  /** @param {string} key @param {unknown} value */
  const write = (key, value) => {
    try { sessionStorage.setItem(key, JSON.stringify(value)); } catch { /* The next page then starts anew. */ }
  };

  /**
   * @template {keyof HTMLElementTagNameMap} K
   * @param {K} name @param {string} className @param {...(Node | string)} content
   * @returns {HTMLElementTagNameMap[K]}
   */
  const make = (name, className, ...content) => {
    const element = document.createElement(name);
    if (className) element.className = className;
    element.append(...content);
    return element;
  };

  const chevron = () => {
    const [svg, path] = ['svg', 'path'].map((name) => document.createElementNS('http://www.w3.org/2000/svg', name));
    for (const [name, value] of [['class', 'pd-icon'], ['viewBox', '0 0 16 16'], ['aria-hidden', 'true']]) svg.setAttribute(name, value);
    path.setAttribute('d', 'M6 3.5 10.5 8 6 12.5');
    svg.append(path);
    return svg;
  };

  /**
   * Stands at the end of the sidebar and keeps it as the reader left it on the page before: what is open, and the place. Closed
   * sections get a button that opens them, out of the one file that holds the whole navigation.
   */
  class PdNavState extends HTMLElement {
    connectedCallback() {
      const side = this.closest('.pd-nav-fold');
      if (!side) return;
      this.side = side;
      const key = `pd-nav:${new URL(this.dataset.set ?? '', location.href).pathname}`;
      const state = read(key) ?? {};
      this.file = this.dataset.nav && location.protocol !== 'file:' ? new URL(this.dataset.nav, location.href).href : '';
      /** The numbers of the sections that the reader has opened. @type {Set<string>} */
      this.open = new Set(state.file === this.file && Array.isArray(state.open) ? state.open : []);
      if (this.file) this.fold();
      const place = () => {
        if (state.top) side.scrollTop = state.top;
        const box = side.getBoundingClientRect();
        const here = side.querySelector('[aria-current]')?.getBoundingClientRect();
        if (here?.height && (here.top < box.top || here.bottom > box.bottom)) side.scrollTop += here.top - box.top - side.clientHeight / 2;
      };
      place();
      // Once more when the style sheet is there for sure.
      addEventListener('DOMContentLoaded', place, { once: true });
      addEventListener('pagehide', () => write(key, { top: side.scrollTop, file: this.file, open: [...this.open ?? []] }));
    }

    fold() {
      const kept = read('pd-nav-file');
      if (kept?.file === this.file) this.entries = kept.entries;
      for (const item of this.side?.querySelectorAll('li[data-at]') ?? []) this.button(item);
      const again = () => {
        for (const at of [...this.open ?? []].sort((a, b) => a.length - b.length)) {
          const item = this.side?.querySelector(`li[data-at="${CSS.escape(at)}"]`);
          if (item && !item.querySelector('ul') && (this.side?.querySelectorAll('a').length ?? 0) < LINKS) this.toggle(item);
        }
      };
      if (this.entries) again();
      else if (this.open?.size) this.load().then(again, () => {});
    }

    /** Gives a section the button that opens and closes it. @param {Element} item */
    button(item) {
      const details = item.querySelector(':scope > details');
      const at = item.getAttribute('data-at') ?? '';
      // A section on the way to the page without a page of its own: the browser folds it.
      details?.addEventListener('toggle', () => details instanceof HTMLDetailsElement && !details.open && this.open?.delete(at));
      if (details) return;
      const name = item.firstElementChild;
      const button = make('button', 'pd-nav-button');
      // The arrow that the style sheet draws is the button's from here on.
      item.classList.remove('pd-closed');
      button.type = 'button';
      button.append(chevron());
      button.setAttribute('aria-label', say('Below', 'Pages below {title}').replace('{title}', name?.firstChild?.textContent?.trim() ?? ''));
      button.setAttribute('aria-expanded', String(item.querySelector(':scope > ul') !== null));
      button.addEventListener('click', () => {
        this.load().then(() => {
          if (this.toggle(item)) this.open?.add(at);
          else this.open?.delete(at);
        }, () => name instanceof HTMLAnchorElement && location.assign(name.href));
      });
      name?.after(button);
    }

    /** The whole navigation, fetched once. */
    load() {
      if (this.entries) return Promise.resolve();
      return this.loading ??= fetch(this.file ?? '').then(async (answer) => {
        if (!answer.ok) throw new Error(String(answer.status));
        const text = await answer.text();
        this.entries = JSON.parse(text);
        if (text.length < KEPT) write('pd-nav-file', { file: this.file, entries: this.entries });
      });
    }

    /** Opens or closes a section; true if it is open now. @param {Element} item */
    toggle(item) {
      const button = item.querySelector(':scope > button');
      const isOpen = button?.getAttribute('aria-expanded') === 'true';
      const list = item.querySelector(':scope > ul') ?? this.list(item);
      list?.toggleAttribute('hidden', isOpen);
      if (list) button?.setAttribute('aria-expanded', String(!isOpen));
      return list !== null && !isOpen;
    }

    /** Makes the list of what is below a section. @param {Element} item */
    list(item) {
      const at = item.getAttribute('data-at') ?? '';
      /** @type {Entry[] | undefined} */
      let entries = this.entries;
      for (const part of at.split('.')) entries = entries?.[Number(part)]?.children;
      if (!entries) return null;
      const list = make('ul', '');
      entries.slice(0, LEVEL).forEach((entry, nth) => list.append(this.item(entry, `${at}.${nth}`)));
      if (entries.length > LEVEL) list.append(make('li', '', this.link('./', say('AllPages', 'All pages'))));
      item.append(list);
      return list;
    }

    /** @param {Entry} entry @param {string} at */
    item(entry, at) {
      const name = entry.href ? this.link(entry.href, entry.title) : make('span', 'pd-group', entry.title);
      if (entry.status) {
        const status = make('span', 'pd-page-status', entry.status.label);
        status.dataset.value = entry.status.value.toLowerCase();
        name.append(' ', status);
      }
      const item = make('li', '', name);
      if (entry.children) {
        item.dataset.at = at;
        this.button(item);
      }
      return item;
    }

    /** A link as the file writes it. @param {string} href @param {string} text */
    link(href, text) {
      const link = make('a', '', text);
      link.href = new URL(href, this.file).href;
      return link;
    }
  }
  customElements.define('pd-nav-state', PdNavState);

  /** Says that a page may be out of date, by the clock of the reader. */
  class PdStale extends HTMLElement {
    connectedCallback() {
      const days = (Date.now() - Date.parse(this.dataset.changed ?? '')) / 864e5;
      this.hidden = !(days >= Number(this.dataset.days));
    }
  }
  customElements.define('pd-stale', PdStale);

  /** Takes what the reader has selected along to the form of a report, and the address of the page if it is not there yet. */
  class PdReport extends HTMLElement {
    connectedCallback() {
      let selected = '';
      const now = () => String(getSelection()).trim().slice(0, 800);
      // Pressing the link takes the selection away, so it is noted before.
      this.addEventListener('pointerdown', () => { selected = now(); }, true);
      this.addEventListener('click', () => {
        const link = this.querySelector('a');
        const field = this.dataset.field;
        if (!link || !field) return;
        const url = new URL(this.dataset.href ??= link.href);
        const parts = [url.searchParams.get(field), (selected || now()).replace(/^/gm, '> ').replace(/^> $/, '')];
        if (!document.querySelector('link[rel="canonical"]')) parts.unshift(location.href);
        url.searchParams.set(field, parts.filter(Boolean).join('\n\n'));
        link.href = url.href;
      });
    }
  }
  customElements.define('pd-report', PdReport);

  /** A button that prints the page. */
  class PdPrint extends HTMLElement {
    connectedCallback() {
      const button = make('button', 'pd-button', say('Print', 'Print'));
      button.type = 'button';
      button.addEventListener('click', () => print());
      this.replaceChildren(button);
    }
  }
  customElements.define('pd-print', PdPrint);
})();
