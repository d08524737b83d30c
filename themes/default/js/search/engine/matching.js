// @ts-check
/* Which pages have all words; `src/search/query/matching.rs` once more. */

const WHOLES = [11, 12, 13];
const PLAIN = 3;

/** What of the query each page has. */
class Matching {
  /** @param {Search} s @param {Query} query @param {Span[]} spans */
  constructor(s, query, spans) {
    const pages = s.manifest.pages;
    this.s = s;
    /** Slots that a page has as they are, as bits. */
    this.own = new Uint32Array(pages);
    for (const span of spans) this.mark(this.own, span);
    /** Slots that it has as they are or corrected. */
    this.all = this.own.slice();
    this.need = 2 ** query.slots.length - 1;
    /** @type {number[]} */
    this.dropped = [];
    /** Pages on which the phrases stand. @type {Uint8Array | undefined} */
    this.phrases = undefined;
    this.whole = new Uint8Array(pages).fill(PLAIN);
    this.corrected = new Uint8Array(pages);
    /** Places that are called like the query. @type {Set<number>} */
    this.places = new Set();
    const entry = query.slots.length ? s.entry(wholeKey(joinSlots(query))) : undefined;
    WHOLES.forEach((field, nth) => {
      const tier = query.isCompound ? [0, 2, 1][nth] : nth;
      for (const doc of listOf(entry, field)) {
        const page = s.pageOf(INDEX_OF[field], doc);
        this.whole[page] = Math.min(tier, this.whole[page]);
        if (INDEX_OF[field]) this.places.add(doc);
      }
    });
  }

  /** Marks the pages of a span's lists with its slots. @param {Uint32Array} masks @param {Span} span */
  mark(masks, span) {
    span.lists.forEach(({ docs }, unit) => {
      for (const doc of docs) masks[this.s.pageOf(INDEX[unit], doc)] |= span.mask;
    });
  }

  /** Notes the pages that are called like the corrected query. @param {Entry | undefined} entry */
  nameCorrected(entry) {
    for (const field of WHOLES) {
      for (const doc of listOf(entry, field)) this.corrected[this.s.pageOf(INDEX_OF[field], doc)] = 1;
    }
  }

  /** Number of pages that have a slot. @param {number} slot */
  count(slot) {
    let count = 0;
    for (const mask of this.all) count += mask >> slot & 1;
    return count;
  }

  /** Drops words until a page matches; words that occur nowhere and those of phrases are never dropped. @param {Query} query */
  decide(query) {
    const counts = query.slots.map((_, slot) => this.count(slot));
    if (counts.includes(0)) return;
    while (this.need && !this.all.some((_, page) => this.matches(page))) {
      let most = -1;
      query.slots.forEach((slot, at) => {
        // Of equal ones the first.
        if (this.need >> at & 1 && !slot.inPhrase && (most < 0 || counts[at] > counts[most])) most = at;
      });
      if (most < 0 || this.need === 2 ** most) return;
      this.need &= ~(1 << most);
      this.dropped.push(most);
    }
  }

  /** True if a page has what it must have, apart from some slots. @param {number} page */
  matches(page, slots = 0) {
    const need = this.need & ~slots;
    return (this.all[page] & need) === need && (!this.phrases || this.phrases[page] > 0);
  }

  /** @param {number} page */
  isCorrected(page) {
    return (this.own[page] & this.need) !== this.need;
  }

  /** The tier of a matching page. @param {number} page */
  tier(page) {
    return this.isCorrected(page) ? (this.corrected[page] ? 4 : 5) : this.whole[page];
  }
}
