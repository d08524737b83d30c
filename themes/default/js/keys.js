// @ts-check
/* Single keys: n and p turn pages, ? lists the keys and switches them off (WCAG 2.1.4). They rest while the reader types. */
(() => {
  const root = document.documentElement;
  /** What the page's language says, as the language file has it below `script-`. @param {string} key @param {string} english */
  const say = (key, english) => document.body.dataset[`say${key}`] ?? english;
  /** @type {Record<string, string>} */
  const pages = { n: '.pd-prevnext [rel="next"], .pd-pager [rel="next"]', p: '.pd-prevnext [rel="prev"], .pd-pager [rel="prev"]' };
  /** @type {HTMLDialogElement | undefined} */
  let dialog;

  /**
   * @template {keyof HTMLElementTagNameMap} K
   * @param {K} name @param {...(Node | string)} content
   * @returns {HTMLElementTagNameMap[K]}
   */
  const make = (name, ...content) => {
    const element = document.createElement(name);
    element.append(...content);
    return element;
  };

  const build = () => {
    const keys = [['n', say('KeyNext', 'Next page')], ['p', say('KeyPrevious', 'Previous page')], ['?', say('KeyList', 'This list')]];
    if (document.querySelector('pd-search')) keys.unshift(['/', say('KeySearch', 'Search')]);
    const list = make('dl');
    for (const [key, what] of keys) list.append(make('div', make('dt', make('kbd', key)), make('dd', what)));
    const box = make('input');
    box.type = 'checkbox';
    box.checked = root.dataset.keys !== 'off';
    box.addEventListener('change', () => {
      if (box.checked) delete root.dataset.keys;
      else root.dataset.keys = 'off';
      try {
        if (box.checked) localStorage.removeItem('pd-keys');
        else localStorage.setItem('pd-keys', 'off');
      } catch { /* The choice then lasts for this page. */ }
    });
    const close = make('button', say('Close', 'Close'));
    close.type = 'button';
    close.className = 'pd-button';
    const title = make('h2', say('Keyboard', 'Keyboard'));
    title.id = 'pd-keys-title';
    const made = make('dialog', title, list, make('label', box, say('UseKeys', 'Use these keys')), close);
    made.className = 'pd-keys';
    made.setAttribute('aria-labelledby', title.id);
    close.addEventListener('click', () => made.close());
    document.body.append(made);
    return made;
  };
  const show = () => (dialog ??= build()).showModal();

  // The way to the list when the keys are switched off: seen, like the skip link, by who comes with the keyboard.
  const button = make('button', say('Keyboard', 'Keyboard'));
  button.type = 'button';
  button.className = 'pd-skip';
  button.addEventListener('click', show);
  document.querySelector('.pd-skip')?.after(button);

  addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.repeat || event.isComposing || event.defaultPrevented) return;
    if (root.dataset.keys === 'off' || document.querySelector('dialog[open]')) return;
    if (event.target instanceof Element && event.target.closest('input, textarea, select, [contenteditable]')) return;
    if (event.key === '?') {
      event.preventDefault();
      show();
      return;
    }
    const link = Object.hasOwn(pages, event.key) && document.querySelector(pages[event.key]);
    if (link instanceof HTMLAnchorElement) link.click();
  });
})();
