// @ts-check
/* What the slots of a query may mean; `src/search/query/readings.rs` once more. */

const OWN_FACTORS = 50;
const SHORT_COMPLETIONS = 64;
const MAX_WHOLE = 128;

/** A number of a table; the last one beyond its end. @param {number[]} table @param {number} at */
const inTable = (table, at) => table[Math.min(at, table.length - 1)];

/** Finds the readings of all spans. @param {Search} s @param {Query} query @param {Span[]} spans */
const gather = async (s, query, spans) => {
  const keys = spans.flatMap((span) => (span.isBigram ? [`g:${span.text}`] : [`w:${span.text}`, `c:${span.text}`]));
  const prefixes = spans.flatMap((span) => (span.open && letters(span.text) > 2 ? [span.text] : []));
  for (let at = 1; at < query.slots.length; at++) keys.push(pairOf(query, at));
  if (query.slots.length) keys.push(wholeKey(joinSlots(query)));
  if (isBeginning(query)) prefixes.push(joinSlots(query));
  await s.needTerms(keys, prefixes);
  for (const span of spans) {
    if (span.isBigram) {
      const entry = s.entry(`g:${span.text}`);
      if (entry) span.readings = [{ entry, factor: 1, by: ITSELF, forms: [entry.text] }];
      continue;
    }
    span.readings = itself(s, span.text, span.to > span.from + 1 ? s.rank.compound : 1, ITSELF);
    if (span.open) await complete(s, span);
  }
};

/** @param {string} text */
const letters = (text) => [...text].length;

/** The terms that a word leads to: its stems, and compounds written so. @param {Search} s @param {string} form @param {number} factor @param {number} by */
const itself = (s, form, factor, by) => {
  /** @type {Reading[]} */
  const readings = stems(s, form).map((entry) => ({ entry, factor, by, forms: entry.forms.length ? entry.forms.map(([form]) => form) : [form] }));
  const entry = s.entry(`c:${form}`);
  if (entry) readings.push({ entry, factor: by === ITSELF ? s.rank.compound : factor, by, forms: [entry.text] });
  return readings;
};

/** The stems of a form: terms that list it, the term that is written so, and those that it refers to. @param {Search} s @param {string} form */
const stems = (s, form) => {
  const key = `w:${form}`;
  const number = s.index.shardOf(form);
  if (number < 0) return [];
  const shard = s.shard(number);
  const found = new Set(shard.forms.get(form));
  const entry = shard.keys.get(key);
  if (entry) {
    found.add(entry);
    for (const stem of entry.refs) {
      const other = s.entry(`w:${stem}`);
      if (other) found.add(other);
    }
  }
  return [...found].filter((entry) => entry.lists.length).sort((a, b) => compare(a.key, b.key));
};

/** Adds the words that a span may be the beginning of. @param {Search} s @param {Span} span */
const complete = async (s, span) => {
  const length = letters(span.text);
  const isSingle = span.to === span.from + 1;
  const found = length > 2 ? completions(s, span.text) : isSingle ? await shortCompletions(s, span.text) : [];
  found.sort((a, b) => b.pages - a.pages || compare(a.form, b.form) || compare(a.entry.key, b.entry.key));
  const { prefix, decay, compound } = s.rank;
  const known = span.readings.length > 0;
  let [lowest, at] = [Infinity, 0];
  /** @type {Map<string, Reading>} */
  const readings = new Map();
  found.forEach(({ form, entry }, nth) => {
    // A form that is looked for in another shard than its stem is found in both.
    if (nth && found[nth - 1].form === form && found[nth - 1].entry === entry) return;
    let factor = prefix * inTable(decay, letters(form) - length);
    if (known) factor *= 0.5;
    if (!isSingle) factor *= compound;
    if (at++ < OWN_FACTORS) lowest = Math.min(lowest, factor);
    else factor = lowest;
    for (const list of entry.lists) span.completed[list.field] = Math.max(span.completed[list.field], list.docs.length);
    const reading = readings.get(entry.key);
    if (reading) {
      reading.factor = Math.max(reading.factor, factor);
      reading.forms.push(form);
    } else readings.set(entry.key, { entry, factor, by: COMPLETION, forms: [form] });
  });
  span.readings.push(...[...readings.values()].sort((a, b) => compare(a.entry.key, b.entry.key)));
};

/** @typedef {{ form: string, pages: number, entry: Entry }} Completion */

/** All forms and compounds that begin so and are longer. @param {Search} s @param {string} prefix */
const completions = (s, prefix) => {
  const begins = (/** @type {string} */ form) => form.length > prefix.length && form.startsWith(prefix);
  /** @type {Completion[]} */
  const found = [];
  for (const number of s.index.shardsOf(prefix)) {
    for (const entry of s.shard(number).entries) {
      for (const [form, pages] of entry.forms) if (begins(form)) found.push({ form, pages, entry });
      if (!begins(entry.text)) continue;
      if (entry.key.startsWith('c:')) {
        found.push({ form: entry.text, pages: Math.max(0, ...entry.lists.map((list) => list.docs.length)), entry });
      }
      for (const stem of entry.refs) {
        const other = s.entry(`w:${stem}`);
        const listed = other?.forms.find(([form]) => form === entry.text);
        if (other && listed && other.lists.length) found.push({ form: entry.text, pages: listed[1], entry: other });
      }
    }
  }
  return found;
};

/** The most frequent words of the speller that begin so. @param {Search} s @param {string} prefix */
const shortCompletions = async (s, prefix) => {
  await s.needSpeller();
  const near = s.speller().filter(([word]) => word.length > prefix.length && word.startsWith(prefix));
  near.sort((a, b) => b[1] - a[1] || compare(a[0], b[0]));
  near.splice(SHORT_COMPLETIONS);
  await s.needTerms(near.map(([word]) => `w:${word}`));
  return near.flatMap(([form]) => stems(s, form).map((entry) =>
    /** @type {Completion} */ ({ form, pages: entry.forms.find((listed) => listed[0] === form)?.[1] ?? 0, entry })));
};

/** True if a query may be the beginning of a title. @param {Query} query */
const isBeginning = (query) => query.open && letters(joinSlots(query)) > 2;

/** The key of a whole title, heading or definition, cut at a number of bytes. @param {string} text */
const wholeKey = (text) => {
  let [key, bytes] = ['', 0];
  for (const char of text) {
    const code = char.codePointAt(0) ?? 0;
    bytes += code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
    if (bytes > MAX_WHOLE) break;
    key += char;
  }
  return `t:${key}`;
};

/** @param {Query} query @param {number} at */
const pairOf = (query, at) => `b:${query.slots[at - 1].text} ${query.slots[at].text}`;
