// @ts-check
/* Reading the files of search, every length and number checked; `src/search/read/` once more. */

const VERSION = 2;
const COLUMN = 16384;
const CACHE = 8 << 20;
const COUNTED = 8;
/** Index of each field: 0 pieces, 1 places. */
const INDEX_OF = [0, 0, 0, 0, 0, 0, 1, 1, 0, 1, 1, 0, 1, 1];

/** @typedef {'offline' | 'updated' | 'broken'} Why */

/** What stops a search: a failure, or a newer search. */
class Stop extends Error {
  /** @param {Why | 'stale'} why */
  constructor(why) {
    super(why);
    this.why = why;
  }
}
/** @returns {never} */
const broken = () => {
  throw new Stop('broken');
};

const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** Bytes that are read from the front. */
class Cursor {
  /** @param {Uint8Array} bytes */
  constructor(bytes, at = 0, end = bytes.length) {
    this.source = bytes;
    this.at = at;
    this.end = end;
  }

  /** @param {number} count */
  bytes(count) {
    if (count > this.end - this.at) broken();
    return this.source.subarray(this.at, (this.at += count));
  }

  varint() {
    let value = 0;
    for (let shift = 1; shift <= 2 ** 28; shift *= 128) {
      if (this.at >= this.end) broken();
      const byte = this.source[this.at++];
      value += (byte & 127) * shift;
      if (byte < 128) return value < 2 ** 32 ? value : broken();
    }
    return broken();
  }

  /** A number of things that take at least one byte each. */
  count() {
    const count = this.varint();
    return count > this.end - this.at ? broken() : count;
  }

  /** @param {number} limit */
  below(limit) {
    const value = this.varint();
    return value < limit ? value : broken();
  }

  stringBytes() {
    return this.bytes(this.varint());
  }

  string() {
    return decode(this.stringBytes());
  }

  /** The next string of a sorted list; `before` is the one before it. @param {number[]} before */
  shared(before) {
    const shared = this.varint();
    if (shared > before.length) broken();
    before.length = shared;
    for (const byte of this.stringBytes()) before.push(byte);
    return before;
  }

  /** The next number of a rising list. @param {number} before @param {number} limit */
  rising(before, limit) {
    return rise(before, this.varint(), limit);
  }
}

/** @param {number} before -1 in front of the first @param {number} delta @param {number} limit */
const rise = (before, delta, limit) => {
  const value = before < 0 ? delta : delta ? before + delta : limit;
  return value < limit ? value : broken();
};

/** Bytes as text. @param {Uint8Array | number[]} bytes */
const decode = (bytes) => {
  let text = '';
  for (const byte of bytes) {
    if (byte > 127) return decoder.decode(Uint8Array.from(bytes));
    text += String.fromCharCode(byte);
  }
  return text;
};

/** What stands behind the header of an inflated file. @param {Uint8Array} file @param {string} kind */
const body = (file, kind) => {
  if (file.length < 9 || decode(file.subarray(0, 3)) !== 'pds') broken();
  if (file[3] !== VERSION) throw new Stop('updated');
  const length = file[5] + file[6] * 2 ** 8 + file[7] * 2 ** 16 + file[8] * 2 ** 24;
  return file[4] === kind.charCodeAt(0) && length === file.length ? file.subarray(9) : broken();
};

/** @param {Uint8Array} file @param {string} kind */
const json = (file, kind) => JSON.parse(decoder.decode(body(file, kind)));

/** Text is compared as UTF-8 bytes are: by code points. @param {string} a @param {string} b */
const compare = (a, b) => {
  const length = Math.min(a.length, b.length);
  for (let at = 0; at < length; at++) {
    const [x, y] = [a.charCodeAt(at), b.charCodeAt(at)];
    if (x !== y) {
      // Surrogates stand for code points above all others.
      const high = (/** @type {number} */ unit) => (unit >= 0xe000 ? unit - 0x800 : unit >= 0xd800 ? unit + 0x2000 : unit);
      return high(x) - high(y);
    }
  }
  return a.length - b.length;
};

/** The first place of a sorted list where a test fails. @param {number} length @param {(at: number) => boolean} test */
const partition = (length, test) => {
  let [low, high] = [0, length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (test(middle)) low = middle + 1;
    else high = middle;
  }
  return low;
};

/**
 * @typedef {{ field: number, docs: Uint32Array, counts: Uint32Array }} Postings
 * @typedef {{ key: string, text: string, forms: [string, number][], refs: string[], shard: number, at: number, lists: Postings[] }} Entry
 * @typedef {{ entries: Entry[], keys: Map<string, Entry>, forms: Map<string, Entry[]> }} Shard
 * @typedef {{ pages: Uint32Array, norms: Uint8Array[], boosts: Map<number, number> }} Column
 * @typedef {{ value: string, label: string, pages: Uint32Array }} Value
 */

