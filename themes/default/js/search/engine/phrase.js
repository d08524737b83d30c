// @ts-check
/* Words in sequence; `src/search/query/phrase.rs` once more. */

/** Looks on which pages all phrases stand. @param {Search} s @param {Query} query @param {Span[]} spans */
const phrasesOf = async (s, query, spans) => {
  if (!query.phrases.length) return undefined;
  const entriesOf = (/** @type {number} */ slot) => spans.filter((span) => span.from === slot && span.to === slot + 1)
    .flatMap((span) => span.readings).filter(({ by, entry }) => by === ITSELF && !entry.key.startsWith('c:')).map(({ entry }) => entry);
  const entries = query.phrases.flatMap(([from, to]) => query.slots.slice(from, to).flatMap((_, at) => entriesOf(from + at)));
  await s.need(entries.map(({ shard }) => ['p', s.manifest.terms[shard][1], (file) => readPositions(file, s.shard(shard))]));
  const all = new Uint8Array(s.manifest.pages).fill(1);
  for (const [from, to] of query.phrases) {
    const here = new Uint8Array(all.length);
    for (let field = 0; field < COUNTED; field++) {
      /** @type {number[]} */
      let places = [];
      for (let slot = from; slot < to; slot++) {
        const at = entriesOf(slot).filter((entry) => entry.lists.some((list) => list.field === field))
          .flatMap((entry) => /** @type {number[]} */ (s.held.get(`p/${s.manifest.terms[entry.shard][1]}`)(entry, field)));
        const offset = query.slots[slot].position - query.slots[from].position;
        const known = new Set(at);
        places = slot === from ? at : places.filter((place) => known.has(place + offset));
      }
      for (const place of places) here[s.pageOf(INDEX_OF[field], Math.floor(place / 2 ** 32))] = 1;
    }
    here.forEach((value, page) => (all[page] &= value));
  }
  return all;
};
