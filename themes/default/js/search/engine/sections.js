// @ts-check
/* Sections and snippets of found pages; `src/search/query/sections.rs` once more. */

const WINDOW = 30;
const SHOWN = 3;
const MAX_LINE = 300;

/**
 * @typedef {Map<string, number>} Marks
 * @typedef {{ anchor: string, heading: string, texts: (string | [string])[] }} Section
 * @typedef {{ position: number, slots: number, start: number, end: number }} Hit
 */

/** The words that a query marks in texts, with the slots that they stand for. @param {Span[]} spans */
const marksOf = (spans) => {
  /** @type {Marks} */
  const marks = new Map();
  for (const span of spans) {
    for (const { entry, forms } of span.readings) {
      for (const form of forms) {
        const key = entry.key[0] + form;
        marks.set(key, (marks.get(key) ?? 0) | span.mask);
      }
    }
  }
  return marks;
};

/** Where a text matches. @param {Marks} marks @param {string} text */
const rangesOf = (marks, text) => joined(hitsOf(marks, words(text)).map(({ start, end }) => [start, end]));

/** Ranges without overlap, in order. @param {[number, number][]} found */
const joined = (found) => {
  /** @type {[number, number][]} */
  const ranges = [];
  for (const [start, end] of found.sort((a, b) => a[0] - b[0] || a[1] - b[1])) {
    const last = ranges[ranges.length - 1];
    if (last && start <= last[0] + last[1]) last[1] = Math.max(last[1], end - last[0]);
    else ranges.push([start, end - start]);
  }
  return ranges;
};

/** @param {Marks} marks @param {Token[]} tokens @returns {Hit[]} */
const hitsOf = (marks, tokens) => tokens.flatMap(({ kind, text, position, start, end }) => {
  const slots = marks.get(kind + text);
  return slots ? [{ position, slots, start, end }] : [];
}).sort((a, b) => a.position - b.position);

/** @param {number} mask */
const ones = (mask) => {
  let count = 0;
  for (; mask; mask &= mask - 1) count++;
  return count;
};

/** The documents of a page in a list, best first if asked for. @param {Search} s @param {number} index @param {List} list @param {number} page */
const ofPage = (s, index, list, page) => list.docs.flatMap((doc, at) => (s.pageOf(index, doc) === page ? [[doc, list.scores[at]]] : []));

/** The first document of the page that a document belongs to. @param {Search} s @param {number} index @param {number} doc */
const firstOf = async (s, index, doc) => {
  const page = s.pageOf(index, doc);
  for (; doc > 0; doc--) {
    await s.needColumns([[index, Math.floor((doc - 1) / COLUMN)]]);
    if (s.pageOf(index, doc - 1) !== page) break;
  }
  return doc;
};

/** The sections of a page that match. @param {Done} done @param {number} number */
const sectionsOf = async (done, number) => {
  const { s, marks, scores, matching } = done;
  await s.needPages([number]);
  const page = s.page(number);
  /** Matched places by number of the section. @type {Map<number, { score: number, isExact: boolean }>} */
  const places = new Map();
  const onPage = ofPage(s, 1, scores.units[2], number);
  if (onPage.length) {
    const first = await firstOf(s, 1, onPage[0][0]);
    for (const [doc, score] of onPage) places.set(doc - first, { score, isExact: matching.places.has(doc) });
  }
  const found = [];
  const others = new Set(places.keys());
  let first;
  for (const [nth, section] of await load(done, page, number, places)) {
    others.delete(nth);
    const { score, isExact } = places.get(nth) ?? { score: 0, isExact: false };
    const slots = [section.heading, ...section.texts].reduce((mask, text) =>
      hitsOf(marks, words(String(text))).reduce((mask, hit) => mask | hit.slots, mask), 0);
    const one = { number: nth, section, isExact, slots: ones(slots), score };
    if (slots || score > 0) found.push(one);
    else if (section.texts.length) first ??= one;
  }
  // A page that only its title leads to shows how it begins.
  if (!found.length && first) found.push(first);
  found.sort((a, b) => Number(b.isExact) - Number(a.isExact) || b.slots - a.slots || b.score - a.score || a.number - b.number);
  const sections = found.slice(0, SHOWN).map(({ section }) => ({
    url: page.url + (section.anchor && `#${section.anchor}`),
    heading: section.heading,
    headingRanges: rangesOf(marks, section.heading),
    snippet: snippetOf(marks, section),
  }));
  return { page: number, sections, more: found.length - sections.length + others.size };
};

