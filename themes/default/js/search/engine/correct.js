// @ts-check
/* Words that a mistyped one may mean; `src/search/query/correct.rs` once more. */

const ENOUGH_PAGES = 3;
const MAX_CORRECTIONS = 4;
const ENDING = 3;

/** Adds corrected readings to words that lead nowhere, and looks what they change. @param {Search} s @param {Query} query @param {Span[]} spans @param {Scorer} scorer @param {Matching} matching */
const correct = async (s, query, spans, scorer, matching) => {
  /** @type {[Span, [string, number][]][]} */
  const corrected = [];
  for (const span of spans) {
    const edits = editsOf(span.text);
    if (!edits || !isUnknown(query, span, matching)) continue;
    await s.needSpeller();
    const near = nearest(s, span.text, edits);
    span.corrections = near.map(([word]) => word);
    if (near.length) corrected.push([span, near]);
  }
  if (!corrected.length) return;
  const wholes = Array.from({ length: MAX_CORRECTIONS }, (_, nth) => wholeKey(correctedQuery(query, spans, nth)));
  await s.needTerms([...wholes, ...corrected.flatMap(([, near]) => near.flatMap(([word]) => [`w:${word}`, `c:${word}`]))]);
  for (const [span, near] of corrected) {
    near.forEach(([word, distance], at) => span.readings.push(...itself(s, word, distance > 1 ? s.rank.edit2 : s.rank.edit1, at)));
  }
  const entries = wholes.map((key) => s.entry(key));
  await s.needColumnsOf(corrected.map(([span]) => span), entries);
  for (const [span] of corrected) {
    scorer.score(span);
    matching.mark(matching.all, span);
  }
  for (const entry of entries) matching.nameCorrected(entry);
};

/**
 * True for a word that leads to few pages, and for a word of several parts that leads nowhere as a whole while one of its
 * parts leads to few. @param {Query} query @param {Span} span @param {Matching} matching
 */
const isUnknown = (query, { from, to, readings }, matching) => {
  const slots = query.slots.slice(from, to);
  const isOne = to === from + 1 || (!readings.length && query.joined.some((joined) => joined[0] === from && joined[1] === to));
  return isOne && slots.every((slot) => !slot.isBigram && !slot.inPhrase)
    && slots.some((_, at) => matching.count(from + at) < ENOUGH_PAGES);
};

/** The query with the correction of this number in place of each corrected word, or its last one; whole words first. @param {Query} query @param {Span[]} spans @param {number} nth */
const correctedQuery = (query, spans, nth) => {
  let text = '';
  for (let slot = 0; slot < query.slots.length;) {
    const span = spans.filter((span) => span.from === slot && span.corrections.length).pop();
    text += span ? span.corrections[Math.min(nth, span.corrections.length - 1)] : query.slots[slot].text;
    slot = span ? span.to : slot + 1;
  }
  return text;
};

/** How many edits of a word are forgiven. @param {string} word */
const editsOf = (word) => (/\p{N}/u.test(word) || letters(word) < 4 ? 0 : letters(word) < 8 ? 1 : 2);

/** Words that a reader may have meant, with their distance; if there are none, those that the word begins with. @param {Search} s @param {string} word @param {number} edits */
const nearest = (s, word, edits) => {
  const a = [...word];
  /** @type {[string, number, number, boolean][]} */
  const found = [];
  for (const [other, frequency] of s.speller()) {
    // No letter takes more than two units.
    if (other.length > 2 * (a.length + edits) || 2 * other.length < a.length - edits) continue;
    const b = [...other];
    if (Math.abs(a.length - b.length) > edits) continue;
    const distance = distanceOf(a, b, edits);
    if (distance > 0 && distance <= edits) found.push([other, distance, frequency, a[0] !== b[0]]);
  }
  if (!found.length) {
    for (const [other, frequency] of s.speller()) {
      const dropped = a.length - letters(other);
      if (dropped > 0 && dropped <= ENDING && word.startsWith(other)) found.push([other, dropped, frequency, false]);
    }
  }
  found.sort((x, y) => x[1] - y[1] || Number(x[3]) - Number(y[3]) || y[2] - x[2] || compare(x[0], y[0]));
  return found.slice(0, MAX_CORRECTIONS).map(([word, distance]) => /** @type {[string, number]} */ ([word, distance]));
};

let rows = [new Uint16Array(1), new Uint16Array(1), new Uint16Array(1)];

/** Edits between two words: insert, delete, substitute, swap neighbours; something above `limit` as soon as it is clear. @param {string[]} a @param {string[]} b @param {number} limit */
const distanceOf = (a, b, limit) => {
  if (rows[0].length <= b.length) rows = rows.map(() => new Uint16Array(b.length + 64));
  let [before, last, row] = rows;
  for (let j = 0; j <= b.length; j++) last[j] = j;
  let lowestBefore = 0;
  for (let i = 1; i <= a.length; i++) {
    row[0] = i;
    let lowest = i;
    for (let j = 1; j <= b.length; j++) {
      let cell = Math.min(last[j - 1] + (a[i - 1] === b[j - 1] ? 0 : 1), last[j] + 1, row[j - 1] + 1);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) cell = Math.min(cell, before[j - 2] + 1);
      row[j] = cell;
      if (cell < lowest) lowest = cell;
    }
    if (lowest > limit && lowestBefore >= limit) return limit + 1;
    lowestBefore = lowest;
    [before, last, row] = [last, row, before];
  }
  return last[b.length];
};
