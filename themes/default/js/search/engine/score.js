// @ts-check
/* Scores as tantivy counts them, and what they make of a page; `src/search/query/score.rs` and `units.rs` once more. */

const f = Math.fround;
const K1 = f(1.2);
const NO_NORM = 1;
/** Fields of each unit: of pages, of pieces, of places; first and one behind the last. */
const UNITS = [[0, 4], [4, 6], [6, 8]];
const INDEX = [0, 0, 1];
/** @type {[number, string][][]} */
const PAIRS = [[[8, 'pair_title']], [], [[9, 'pair_heading'], [10, 'pair_defs']]];
/** Fields of whole titles, headings and definitions. */
const WHOLE_OF = [[11], [], [12, 13]];

/** The number of tokens that a norm id stands for. @param {number} norm */
const lengthOf = (norm) => {
  if (norm < 40) return norm;
  const step = 2 ** (Math.floor((norm - 40) / 8) + 1);
  return 40 + 8 * (step - 2) + ((norm - 40) % 8) * step;
};

/** How rare a term is. @param {number} df @param {number} documents */
const idf = (df, documents) => f(Math.log(f(1 + f(f(f(documents - Math.min(df, documents)) + 0.5) / f(f(df) + 0.5)))));

/** @param {number} idf @param {number} boost */
const weightOf = (idf, boost) => f(f(idf * f(1 + K1)) * f(boost));

/** @param {number} b @param {number} length @param {number} average */
const normOf = (b, length, average) => f(K1 * f(f(1 - b) + f(f(b * f(length)) / average)));

/** @param {number} weight @param {number} count @param {number} norm */
const partOf = (weight, count, norm) => f(weight * f(f(count) / f(f(count) + norm)));

/** Scores spans; holds what all share. */
class Scorer {
  /** @param {Search} s */
  constructor(s) {
    this.s = s;
    const length = Math.max(s.manifest.pieces, s.manifest.places);
    this.sums = new Float32Array(length);
    this.best = new Float64Array(length);
    /** Norms by field and id; the same for all searches of an index. @type {Float32Array[]} */
    this.norms = s.index.norms ??= s.manifest.fields.map((/** @type {any} */ field) => {
      const average = f(f(field.tokens) / f(s.index.count(field.index)));
      return Float32Array.from({ length: 256 }, (_, id) => normOf(f(field.b ?? 0.75), lengthOf(id), average));
    });
  }

  /** Computes the lists of a span from its readings: the best reading counts. @param {Span} span */
  score(span) {
    span.lists = UNITS.map((_, unit) => {
      /** @type {number[]} */
      const docs = [];
      for (const reading of span.readings) this.add(reading, unit, span.completed, docs);
      docs.sort((a, b) => a - b);
      const scores = docs.map((doc) => this.best[doc]);
      for (const doc of docs) this.best[doc] = 0;
      return { docs, scores };
    });
  }

  /** @param {Reading} reading @param {number} unit @param {number[]} completed @param {number[]} found */
  add(reading, unit, completed, found) {
    const { sums, best } = this;
    const touched = [];
    for (const list of reading.entry.lists) {
      if (list.field < UNITS[unit][0] || list.field >= UNITS[unit][1]) continue;
      const { docs, counts, field } = list;
      const weight = this.weight(reading, field, docs.length, completed);
      const [norms, { b, index }] = [this.norms[field], this.s.manifest.fields[field]];
      let ids = new Uint8Array();
      for (let at = 0, block = -1; at < docs.length; at++) {
        const doc = docs[at];
        if (b !== null && Math.floor(doc / COLUMN) !== block) {
          block = Math.floor(doc / COLUMN);
          ids = this.s.column(index, doc).norms[field];
        }
        if (sums[doc] === 0) touched.push(doc);
        sums[doc] += partOf(weight, counts[at], norms[b === null ? NO_NORM : ids[doc % COLUMN]]);
      }
    }
    for (const doc of touched) {
      const score = reading.factor * sums[doc];
      sums[doc] = 0;
      if (score > best[doc]) {
        if (best[doc] === 0) found.push(doc);
        best[doc] = score;
      }
    }
  }

  /** The weight of a reading in a field; all completions of a span are as rare as the most frequent of them. @param {Reading} reading @param {number} field @param {number} df @param {number[]} completed */
  weight(reading, field, df, completed) {
    const described = this.s.manifest.fields[field];
    return weightOf(idf(reading.by === COMPLETION ? completed[field] : df, this.s.index.count(described.index)), described.boost);
  }

  /** @param {number} field @param {number} doc */
  norm(field, doc) {
    const described = this.s.manifest.fields[field];
    const id = described.b === null ? NO_NORM : this.s.column(described.index, doc).norms[field][doc % COLUMN];
    return this.norms[field][id];
  }
}

/** @typedef {{ pages: Float64Array, units: List[] }} Scores */

