// @ts-check
/* The dialog of search: an input that controls a list of links. Focus stays in the input; the list is walked with the arrows. */

class PdSearchDialog extends HTMLElement {
  /** @type {HTMLElement} */
  box;
  /** @type {HTMLAnchorElement | HTMLElement | undefined} */
  active = undefined;
  /** The Enter that waits for the answer to what was typed. @type {KeyboardEvent | undefined} */
  hurry = undefined;

  /** Makes the store and starts the engine. @param {HTMLElement} box */
  wake(box) {
    if (!this.store) {
      this.box = box;
      const { icons, kinds } = /** @type {HTMLElement} */ (document.querySelector('template[data-search]')).dataset;
      this.icons = icons ?? '';
      for (const kind of (kinds ?? '').split(' ')) KINDS.add(kind);
      this.store = new SearchStore(box.dataset.root ?? '', 10, false);
      this.store.addEventListener('change', () => this.draw());
      this.build();
    }
    this.store.wake().catch((/** @type {Error} */ error) => {
      if (reason(error) === 'missing') this.leave();
    });
  }

  /** Without an index the box is a link again. */
  leave() {
    document.querySelectorAll('pd-search').forEach((box) => box.setAttribute('data-plain', ''));
    if (this.dialog.open) location.assign(this.store.root);
  }

  build() {
    const { store } = this;
    this.input = set(make('input', ''), { type: 'text', role: 'combobox', 'aria-label': say('label'), 'aria-expanded': 'false',
      'aria-controls': 'pd-search-list', 'aria-autocomplete': 'list', autocomplete: 'off', autocapitalize: 'none', spellcheck: 'false',
      enterkeyhint: 'search', placeholder: say('search') });
    this.input.addEventListener('input', () => this.typed());
    this.input.addEventListener('keydown', (event) => this.key(event));
    const close = set(button('pd-iconbutton', drawing(this.icons, 'close'), () => this.dialog.close()), { 'aria-label': say('close') });
    const head = make('div', 'pd-search-input', drawing(this.icons, 'search'), this.input, close);
    [this.line, this.chips, this.notes, this.panel] = ['line', 'chips', 'notes', 'panel'].map((part) => make('div', `pd-search-${part}`));
    this.list = /** @type {PdResults} */ (set(document.createElement('pd-results'), { id: 'pd-search-list', role: 'listbox', 'aria-label': say('results') }));
    this.list.attach(store, this.icons, true);
    // A press on an option leaves the focus where it is.
    this.list.addEventListener('mousedown', (event) => { if (event.button === 0) event.preventDefault(); });
    this.list.addEventListener('click', (event) => this.clicked(event));
    const key = (/** @type {string} */ keys, /** @type {string} */ what) => make('span', '', ...keys.split(' ').map((name) => make('kbd', '', name)), what);
    this.foot = make('div', 'pd-search-foot', make('span', 'pd-search-keys', key('↑ ↓', say('move')), key('↵', say('open')), key('esc', say('close').toLowerCase())));
    this.page = make('a', '', say('asPage'));
    this.clear = button('pd-linkbutton', say('clear'), () => {
      recent.save([]);
      this.draw();
      this.input.focus();
    });
    this.foot.append(this.clear, this.page);
    this.status = /** @type {PdAnnouncer} */ (document.createElement('pd-announcer'));
    this.dialog = make('dialog', 'pd-search-dialog', head, this.line, this.chips, this.notes, this.list, this.panel, this.foot, this.status);
    set(this.dialog, { 'aria-label': say('label') });
    // A press beside the dialog closes it.
    this.dialog.addEventListener('mousedown', (event) => { if (event.target === this.dialog) this.dialog.close(); });
    this.append(this.dialog);
  }

  /** @param {HTMLElement} box @param {string} typed */
  open(box, typed) {
    this.wake(box);
    if (this.dialog.open) return;
    this.dialog.showModal();
    this.input.focus();
    if (typed) {
      this.input.value = typed;
      this.typed();
    } else {
      this.input.select();
      this.draw();
    }
  }

  typed() {
    this.hurry = undefined;
    clearTimeout(this.status.timer);
    this.store.change({ q: this.input.value });
    if (!this.store.empty) return;
    this.store.filters = {};
    this.store.run();
  }

  /** @param {string} q */
  write(q) {
    this.input.value = q;
    this.input.focus();
    this.store.change({ q }, 0);
  }

  get options() {
    return /** @type {HTMLElement[]} */ ([...this.list.querySelectorAll('[role="option"]')]);
  }

  /** @param {HTMLElement | undefined} option */
  activate(option) {
    this.active?.setAttribute('aria-selected', 'false');
    this.active = option;
    option?.setAttribute('aria-selected', 'true');
    if (option) this.input.setAttribute('aria-activedescendant', option.id);
    else this.input.removeAttribute('aria-activedescendant');
    if (option === this.options[0]) this.list.scrollTop = 0;
    else option?.scrollIntoView({ block: 'nearest' });
  }