/** @param {Uint8Array} file @param {number} number @param {any} manifest @returns {Shard} */
const readShard = (file, number, manifest) => {
  const cursor = new Cursor(body(file, 't'));
  /** @type {Shard} */
  const shard = { entries: [], keys: new Map(), forms: new Map() };
  /** @type {number[]} */
  const bytes = [];
  const count = cursor.count();
  for (let at = 0; at < count; at++) {
    cursor.shared(bytes);
    const text = decode(bytes);
    const type = decode(cursor.bytes(1));
    const key = `${type}:${text}`;
    /** @type {[string, number][]} */
    const forms = [];
    /** @type {string[]} */
    const refs = [];
    if (type === 'w') {
      for (let left = cursor.count(); left > 0; left--) {
        const kept = bytes.length - cursor.varint();
        if (kept < 0) broken();
        const rest = cursor.stringBytes();
        const form = kept === bytes.length ? text + decode(rest) : decode([...bytes.slice(0, kept), ...rest]);
        forms.push([form, cursor.varint()]);
      }
      for (let left = cursor.count(); left > 0; left--) refs.push(cursor.string());
    }
    const mask = cursor.below(1 << INDEX_OF.length);
    const inside = mask ? new Cursor(cursor.stringBytes()) : undefined;
    /** @type {Postings[] | undefined} */
    let lists;
    /** @type {Entry} */
    const entry = { key, text, forms, refs, shard: number, at,
      // Read when they are asked for.
      get lists() {
        return lists ??= inside ? readLists(new Cursor(inside.source), mask, manifest) : [];
      },
    };
    shard.entries.push(entry);
    shard.keys.set(key, entry);
    for (const [form] of forms) {
      const listing = shard.forms.get(form);
      if (listing) listing.push(entry);
      else shard.forms.set(form, [entry]);
    }
  }
  return shard;
};

/** @param {Cursor} cursor @param {number} mask @param {any} manifest */
const readLists = (cursor, mask, manifest) => {
  const lists = [];
  for (let field = 0; field < INDEX_OF.length; field++) {
    if (!(mask >> field & 1)) continue;
    const limit = INDEX_OF[field] ? manifest.places : manifest.pieces;
    const length = cursor.count();
    const [docs, counts] = [new Uint32Array(length), new Uint32Array(length)];
    for (let at = 0, doc = -1; at < length; at++) {
      const step = cursor.varint();
      docs[at] = doc = rise(doc, Math.floor(step / 2), limit);
      counts[at] = step % 2 ? 1 : Math.max(cursor.varint(), 1);
    }
    lists.push({ field, docs, counts });
  }
  return cursor.at === cursor.end ? lists : broken();
};

/** Positions by entry and field, as document * 2^32 + position. @param {Uint8Array} file @param {Shard} shard */
const readPositions = (file, shard) => {
  const cursor = new Cursor(body(file, 'p'));
  /** @type {Map<number, Uint8Array>} */
  const entries = new Map();
  for (const entry of shard.entries) {
    if (/^[wg]/.test(entry.key)) entries.set(entry.at, cursor.stringBytes());
  }
  return (/** @type {Entry} */ entry, /** @type {number} */ field) => {
    const cursor = new Cursor(entries.get(entry.at) ?? broken());
    const found = [];
    for (const list of entry.lists) {
      if (list.field > field) break;
      for (let at = 0; at < list.docs.length; at++) {
        for (let position = 0, left = list.counts[at]; left > 0; left--) {
          position += cursor.varint();
          if (list.field === field) found.push(list.docs[at] * 2 ** 32 + position);
        }
      }
    }
    return found;
  };
};

/** @param {Uint8Array} file @param {number} index @param {number} block @param {any} manifest @returns {Column} */
const readColumn = (file, index, block, manifest) => {
  const cursor = new Cursor(body(file, 'n'));
  const first = block * COLUMN;
  const length = Math.min((index ? manifest.places : manifest.pieces) - first, COLUMN);
  if (cursor.varint() !== index || cursor.varint() !== first || cursor.varint() !== length) broken();
  let page = cursor.below(manifest.pages);
  const borders = cursor.bytes(Math.ceil(length / 8));
  const pages = new Uint32Array(length);
  for (let doc = 0; doc < length; doc++) {
    if (doc && borders[doc >> 3] >> (doc & 7) & 1) page++;
    pages[doc] = page < manifest.pages ? page : broken();
  }
  const norms = manifest.fields.map((/** @type {any} */ field) =>
    field.index === index && field.b !== null ? cursor.bytes(length) : new Uint8Array());
  const boosts = new Map();
  if (!index) {
    for (let left = cursor.count(), page = -1; left > 0; left--) {
      page = cursor.rising(page, manifest.pages);
      boosts.set(page, cursor.varint());
    }
  }
  return { pages, norms, boosts };
};

/** The values of all facets. @param {Uint8Array} file @param {number} pages @returns {Map<string, Value[]>} */
const readFacets = (file, pages) => {
  const cursor = new Cursor(body(file, 'c'));
  const value = () => {
    const value = { value: cursor.string(), label: cursor.string(), pages: new Uint32Array(cursor.count()) };
    for (let at = 0, page = -1; at < value.pages.length; at++) value.pages[at] = page = cursor.rising(page, pages);
    return value;
  };
  return new Map(Array.from({ length: cursor.count() }, () => [cursor.string(), Array.from({ length: cursor.count() }, value)]));
};

/** @param {Uint8Array} file @param {number} pages */
const readOrder = (file, pages) => {
  const cursor = new Cursor(body(file, 'o'));
  return Array.from({ length: cursor.count() }, () => cursor.below(pages));
};

/** Words to correct with, each with its class of frequency. @param {Uint8Array} file @returns {[string, number][]} */
const readSpeller = (file) => {
  const cursor = new Cursor(body(file, 's'));
  /** @type {number[]} */
  const bytes = [];
  return Array.from({ length: cursor.count() }, () => [decode(cursor.shared(bytes)), cursor.varint()]);
};

/** True for an address below the root of the portal. @param {string} url */
const isInside = (url) => !/^\/|\/\/|^[^/]*:|[\\\0- ]|(^|\/)\.\.(\/|$)/.test(url);

/** @param {Uint8Array} file */
const readDocs = (file) => json(file, 'd').map((/** @type {any} */ [url, title, crumbs, kind, owner, lifecycle, note, pieces]) =>
  isInside(url) ? { url, title, crumbs, kind, owner, lifecycle, note, pieces } : broken());
