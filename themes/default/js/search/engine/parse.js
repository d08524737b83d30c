// @ts-check
/* From what was typed to slots; `src/search/query/parse.rs` once more. */

const MAX_CHARS = 256;
const MAX_SLOTS = 16;

/**
 * @typedef {{ text: string, isBigram: boolean, inPhrase: boolean, position: number, word: string }} Slot
 * @typedef {{ slots: Slot[], joined: [number, number, string][], phrases: [number, number][], open: boolean, cut: boolean, isCompound: boolean }} Query
 * @typedef {{ docs: number[], scores: number[] }} List
 * @typedef {{ entry: Entry, factor: number, by: number, forms: string[] }} Reading how it was found: one of the two below, or the number of a correction
 * @typedef {{ from: number, to: number, mask: number, text: string, isBigram: boolean, open: boolean, readings: Reading[], lists: List[], completed: number[], corrections: string[] }} Span
 */
const ITSELF = -1;
const COMPLETION = -2;

/** All slots from one to another, joined. @param {Query} query */
const joinSlots = (query, from = 0, to = query.slots.length) => query.slots.slice(from, to).map((slot) => slot.text).join('');

/** Understands a query. `"` begins and ends a phrase. @param {string} q @returns {Query} */
const parse = (q) => {
  const chars = [...q.replace(/\p{Cs}/gu, '\ufffd')];
  /** @type {Query} */
  const query = { slots: [], joined: [], phrases: [], open: false, cut: chars.length > MAX_CHARS, isCompound: false };
  const { slots } = query;
  chars.slice(0, MAX_CHARS).join('').split('"').forEach((part, number) => {
    const first = slots.length;
    const inPhrase = number % 2 === 1;
    query.open = false;
    for (const token of words(part)) {
      const word = `${number} ${token.word}`;
      if (token.kind === 'c') {
        join(query, word, token.text);
        continue;
      }
      // A version gives its short form as well.
      const last = slots[slots.length - 1];
      if (last && last.word === word && last.position === token.position) continue;
      if (slots.length === MAX_SLOTS) {
        query.cut = true;
        query.open = false;
        break;
      }
      query.open = !inPhrase && token.kind === 'w' && token.end === part.length;
      slots.push({ text: token.text, isBigram: token.kind === 'g', inPhrase, position: token.position, word });
    }
    if (inPhrase && slots.length > first + 1) query.phrases.push([first, slots.length]);
  });
  // One word of several parts, or one as it stands in code.
  query.isCompound = slots.length === 1 ? /^ *[.$@<-]|\(\) *$/.test(q) : query.joined.some(([from, to]) => from === 0 && to === slots.length);
  return query;
};

/** A joined form stands over the parts before it; one with an HTTP method over the method as well. @param {Query} query @param {string} word @param {string} text */
const join = (query, word, text) => {
  const end = query.slots.length;
  let start = query.slots.findIndex((slot) => slot.word === word);
  if (start < 0) start = end;
  if (joinSlots(query, start, end) !== text) start = Math.max(start - 1, 0);
  if (start < end && joinSlots(query, start, end) === text) query.joined.push([start, end, text]);
};

/** What can be read as one: every slot, joined words, and two neighbouring words as one; by start, shorter first. @param {Query} query @returns {Span[]} */
const spansOf = (query) => {
  const { slots } = query;
  const isSingle = (/** @type {Slot} */ slot) =>
    !slot.isBigram && !slot.inPhrase && slots.filter((other) => other.word === slot.word).length === 1;
  /** @type {[number, number, string][]} */
  const ranges = slots.map((slot, at) => [at, at + 1, slot.text]);
  ranges.push(...query.joined);
  for (let at = 1; at < slots.length; at++) {
    if (isSingle(slots[at - 1]) && isSingle(slots[at]) && !query.joined.some(([from, to]) => from === at - 1 && to === at + 1)) {
      ranges.push([at - 1, at + 1, joinSlots(query, at - 1, at + 1)]);
    }
  }
  ranges.sort((a, b) => a[0] - b[0] || a[1] - b[1]);
  return ranges.map(([from, to, text]) => ({
    from, to, text, mask: 2 ** to - 2 ** from, isBigram: to === from + 1 && slots[from].isBigram,
    open: query.open && to === slots.length, readings: [], lists: [], completed: INDEX_OF.map(() => 0), corrections: [],
  }));
};
