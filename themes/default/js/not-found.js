// @ts-check
/* On the page for addresses that do not exist: looks the address up in the list of pages, and links those with the nearest
   names. The list is fetched only here; its paths and titles are shown as text. */
(() => {
  const MOST = 5;
  const LONGEST = 64;

  /** How many letters have to change between two names. @param {string} a @param {string} b */
  const distance = (a, b) => {
    let row = Array.from({ length: b.length + 1 }, (_, at) => at);
    for (let i = 1; i <= a.length; i++) {
      const next = [i];
      for (let j = 1; j <= b.length; j++) {
        next.push(Math.min(row[j] + 1, next[j - 1] + 1, row[j - 1] + (a[i - 1] === b[j - 1] ? 0 : 1)));
      }
      row = next;
    }
    return row[b.length];
  };

  /** The folders of an address, the last one without the suffix of a file. @param {string} path */
  const parts = (path) => {
    const all = path.toLowerCase().split('/').filter(Boolean).map((part) => part.slice(0, LONGEST));
    if (all.at(-1) === 'index.html') all.pop();
    const last = all.pop();
    return last === undefined ? all : [...all, last.replace(/\.(html|md)$/, '')];
  };

  /** How near a page is: the likeness of the last names counts twice as much as the folders that both have.
      @param {string[]} asked @param {string[]} page */
  const nearness = (asked, page) => {
    const [a, b] = [asked.at(-1) ?? '', page.at(-1) ?? ''];
    const likeness = 1 - distance(a, b) / Math.max(a.length, b.length, 1);
    const common = asked.filter((part) => page.includes(part)).length / asked.length;
    return (likeness < 0.6 ? 0 : 2 * likeness) + common - page.length / 100;
  };

  class PdNear extends HTMLElement {
    async connectedCallback() {
      const root = this.dataset.root ?? '/';
      let asked = '';
      try {
        asked = decodeURIComponent(location.pathname);
      } catch { /* An address that is no text is near nothing. */ }
      const names = parts(asked.startsWith(root) ? asked.slice(root.length) : asked);
      if (!names.length) return;
      /** @type {[string, string][]} */
      let pages = [];
      try {
        const answer = await fetch(this.dataset.list ?? '');
        if (answer.ok) pages = await answer.json();
      } catch { /* The other links of the page remain. */ }
      const near = pages
        .map(([path, title]) => ({ path, title, score: nearness(names, parts(path)) }))
        .filter((page) => page.path && page.score > 1)
        .sort((a, b) => b.score - a.score)
        .slice(0, MOST);
      const list = this.querySelector('ul');
      if (!near.length || !list) return;
      list.replaceChildren(...near.map(({ path, title }) => {
        const item = document.createElement('li');
        const link = document.createElement('a');
        link.href = `${root}${path.split('/').map(encodeURIComponent).join('/')}/`;
        link.textContent = title;
        const where = document.createElement('span');
        where.className = 'pd-desc';
        where.textContent = `/${path}/`;
        item.append(link, where);
        return item;
      }));
      this.hidden = false;
    }
  }
  customElements.define('pd-near', PdNear);
})();
