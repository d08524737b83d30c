// @ts-check
/* Pages in their order, facets, help where nothing is found; `src/search/query/answer.rs` once more. */

const WITHIN = 'in';
const NEAR_EDITS = 3;

/**
 * @typedef {{ id: number, type: string, q: string, filters?: Record<string, string[]>, within?: string, literal?: boolean, facets?: boolean, from?: number, count?: number }} Request
 * @typedef {{ facet: string, values: string[], pages: Uint8Array }} Filter
 * @typedef {{ query: Query, spans: Span[], marks: Map<string, number>, scores: Scores, matching: Matching, s: Search }} Done
 */

/** Answers a query. @param {Search} s @param {Request} request */
const search = async (s, request) => {
  const isFiltered = request.facets || request.within || Object.keys(request.filters ?? {}).length;
  const facets = isFiltered ? s.needFacets() : Promise.resolve();
  // It is awaited below; until then its failure is nobody's.
  facets.catch(() => {});
  const query = parse(request.q);
  const spans = spansOf(query);
  await gather(s, query, spans);
  await s.needColumnsOf(spans, query.slots.length ? [s.entry(wholeKey(joinSlots(query)))] : []);
  const scorer = new Scorer(s);
  for (const span of spans) scorer.score(span);
  const matching = new Matching(s, query, spans);
  if (!request.literal) await correct(s, query, spans, scorer, matching);
  matching.phrases = await phrasesOf(s, query, spans);
  const scores = unitsOf(s, query, spans);
  matching.decide(query);
  await facets;
  const done = { query, spans, marks: marksOf(spans), scores, matching, s };
  return { done, results: await answer(request, done) };
};

/** Makes the answer out of what pages have. @param {Request} request @param {Done} done */
const answer = async (request, { query, spans, marks, scores, matching, s }) => {
  const filters = filtersOf(s, request);
  const wordless = !query.slots.length;
  const matched = Uint8Array.from({ length: s.manifest.pages }, (_, page) => (matching.matches(page) ? 1 : 0));
  const pages = wordless && !filters.length ? [] : passing(matched, filters);
  const [from, count] = [request.from ?? 0, request.count ?? 10];
  const order = wordless ? await byOrder(s, pages, from + count) : byScore(scores, matching, pages, from + count);
  const shown = order.slice(from);
  await s.needPages(shown);
  const results = {
    q: request.q,
    total: pages.length,
    dropped: matching.dropped.map((slot) => query.slots[slot].text),
    corrections: correctionsOf(s, spans, matching, order),
    cut: query.cut,
    within: (request.within && s.facet(WITHIN)?.find(({ value }) => value === request.within)?.label) || '',
    results: shown.map((page) => {
      const { pieces: _, ...card } = s.page(page);
      return { page, ...card, titleRanges: rangesOf(marks, card.title), tier: wordless ? 0 : matching.tier(page), score: scores.pages[page] };
    }),
    facets: request.facets ? countsOf(s, matched, filters) : {},
    /** @type {{ word: string, without: number }[]} */
    unknown: [],
    /** @type {string[]} */
    nearest: [],
    /** @type {{ facet: string, value: string, count: number }[]} */
    lift: [],
  };
  if (!pages.length && !wordless) {
    Object.assign(results, await unknownOf(s, query, matching, filters));
    results.lift = liftOf(s, request, matched, filters);
  }
  return results;
};

/** @param {Search} s @param {Request} request */
const filtersOf = (s, request) => {
  const wanted = Object.entries(request.filters ?? {});
  if (request.within) wanted.push([WITHIN, [request.within]]);
  /** @type {Filter[]} */
  const filters = [];
  for (const [facet, values] of wanted) {
    const known = s.facet(facet);
    if (!known || !values.length) continue;
    const pages = new Uint8Array(s.manifest.pages);
    for (const value of known) if (values.includes(value.value)) for (const page of value.pages) pages[page] = 1;
    filters.push({ facet, values, pages });
  }
  return filters;
};

/** Pages that pass all filters but one. @param {Uint8Array} matched @param {Filter[]} filters @param {Filter} [but] */
const passing = (matched, filters, but) => {
  const others = filters.filter((filter) => filter !== but);
  const found = [];
  for (let page = 0; page < matched.length; page++) {
    if (matched[page] && others.every((filter) => filter.pages[page])) found.push(page);
  }
  return found;
};

