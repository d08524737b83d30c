// @ts-check
/* Marks the words of the search that led here, without touching the page, until Escape. */

(() => {
  /** Most marks of a page, and most letters that are read for them. */
  const [MARKS, LETTERS] = [500, 1_000_000];
  /** Scripts that put no spaces between words. */
  const DENSE = /[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Hangul}\p{sc=Thai}]/u;

  const markFound = () => {
    const highlights = /** @type {any} */ (CSS).highlights;
    let words = [''];
    try {
      const [path, ...found] = (sessionStorage.getItem('pd-found') ?? '').split('\n');
      sessionStorage.removeItem('pd-found');
      words = path === location.pathname ? found.filter(Boolean).slice(0, 32) : [];
    } catch {
      return;
    }
    const main = document.querySelector('main article') ?? document.querySelector('main');
    if (!highlights || !main || !words.length) return;
    const whole = words.map((word) => {
      const text = word.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&');
      return DENSE.test(word) ? text : `(?<![\\p{L}\\p{N}])${text}(?![\\p{L}\\p{N}])`;
    });
    const pattern = new RegExp(whole.sort((a, b) => b.length - a.length).join('|'), 'giu');
    const walker = document.createTreeWalker(main, NodeFilter.SHOW_TEXT);
    const ranges = [];
    let letters = 0;
    while (walker.nextNode() && letters < LETTERS && ranges.length < MARKS) {
      const text = walker.currentNode.nodeValue ?? '';
      letters += text.length;
      for (const match of text.matchAll(pattern)) {
        const range = document.createRange();
        range.setStart(walker.currentNode, match.index);
        range.setEnd(walker.currentNode, match.index + match[0].length);
        ranges.push(range);
      }
    }
    highlights.set('pd-found', new (/** @type {any} */ (globalThis)).Highlight(...ranges));
    const clear = (/** @type {KeyboardEvent} */ event) => {
      if (event.key !== 'Escape' || document.querySelector('dialog[open]')) return;
      highlights.delete('pd-found');
      removeEventListener('keydown', clear);
    };
    addEventListener('keydown', clear);
  };
  document.addEventListener('pd-found', markFound);
  markFound();
})();