/** The sections of the pieces that matter: the best two, and those of the best places; at least the first. @param {Done} done @param {any} page @param {number} number @param {Map<number, { score: number, isExact: boolean }>} places */
const load = async ({ s, marks, scores }, page, number, places) => {
  /** @type {Set<number>} */
  const wanted = new Set();
  const pieces = ofPage(s, 0, scores.units[1], number);
  if (pieces.length) {
    const first = await firstOf(s, 0, pieces[0][0]);
    pieces.sort((a, b) => b[1] - a[1] || a[0] - b[0]);
    for (const [doc] of pieces.slice(0, 2)) wanted.add(doc - first);
  }
  const best = [...places].sort(([a, x], [b, y]) => Number(y.isExact) - Number(x.isExact) || y.score - x.score || a - b);
  for (const [number] of best.slice(0, SHOWN)) {
    wanted.add(Math.max(partition(page.pieces.length, (at) => page.pieces[at][2] <= number) - 1, 0));
  }
  if (!wanted.size) wanted.add(0);
  const rows = [...wanted].sort((a, b) => a - b).map((piece) => page.pieces[piece] ?? broken());
  await s.need(rows.map(([pack]) => ['f', pack, (file) => json(file, 'f')]));
  /** @type {Map<number, Section>} */
  const sections = new Map();
  for (const [pack, entry, first] of rows) {
    (s.held.get(`f/${pack}`)[entry] ?? broken()).forEach(([anchor, heading, _, texts], /** @type {number} */ nth) => {
      // A section that is longer than a piece goes on in the next.
      const known = sections.get(first + nth);
      if (known) known.texts.push(...texts);
      else sections.set(first + nth, { anchor, heading, texts: [...texts] });
    });
  }
  return marks.size ? sections : [...sections].slice(0, 1);
};

/** The words around the window with the most distinct words of the query, then the most; of equal ones the first. @param {Marks} marks @param {Section} section */
const snippetOf = (marks, section) => {
  let best = { text: section.texts[0], distinct: 0, count: 0, first: 0, last: 0 };
  for (const text of section.texts) {
    const hits = hitsOf(marks, words(String(text)));
    for (let start = 0, end = 0; start < hits.length; start++) {
      const first = hits[start].position;
      while (end < hits.length && hits[end].position < first + WINDOW) end++;
      const distinct = ones(hits.slice(start, end).reduce((mask, hit) => mask | hit.slots, 0));
      const count = end - start;
      if (distinct > best.distinct || (distinct === best.distinct && count > best.count)) {
        best = { text, distinct, count, first, last: hits[end - 1].position };
      }
    }
  }
  if (best.text === undefined) return { text: '', code: false, ranges: [] };
  const text = String(best.text);
  const code = typeof best.text !== 'string';
  const tokens = words(text);
  const from = Math.max(best.first - ((WINDOW - 1 - (best.last - best.first)) >> 1), 0);
  let start = from ? (tokens.find((token) => token.position >= from)?.start ?? 0) : 0;
  let end = tokens.reduce((end, token) => (token.position < from + WINDOW ? Math.max(end, token.end) : end), 0);
  if (!tokens.length || tokens[tokens.length - 1].position < from + WINDOW) end = text.length;
  if (code) {
    const line = start ? text.lastIndexOf('\n', start - 1) + 1 : 0;
    const close = text.indexOf('\n', end);
    if (start - line <= MAX_LINE) start = line;
    if ((close < 0 ? text.length : close) - end <= MAX_LINE) end = close < 0 ? text.length : close;
  }
  const head = start ? '…' : '';
  const inside = hitsOf(marks, tokens).filter((hit) => hit.start >= start && hit.end <= end);
  return {
    text: head + text.slice(start, end) + (end < text.length ? '…' : ''),
    code,
    ranges: joined(inside.map((hit) => [hit.start - start + head.length, hit.end - start + head.length])),
  };
};