  /** @param {KeyboardEvent} event */
  key(event) {
    if (event.isComposing) return;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step && !event.altKey && !event.ctrlKey && !event.metaKey) {
      event.preventDefault();
      const options = this.options;
      if (!options.length) return;
      const at = this.active ? options.indexOf(this.active) : step > 0 ? -1 : 0;
      this.activate(options[(at + step + options.length) % options.length]);
    }
    if (event.key !== 'Enter') return;
    event.preventDefault();
    if (!this.store.empty && this.store.behind) this.hurry = event;
    else this.choose(event);
  }

  /** Opens what is active, with Ctrl or Cmd in a new tab. @param {KeyboardEvent} event */
  choose({ ctrlKey, metaKey }) {
    const { active } = this;
    if (!(active instanceof HTMLAnchorElement && (ctrlKey || metaKey))) {
      active?.click();
      return;
    }
    this.list.follow(active);
    open(active.href, '_blank', 'noopener');
  }

  /** @param {MouseEvent} event */
  clicked(event) {
    const option = event.target instanceof Element && /** @type {HTMLElement | null} */ (event.target.closest('[role="option"]'));
    if (!option) return;
    if (!(option instanceof HTMLAnchorElement)) {
      this.write(option.dataset.q ?? '');
      return;
    }
    // A section of this very page: nothing is loaded, so the dialog makes way by itself.
    if (event.ctrlKey || event.metaKey || event.shiftKey || option.pathname !== location.pathname) return;
    this.dialog.close();
    document.dispatchEvent(new Event('pd-found'));
  }

  draw() {
    const { store } = this;
    this.line.toggleAttribute('data-slow', store.slow);
    if (store.state === 'error' && store.why === 'missing') {
      this.leave();
      return;
    }
    if (store.state === 'loading' && !store.empty) return;
    this.status.tell(store);
    this.page.href = store.page;
    const failed = store.state === 'error';
    const found = store.answer?.total ?? 0;
    this.drawChips();
    this.notes.replaceChildren(...(failed ? [] : notes(store)));
    this.clear.hidden = !store.empty || !recent.all().length;
    this.page.hidden = store.empty || !found;
    if (found) this.page.textContent = `${say('asPage')} (${numbers.format(found)})`;
    this.panel.replaceChildren(...(failed ? [failure(store)] : store.answer && !found ? [help(store, (q) => this.write(q))] : []));
    this.panel.hidden = !this.panel.firstChild;
    if (store.empty) this.drawStart();
    else if (!failed) this.list.show();
    const options = this.options;
    this.list.hidden = !options.length;
    this.input.setAttribute('aria-expanded', String(options.length > 0));
    if (!failed) this.activate(store.empty ? undefined : options[0]);
    const { hurry } = this;
    this.hurry = undefined;
    if (hurry && !failed && found) this.choose(hurry);
  }

  /** Before anything is typed: what was searched lately, and the sections of the portal. */
  drawStart() {
    const group = (/** @type {string} */ name, /** @type {HTMLElement[]} */ options) =>
      set(make('div', 'pd-hit-group', ...options), { role: 'group', 'aria-label': name, 'data-title': name });
    const past = recent.all().map((q) => set(option(make('div', 'pd-hit-line', drawing(this.icons, 'history'), make('span', '', q))), { 'data-q': q }));
    const links = sections().map((section) => this.list.link('pd-hit-line', section.href, drawing(this.icons, 'chevron'), make('span', '', section.textContent ?? '')));
    this.list.replaceChildren(...(past.length ? [group(say('recent'), past)] : []), group(say('goTo'), links));
  }

  /** Where to search, and in which part of the portal. */
  drawChips() {
    const { store } = this;
    const chip = (/** @type {string} */ text, /** @type {boolean} */ on, /** @type {() => void} */ act, /** @type {number | undefined} */ n) => {
      const made = set(button('', text, act), { 'aria-pressed': String(on) });
      if (n !== undefined) made.append(' ', make('span', 'pd-num', numbers.format(n)));
      return made;
    };
    const focused = [...this.chips.children].indexOf(/** @type {Element} */ (document.activeElement));
    const { within, withinTitle } = this.box.dataset;
    const chips = [];
    if (within) {
      for (const [name, value] of [[say('everywhere'), ''], [say('inside', { name: withinTitle ?? within }), within]]) {
        chips.push(chip(name, store.within === value, () => store.change({ within: value }, 0)));
      }
    }
    const [chosen] = store.filters.section ?? [];
    const parts = store.empty ? [] : (store.answer?.facets?.section ?? []).filter(({ value, count }) => count || value === chosen);
    if (parts.length > 1 || chosen) {
      if (within) chips.push(make('i', ''));
      for (const { value, label, count } of parts) {
        const on = value === chosen;
        const act = () => store.change({ filters: on ? {} : { section: [value] } }, 0);
        chips.push(chip(label || value, on, act, count));
      }
    }
    this.chips.replaceChildren(...chips);
    this.chips.hidden = !chips.length;
    if (focused >= 0) /** @type {HTMLElement | undefined} */ (this.chips.children[focused])?.focus();
  }
}

customElements.define('pd-search-dialog', PdSearchDialog);
