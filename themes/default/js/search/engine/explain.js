// @ts-check
/* The numbers behind the place of a page; `src/search/query/explain.rs` once more. */

/** The numbers behind the place of a page. @param {Done} done @param {number} page */
const explain = async ({ s, query, spans, scores, matching }, page) => {
  const scorer = new Scorer(s);
  const units = scores.units.flatMap((list, unit) => {
    const weights = pairsOf(s, query, unit);
    return ofPage(s, INDEX[unit], list, page).map(([doc, score]) => {
      const pairs = weights ? weights[doc] : 0;
      const cover = coverOf(query, spans, spans.map(({ lists }) => lists[unit].scores[lists[unit].docs.indexOf(doc)] ?? 0));
      const words = spans.flatMap((span) => span.readings.flatMap((reading) => {
        let sum = 0;
        const parts = reading.entry.lists.flatMap(({ field, docs, counts }) => {
          const at = docs.indexOf(doc);
          if (field < UNITS[unit][0] || field >= UNITS[unit][1] || at < 0) return [];
          const weight = scorer.weight(reading, field, docs.length, span.completed);
          const norm = scorer.norm(field, doc);
          const part = partOf(weight, counts[at], norm);
          sum = f(sum + part);
          return [{ field: s.manifest.fields[field].name, df: docs.length, tf: counts[at], weight, norm, part }];
        });
        const { entry, factor } = reading;
        return parts.length ? [{ slots: [span.from, span.to], term: entry.key, factor, score: factor * sum, parts }] : [];
      }));
      return { unit: ['page', 'piece', 'place'][unit], doc, score, ...cover, pairs, words };
    });
  });
  const boosts = boostsOf(s);
  return { page, tier: matching.tier(page), score: scores.pages[page], boost: boosts.has(page) ? boosts.get(page) / 100 : 1, units };
};