/** Computes the scores of all units and pages. @param {Search} s @param {Query} query @param {Span[]} spans @returns {Scores} */
const unitsOf = (s, query, spans) => {
  const count = s.manifest.pages;
  /** @type {Scores} */
  const scores = { pages: new Float64Array(count), units: UNITS.map(() => ({ docs: [], scores: [] })) };
  if (!query.slots.length) return scores;
  // The best two of each unit.
  const best = UNITS.map(() => [new Float64Array(count), new Float64Array(count)]);
  scores.units.forEach((list, unit) => {
    const pairs = pairsOf(s, query, unit);
    const [first, second] = best[unit];
    merge(query, spans, unit, (doc, cover) => {
      const score = unitScore(query, cover, pairs ? pairs[doc] : 0);
      list.docs.push(doc);
      list.scores.push(score);
      const page = s.pageOf(INDEX[unit], doc);
      if (score > first[page]) {
        second[page] = first[page];
        first[page] = score;
      } else if (score > second[page]) second[page] = score;
    });
  });
  const [own, pieces, places] = best;
  const weight = s.rank.second;
  const boosts = boostsOf(s);
  for (let page = 0; page < count; page++) {
    const sum = own[0][page] + pieces[0][page] + weight * pieces[1][page] + places[0][page] + weight * places[1][page];
    scores.pages[page] = (boosts.has(page) ? boosts.get(page) / 100 : 1) * sum;
  }
  return scores;
};

/** @typedef {{ sum: number, matched: number }} Cover */

/** @param {Query} query @param {Cover} cover @param {number} pairs */
const unitScore = (query, cover, pairs) => {
  const share = cover.matched / query.slots.length;
  return cover.sum * (share * share) * (1 + pairs);
};

/** Goes through the documents of a unit in order. @param {Query} query @param {Span[]} spans @param {number} unit @param {(doc: number, cover: Cover) => void} found */
const merge = (query, spans, unit, found) => {
  const lists = spans.map((span) => span.lists[unit]);
  const at = lists.map(() => 0);
  const words = lists.map(() => 0);
  for (;;) {
    let doc = Infinity;
    lists.forEach(({ docs }, nth) => {
      if (at[nth] < docs.length && docs[at[nth]] < doc) doc = docs[at[nth]];
    });
    if (doc === Infinity) return;
    lists.forEach(({ docs, scores }, nth) => {
      words[nth] = docs[at[nth]] === doc ? scores[at[nth]++] : 0;
    });
    found(doc, coverOf(query, spans, words));
  }
};

const [coverSums, coverSlots] = [new Float64Array(MAX_SLOTS + 1), new Uint8Array(MAX_SLOTS + 1)];

/** Covers the slots from left to right so that the sum is largest; of equal ones the first that was found stays. @param {Query} query @param {Span[]} spans @param {number[]} words @returns {Cover} */
const coverOf = (query, spans, words) => {
  const slots = query.slots.length;
  const [sums, matched] = [coverSums.fill(-1), coverSlots];
  sums[0] = matched[0] = 0;
  for (let from = 0, nth = 0; from < slots; from++) {
    if (sums[from] > sums[from + 1]) {
      sums[from + 1] = sums[from];
      matched[from + 1] = matched[from];
    }
    for (; nth < spans.length && spans[nth].from === from; nth++) {
      const { to } = spans[nth];
      const sum = sums[from] + words[nth];
      if (words[nth] > 0 && sum > sums[to]) {
        sums[to] = sum;
        matched[to] = matched[from] + to - from;
      }
    }
  }
  return { sum: sums[slots], matched: matched[slots] };
};

/** What the words of a query are together, by document: neighbours in a field, the beginning of a title. @param {Search} s @param {Query} query @param {number} unit */
const pairsOf = (s, query, unit) => {
  const slots = query.slots.length;
  if (!PAIRS[unit].length || (slots < 2 && !query.open)) return undefined;
  const count = s.index.count(INDEX[unit]);
  const largest = new Float64Array(count);
  for (const [field, name] of PAIRS[unit]) {
    if (slots < 2) break;
    const counts = new Uint8Array(count);
    for (let at = 1; at < slots; at++) {
      for (const doc of listOf(s.entry(pairOf(query, at)), field)) counts[doc]++;
    }
    for (let doc = 0; doc < count; doc++) {
      if (counts[doc]) largest[doc] = Math.max(largest[doc], s.rank[name] * (counts[doc] / (slots - 1)));
    }
  }
  const begun = begunOf(s, query, unit);
  for (const [doc, share] of begun) largest[doc] += share;
  return largest;
};

/** How much of the shortest title, heading or definition that begins so is typed, weighted. @param {Search} s @param {Query} query @param {number} unit */
const begunOf = (s, query, unit) => {
  /** @type {Map<number, number>} */
  const begun = new Map();
  if (!isBeginning(query)) return begun;
  const typed = joinSlots(query);
  for (const number of s.index.shardsOf(typed)) {
    for (const entry of s.shard(number).entries) {
      if (!entry.key.startsWith(`t:${typed}`) || entry.text === typed) continue;
      const share = s.rank.begin * (letters(typed) / letters(entry.text));
      for (const field of WHOLE_OF[unit]) for (const doc of listOf(entry, field)) begun.set(doc, Math.max(begun.get(doc) ?? 0, share));
    }
  }
  return begun;
};

/** The documents of a term in a field. @param {Entry | undefined} entry @param {number} field @returns {Iterable<number>} */
const listOf = (entry, field) => entry?.lists.find((list) => list.field === field)?.docs ?? [];

/** Boosts of pages by their authors, in hundredths. @param {Search} s */
const boostsOf = (s) => new Map(s.manifest.columns[0].flatMap((/** @type {string} */ _, /** @type {number} */ block) =>
  [...s.column(0, block * COLUMN).boosts]));