/** @param {Search} s @param {number[]} pages @param {number} count */
const byOrder = async (s, pages, count) => {
  if (!pages.length) return [];
  const { order } = s.manifest;
  await s.need([['o', order, (file) => readOrder(file, s.manifest.pages)]]);
  const wanted = new Set(pages);
  return /** @type {number[]} */ (s.held.get(`o/${order}`)).filter((page) => wanted.has(page)).slice(0, count);
};

/** The first pages by tier, score and number. @param {Scores} scores @param {Matching} matching @param {number[]} pages @param {number} count */
const byScore = (scores, matching, pages, count) => {
  /** @type {{ page: number, tier: number, score: number }[]} */
  const order = [];
  for (const page of pages) {
    const [tier, score] = [matching.tier(page), scores.pages[page]];
    const isBehind = (/** @type {typeof order[0]} */ other) => tier > other.tier || (tier === other.tier && score <= other.score);
    if (order.length === count && (!count || isBehind(order[count - 1]))) continue;
    order.splice(partition(order.length, (at) => isBehind(order[at])), 0, { page, tier, score });
    order.length = Math.min(order.length, count);
  }
  return order.map(({ page }) => page);
};

/** The corrections that the first page needs which needs some. @param {Search} s @param {Span[]} spans @param {Matching} matching @param {number[]} order */
const correctionsOf = (s, spans, matching, order) => {
  const page = order.find((page) => matching.isCorrected(page));
  if (page === undefined) return [];
  const lacking = matching.need & ~matching.own[page];
  const isHere = (/** @type {Reading} */ { entry }) => entry.lists.some((list) =>
    list.field < COUNTED && list.docs.some((doc) => s.pageOf(INDEX_OF[list.field], doc) === page));
  return spans.filter((span) => span.mask & lacking && span.corrections.length).flatMap((span) => {
    const found = span.readings.filter((reading) => reading.by >= 0 && isHere(reading)).map(({ by }) => by);
    return found.length ? [{ from: span.text, to: span.corrections[Math.min(...found)] }] : [];
  });
};

/** Values of all facets: those that a page has, and those that are chosen. @param {Search} s @param {Uint8Array} matched @param {Filter[]} filters */
const countsOf = (s, matched, filters) => Object.fromEntries(s.manifest.facets.filter((/** @type {string} */ facet) => facet !== WITHIN).map((/** @type {string} */ facet) => {
  const own = filters.find((filter) => filter.facet === facet);
  const passes = new Uint8Array(matched.length);
  for (const page of passing(matched, filters, own)) passes[page] = 1;
  const values = (s.facet(facet) ?? []).map(({ value, label, pages }) =>
    ({ value, label, count: pages.reduce((count, page) => count + passes[page], 0) }));
  return [facet, values.filter(({ value, count }) => count || own?.values.includes(value))];
}));

/** Words that occur nowhere, and words near them. @param {Search} s @param {Query} query @param {Matching} matching @param {Filter[]} filters */
const unknownOf = async (s, query, matching, filters) => {
  const unknown = [];
  /** @type {Set<string>} */
  const near = new Set();
  for (const [slot, { text }] of query.slots.entries()) {
    if (matching.count(slot)) continue;
    const matched = matching.all.map((_, page) => (query.slots.length > 1 && matching.matches(page, 1 << slot) ? 1 : 0));
    unknown.push({ word: text, without: passing(Uint8Array.from(matched), filters).length });
    await s.needSpeller();
    for (const [word] of nearest(s, text, Math.min(NEAR_EDITS, Math.floor(letters(text) / 3)))) near.add(word);
  }
  return { unknown, nearest: [...near] };
};

/** How many pages there would be without each filter. @param {Search} s @param {Request} request @param {Uint8Array} matched @param {Filter[]} filters */
const liftOf = (s, request, matched, filters) => filters.flatMap(({ facet, values }) => values.map((value) => {
  const rest = facet === WITHIN ? { ...request, within: '' }
    : { ...request, filters: { ...request.filters, [facet]: values.filter((other) => other !== value) } };
  return { facet, value, count: passing(matched, filtersOf(s, rest)).length };
}));
