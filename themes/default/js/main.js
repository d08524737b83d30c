// @ts-check
/* The behaviours of every page, one custom element each. Everything here works around HTML that reads without it. */
(() => {
  /** What the page's language says, as the language file has it below `script-`. @param {string} key @param {string} english */
  const say = (key, english) => document.body.dataset[`say${key}`] ?? english;

  /** A polite live region, made on first use. @type {HTMLElement | undefined} */
  let announcer;

  /** @param {string} text */
  const announce = (text) => {
    if (!announcer) {
      announcer = document.createElement('p');
      announcer.className = 'pd-sr';
      announcer.setAttribute('role', 'status');
      document.body.append(announcer);
    }
    announcer.textContent = text;
  };

  /** @param {string} name @param {string} shape */
  const icon = (name, shape) => {
    const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
    const path = document.createElementNS('http://www.w3.org/2000/svg', 'path');
    for (const [key, value] of [['class', `pd-icon ${name}`], ['viewBox', '0 0 16 16'], ['fill', 'none'], ['stroke', 'currentColor'],
      ['stroke-width', '1.5'], ['stroke-linecap', 'round'], ['stroke-linejoin', 'round'], ['aria-hidden', 'true']]) svg.setAttribute(key, value);
    path.setAttribute('d', shape);
    svg.append(path);
    return svg;
  };
  const COPY = 'M7 5.5h5a1.5 1.5 0 0 1 1.5 1.5v5.5A1.5 1.5 0 0 1 12 14H7a1.5 1.5 0 0 1-1.5-1.5V7A1.5 1.5 0 0 1 7 5.5zM10.5 3.2A1.5 1.5 0 0 0 9 2H4a1.5 1.5 0 0 0-1.5 1.5V9a1.5 1.5 0 0 0 1.2 1.5';
  const STAR = 'm8 1.8 1.9 4 4.3.6-3.1 3 .8 4.3L8 11.6l-3.9 2.1.8-4.3-3.1-3 4.3-.6z';
  const starIcon = icon('', STAR);
  const CHECK = 'm3 8.6 3.4 3.4L13 4.8';

  /** @param {string} label @param {() => string} text */
  const copyButton = (label, text) => {
    const button = document.createElement('button');
    button.type = 'button';
    button.className = 'pd-iconbutton';
    button.setAttribute('aria-label', label);
    button.title = label;
    button.append(icon('', COPY));
    button.addEventListener('click', async () => {
      try {
        await navigator.clipboard.writeText(text());
      } catch {
        announce(say('CopyRefused', 'Copying is not allowed here'));
        return;
      }
      button.dataset.done = '';
      button.replaceChildren(icon('', CHECK));
      announce(say('Copied', 'Copied'));
      setTimeout(() => {
        delete button.dataset.done;
        button.replaceChildren(icon('', COPY));
      }, 2000);
    });
    return button;
  };

  /** Switches between the system's theme, light and dark. */
  class PdTheme extends HTMLElement {
    connectedCallback() {
      const button = this.querySelector('button');
      if (!button) return;
      const values = ['auto', 'light', 'dark'];
      const names = [say('ThemeAuto', 'automatic'), say('ThemeLight', 'light'), say('ThemeDark', 'dark')];
      let at = Math.max(0, values.indexOf(document.documentElement.dataset.theme ?? 'auto'));
      const show = () => {
        button.dataset.value = values[at];
        button.title = say('Theme', 'Colour theme: {name}').replace('{name}', names[at]);
        button.setAttribute('aria-label', button.title);
      };
      show();
      button.addEventListener('click', () => {
        at = (at + 1) % values.length;
        if (at === 0) delete document.documentElement.dataset.theme;
        else document.documentElement.dataset.theme = values[at];
        try {
          if (at === 0) localStorage.removeItem('pd-theme');
          else localStorage.setItem('pd-theme', values[at]);
        } catch { /* The choice then lasts for this page. */ }
        show();
        announce(button.title);
      });
    }
  }

  /** Closes the menu of small screens on Escape, on a click elsewhere and when focus leaves it. */
  class PdMenu extends HTMLElement {
    connectedCallback() {
      const details = this.querySelector('details');
      if (!details) return;
      this.addEventListener('keydown', (event) => {
        if (event.key !== 'Escape' || !details.open) return;
        details.open = false;
        details.querySelector('summary')?.focus();
      });
      this.addEventListener('focusout', (event) => {
        if (event.relatedTarget instanceof Node && !this.contains(event.relatedTarget)) details.open = false;
      });
      document.addEventListener('click', (event) => {
        if (event.target instanceof Node && !this.contains(event.target)) details.open = false;
      });
    }
  }

  /** References with a star, kept by the browser. @type {Set<string> | undefined} */
  let stars;
  const starred = () => {
    try {
      const list = JSON.parse(localStorage.getItem('platdocs.stars') ?? '[]');
      stars ??= new Set(Array.isArray(list) ? list : []);
    } catch { /* Nothing has a star then. */ }
    return (stars ??= new Set());
  };
  const showStars = () => document.querySelectorAll('pd-star').forEach((star) => star instanceof PdStar && star.show());
  addEventListener('storage', () => {
    stars = undefined;
    showStars();
  });

  /** Gives the entity of `data-ref` a star, or takes it. */
  class PdStar extends HTMLElement {
    connectedCallback() {
      if (this.firstChild) {
        this.show();
        return;
      }
      const button = document.createElement('button');
      button.type = 'button';
      button.className = 'pd-iconbutton';
      button.setAttribute('aria-label', `Star ${this.dataset.title}`);
      button.append(starIcon.cloneNode(true));
      button.addEventListener('click', () => this.toggle());
      this.append(button);
      this.show();
    }

    toggle() {
      const ref = this.dataset.ref ?? '';
      if (!starred().delete(ref)) starred().add(ref);
      try { localStorage.setItem('platdocs.stars', JSON.stringify([...starred()].sort())); } catch { /* Lasts for this page then. */ }
      showStars();
      document.dispatchEvent(new Event('pd-stars'));
    }

    show() {
      this.querySelector('button')?.setAttribute('aria-pressed', String(starred().has(this.dataset.ref ?? '')));
    }
  }

  /** Copies the text of an attribute. */
  class PdCopy extends HTMLElement {
    connectedCallback() {
      if (!this.firstChild) this.append(copyButton(this.dataset.label ?? say('Copy', 'Copy'), () => this.dataset.text ?? ''));
    }
  }

  /** Marks the section in view in the list of contents. */
  class PdToc extends HTMLElement {
    connectedCallback() {
      /** @type {Map<Element, HTMLAnchorElement>} */
      const links = new Map();
      for (const link of this.querySelectorAll('a')) {
        const heading = document.getElementById(decodeURIComponent(link.hash.slice(1)));
        if (heading) links.set(heading, link);
      }
      /** @type {HTMLAnchorElement | undefined} */
      let current;
      let waiting = false;
      const mark = () => {
        waiting = false;
        const line = 120;
        /** @type {HTMLAnchorElement | undefined} */
        let next;
        for (const [heading, link] of links) {
          if (heading.getBoundingClientRect().top > line && next) break;
          if (heading.getBoundingClientRect().top <= line) next = link;
        }
        const end = innerHeight + scrollY >= document.documentElement.scrollHeight - 2;
        if (end && scrollY > 0) next = [...links.values()].at(-1);
        if (next === current) return;
        current?.removeAttribute('aria-current');
        next?.setAttribute('aria-current', 'true');
        current = next;
        const box = this.closest('details');
        if (next && box && box.scrollHeight > box.clientHeight + 4) {
          box.scrollTop += next.getBoundingClientRect().top - box.getBoundingClientRect().top - box.clientHeight / 2;
        }
      };
      const later = () => {
        if (!waiting) requestAnimationFrame(mark);
        waiting = true;
      };
      addEventListener('scroll', later, { passive: true });
      addEventListener('resize', later, { passive: true });
      mark();
      // On small screens the list is a fold over the text: following a link closes it.
      this.addEventListener('click', (event) => {
        const fold = this.closest('details');
        if (fold && event.target instanceof Element && event.target.closest('a')) fold.open = false;
      });
    }
  }

  customElements.define('pd-theme', PdTheme);
  customElements.define('pd-menu', PdMenu);
  customElements.define('pd-star', PdStar);
  customElements.define('pd-copy', PdCopy);
  customElements.define('pd-toc', PdToc);

  for (const figure of document.querySelectorAll('figure.code')) {
    const code = figure.querySelector('pre > code');
    if (!code) continue;
    const button = copyButton(say('CopyCode', 'Copy code'), () => {
      const copy = /** @type {HTMLElement} */ (code.cloneNode(true));
      for (const skip of copy.querySelectorAll('.hl-p, .annotation')) skip.remove();
      return (copy.textContent ?? '').replace(/\n$/, '');
    });
    button.classList.add('pd-copy');
    figure.append(button);
  }

  /* Tabs: labelled blocks become an ARIA tab list; sets with equal labels switch together and are remembered. */
  /** @type {{ labels: string[], show: (at: number) => void }[]} */
  const sets = [];
  let setCount = 0;
  const follow = (/** @type {string} */ label) => {
    for (const set of sets) {
      const at = set.labels.indexOf(label);
      if (at >= 0) set.show(at);
    }
  };
  for (const set of document.querySelectorAll('.tabbed-set')) {
    const panels = [...set.children].filter((child) => child.classList.contains('tabbed-block'));
    const labels = panels.map((panel) => panel.querySelector(':scope > .tabbed-label')?.textContent?.trim() ?? '');
    if (panels.length < 2) continue;
    const list = document.createElement('div');
    list.className = 'pd-tablist';
    list.setAttribute('role', 'tablist');
    const number = ++setCount;
    const tabs = panels.map((panel, at) => {
      const tab = document.createElement('button');
      tab.type = 'button';
      tab.id = `pd-tab-${number}-${at}`;
      tab.textContent = labels[at];
      tab.setAttribute('role', 'tab');
      panel.setAttribute('role', 'tabpanel');
      panel.setAttribute('aria-labelledby', tab.id);
      if (!panel.id) panel.id = `pd-panel-${number}-${at}`;
      tab.setAttribute('aria-controls', panel.id);
      list.append(tab);
      return tab;
    });
    const show = (/** @type {number} */ chosen) => {
      tabs.forEach((tab, at) => {
        tab.setAttribute('aria-selected', String(at === chosen));
        tab.tabIndex = at === chosen ? 0 : -1;
        panels[at].toggleAttribute('hidden', at !== chosen);
      });
    };
    const choose = (/** @type {number} */ at) => {
      const before = list.getBoundingClientRect().top;
      follow(labels[at]);
      show(at);
      scrollBy(0, list.getBoundingClientRect().top - before);
      try { localStorage.setItem('pd-tab', labels[at]); } catch { /* Not remembered then. */ }
    };
    list.addEventListener('click', (event) => {
      const at = tabs.findIndex((tab) => tab === event.target);
      if (at >= 0) choose(at);
    });
    list.addEventListener('keydown', (event) => {
      const step = /** @type {Record<string, number>} */ ({ ArrowRight: 1, ArrowLeft: -1 })[event.key];
      const from = tabs.findIndex((tab) => tab === document.activeElement);
      const turn = getComputedStyle(list).direction === 'rtl' ? -1 : 1;
      const to = event.key === 'Home' ? 0 : event.key === 'End' ? tabs.length - 1 : step ? (from + step * turn + tabs.length) % tabs.length : -1;
      if (to < 0) return;
      event.preventDefault();
      choose(to);
      tabs[to].focus();
    });
    set.prepend(list);
    const preset = panels.findIndex((panel) => panel.classList.contains('tabbed-selected'));
    show(Math.max(0, preset));
    sets.push({ labels, show });
  }
  try {
    const remembered = localStorage.getItem('pd-tab');
    if (remembered) follow(remembered);
  } catch { /* As above. */ }

  /** Copies the Markdown that its link leads to. */
  class PdMarkdown extends HTMLElement {
    connectedCallback() {
      const link = this.querySelector('a');
      // A page that is read from a folder may not fetch.
      if (!link || location.protocol === 'file:') return;
      const button = document.createElement('button');
      button.type = 'button';
      const label = button.textContent = say('CopyMarkdown', 'Copy as Markdown');
      button.addEventListener('click', async () => {
        let done = say('CopyRefused', 'Copying is not allowed here');
        try {
          const answer = await fetch(link.href);
          if (answer.ok) {
            await navigator.clipboard.writeText(await answer.text());
            done = say('Copied', 'Copied');
          }
        } catch { /* As the words say. */ }
        announce(done);
        button.textContent = done;
        setTimeout(() => { button.textContent = label; }, 2000);
      });
      this.prepend(button);
    }
  }
  customElements.define('pd-markdown', PdMarkdown);

  /* A link to something inside a hidden tab or a closed fold opens it. */
  const reveal = () => {
    const target = location.hash && document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (!target) return;
    let opened = false;
    for (let at = /** @type {Element | null} */ (target); at; at = at.parentElement) {
      if (at instanceof HTMLDetailsElement && !at.open) opened = at.open = true;
      if (at.getAttribute('role') === 'tabpanel' && at.hasAttribute('hidden')) {
        document.getElementById(at.getAttribute('aria-labelledby') ?? '')?.click();
        opened = true;
      }
    }
    if (opened) target.scrollIntoView();
  };
  addEventListener('hashchange', reveal);
  reveal();

  /* Folds stand open on wide screens. Browsers without ::details-content need the attribute, and tools that take what is in a
     closed fold for hidden need it on those that scroll. */
  const folds = CSS.supports('selector(::details-content)') ? '.pd-fold' : '.pd-fold, .pd-sections, .pd-filter-fold';
  const wide = matchMedia('(min-width: 60rem)');
  const open = () => document.querySelectorAll(folds).forEach((fold) => fold.toggleAttribute('open', wide.matches));
  wide.addEventListener('change', open);
  open();

  /* A graph that is wider than its place starts at what it is about. */
  document.querySelectorAll('.pd-graph').forEach((graph) => {
    const about = graph.querySelector('.pd-graph-start > span')?.getBoundingClientRect();
    const place = graph.getBoundingClientRect();
    if (about) graph.scrollLeft += about.left - place.left - place.width / 2;
  });
})();
