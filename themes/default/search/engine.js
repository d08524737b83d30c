// @ts-check
// The search engine of the browser: a query in, an answer out. It knows no page; it runs in a worker, on a page, or in Node.
//
// It is `src/search/query/` and `src/search/words.rs` once more, function by function under the same names, and gives the
// same bits: whoever changes one changes the other. Files and rules: docs/search-format.md.

(() => {
'use strict';

/** @typedef {{ text: string, kind: 'w' | 'c' | 'g', position: number, start: number, end: number, word: number }} Token */

/* ---- Words ---- */

const LONGEST_PART = 64;
const WHOLE = new Set(('a11y b2b b2c base16 base32 base58 base64 bm25 c3po crc32 ec2 ed25519 es5 es6 f16 f32 f64 gpt3 gpt4 h2 ' +
  'h264 h265 http1 http2 http3 i16 i18n i32 i64 i8 int16 int32 int64 int8 k3s k8s l10n log4j lz4 md5 mp3 mp4 neo4j o11y oauth1 ' +
  'oauth2 p2p rc4 rfc3339 s3 sha1 sha2 sha224 sha256 sha3 sha384 sha512 u16 u32 u64 u8 uint16 uint32 uint64 uint8 utf16 utf32 ' +
  'utf8 web2 web3 x509 x64 x86').split(' '));
const SIGNS = new Map([['c++', 'cplusplus'], ['g++', 'gplusplus'], ['c#', 'csharp'], ['f#', 'fsharp'], ['j#', 'jsharp'],
  ['.net', 'dotnet'], ['asp.net', 'aspdotnet']]);
const METHODS = /^(get|put|post|patch|delete|head|options|trace)$/;
const LETTERS = new Map([...'ßss æae œoe øo đd łl ıi ςσ'.matchAll(/(\S)(\S+)/gu)].map((found) => [found[1], found[2]]));

// Classes of characters; a mark belongs to the character before it.
const [UPPER, LETTER, DIGIT, MARK, UNSPACED, SIGN] = [0, 1, 2, 3, 4, 5];
const UNSPACED_CHARS = new RegExp('[\\u0e01-\\u0e3a\\u0e40-\\u0e4e\\u1100-\\u11ff\\u3005\\u3007\\u3041-\\u3096\\u309d-\\u309f\\u30a1-\\u30fa' +
  '\\u30fc-\\u30ff\\u3130-\\u318f\\u31f0-\\u31ff\\u3400-\\u4dbf\\u4e00-\\u9fff\\ua960-\\ua97f\\uac00-\\ud7ff\\uf900-\\ufaff' +
  '\\uff66-\\uff9d\\u{20000}-\\u{323af}]', 'u');

// Assigned after Unicode 17.
const LATER = new RegExp('[\\u05c8\\u05c9\\u0b53\\u0b54\\u1ade\\u1adf\\u1aec-\\u1af0\\u{10ecb}-\\u{10ecf}\\u{10ef0}-\\u{10ef9}' +
  '\\u{11df0}\\u{1d127}\\u{1d128}\\u{1d250}-\\u{1d252}\\u{1d25b}\\u{1d25c}\\u{1d25f}\\u{1d280}\\u{1d281}]', 'u');

/** @param {string} value */
const classOf = (value) => {
  if (value < '\x80') return /[A-Z]/.test(value) ? UPPER : /[a-z]/.test(value) ? LETTER : /\d/.test(value) ? DIGIT : SIGN;
  if (UNSPACED_CHARS.test(value)) return UNSPACED;
  if (LATER.test(value)) return LETTER;
  if (/\p{N}/u.test(value)) return DIGIT;
  if (/\p{M}/u.test(value)) return MARK;
  return /\p{Alphabetic}/u.test(value) ? (/\p{Uppercase}/u.test(value) ? UPPER : LETTER) : SIGN;
};

const HARD = /[\p{White_Space}\p{Cc},;"'()[\]{}<>=!?|*\x60\u2018-\u201f\u2026«»、。・「」]/u;

/** @param {string} part */
const fold = (part) => {
  if (/^[\0-\x7f]*$/.test(part)) return part.toLowerCase();
  const bare = part.normalize('NFKC').toLowerCase().normalize('NFD').replace(/[\u0300-\u036f]/g, '').normalize('NFC');
  return bare.replace(/[ßæœøđłıς]/g, (letter) => LETTERS.get(letter) ?? letter);
};

/**
 * The words of a text, in order; a compound stands behind its parts.
 * @param {string} text
 * @returns {Token[]}
 */
const words = (text) => {
  /** @type {Token[]} */
  const tokens = [];
  /** @type {{ value: string, kind: number, at: number }[]} */
  let run = [];
  let [position, word, method, brace] = [0, 0, '', false];
  const end = (/** @type {typeof run[0]} */ c) => c.at + c.value.length;
  const source = (/** @type {typeof run} */ part) => text.slice(part[0].at, end(part[part.length - 1]));
  const push = (/** @type {string} */ text, /** @type {Token['kind']} */ kind, /** @type {typeof run} */ part, at = position) =>
    tokens.push({ text, kind, position: at, start: part[0].at, end: end(part[part.length - 1]), word });

  const isWhole = (/** @type {typeof run} */ part) => {
    const text = source(part);
    return /^[\0-\x7f]{1,8}$/.test(text) && WHOLE.has(text.toLowerCase());
  };

  // Splits at `aB`, `ABc` and between letters and digits.
  const splitRun = (/** @type {typeof run} */ run, /** @type {(typeof run)[]} */ parts) => {
    if (isWhole(run)) return parts.push(run);
    let before = LETTER;
    const kinds = run.map((c) => (before = c.kind === MARK ? before : c.kind));
    const cuts = [0];
    for (let at = 1; at < run.length; at++) {
      if (run[at].kind === MARK) continue;
      const [a, b] = [kinds[at - 1], kinds[at]];
      const next = run.slice(at + 1).find((c) => c.kind !== MARK)?.kind;
      if (a === DIGIT || b === DIGIT ? a !== b : b === UPPER && (a === LETTER || (a === UPPER && next === LETTER))) cuts.push(at);
    }
    cuts.push(run.length);
    for (let nth = 0; nth + 1 < cuts.length;) {
      let [start, close] = [cuts[nth], cuts[nth + 1]];
      nth++;
      const digitsFollow = nth + 1 < cuts.length && kinds[close] === DIGIT && kinds[start] !== DIGIT;
      if (digitsFollow && (/^[vV]$/.test(run[close - 1].value) || isWhole(run.slice(start, cuts[nth + 1])))) close = cuts[++nth];
      parts.push(run.slice(start, close));
    }
  };

  // A word between two places where the text is cut.
  const cutWord = () => {
    const before = method;
    if (!run.length) return;
    method = '';
    let last = run.length - 1;
    while (last > 0 && /[.:/]/.test(run[last].value)) last--;
    const name = run.slice(0, last + 1);
    const signs = SIGNS.get(source(name).toLowerCase());
    if (signs) {
      push(signs, 'w', name);
      position++;
      word++;
      return;
    }
    const kept = (/** @type {typeof run[0]} */ c) => c.kind !== SIGN || c.value === '_' || c.value === '$';
    const first = run.findIndex(kept);
    if (first < 0) return;
    last = run.length - 1;
    while (!kept(run[last])) last--;
    const isPath = run.slice(0, first + 1).some((c) => c.value === '/');
    const all = run.slice(first, last + 1);
    const numbers = /^[vV]$/.test(all[0].value) ? all.slice(1) : all;
    const version = numbers.length ? source(numbers) : '';
    if (version.length <= LONGEST_PART && /^\d+(\.\d+)+$/.test(version)) {
      push(version, 'w', numbers);
      const short = version.split('.', 2).join('.');
      if (short !== version) push(short, 'w', numbers);
      position++;
      word++;
      return;
    }
    let [start, joined, parts] = [position, '', 0];
    /** @type {typeof run} */
    let segment = [];
    /** @type {(typeof run)[]} */
    const segments = [];
    all.forEach((c, at) => {
      const previous = segment[segment.length - 1];
      const together = c.kind !== SIGN && previous && (previous.kind === UNSPACED) === (c.kind === UNSPACED);
      if (!together && segment.length) {
        segments.push(segment);
        segment = [];
      }
      if (c.kind !== SIGN) segment.push(c);
      if (at === all.length - 1 && segment.length) segments.push(segment);
    });
    for (const segment of segments) {
      if (segment[0].kind === UNSPACED) {
        const width = Math.min(segment.length, 2);
        for (let at = 0; at + width <= segment.length; at++) {
          const pair = segment.slice(at, at + width);
          push(fold(source(pair)), 'g', pair);
          position++;
        }
        continue;
      }
      /** @type {(typeof run)[]} */
      const found = [];
      splitRun(segment, found);
      for (const part of found) {
        let folded = fold(source(part));
        if (folded.length > LONGEST_PART) folded = [...folded].slice(0, LONGEST_PART).join('');
        if (!folded) continue;
        joined += folded;
        parts++;
        push(folded, 'w', part);
        position++;
      }
    }
    const compound = (/** @type {string} */ text) => {
      if ([...text].length <= LONGEST_PART) push(text, 'c', all, start);
    };
    if (before && isPath && parts > 0) compound(before + joined);
    if (parts === 1 && METHODS.test(joined)) method = joined;
    if (parts > 1) compound(joined);
    word++;
  };

  let at = 0;
  for (const value of text) {
    // Braces of a path's parameters do not end it.
    const soft = value === '{' ? run[run.length - 1]?.value === '/' : value === '}' && brace;
    if (soft) {
      brace = value === '{';
      run.push({ value, kind: SIGN, at });
    } else if (HARD.test(value)) {
      cutWord();
      run = [];
      brace = false;
      if (!/\p{White_Space}/u.test(value)) method = '';
    } else {
      const [kind, before] = [classOf(value), run[run.length - 1]?.kind ?? SIGN];
      run.push({ value, kind: kind === MARK ? (before === SIGN ? LETTER : before === UNSPACED ? UNSPACED : MARK) : kind, at });
    }
    at += value.length;
  }
  cutWord();
  return tokens;
};

/* ---- Files ---- */

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
  if (file[3] !== 1) throw new Stop('updated');
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
    if (bytes.length < 2) broken();
    const key = decode(bytes);
    const text = key.slice(2);
    /** @type {[string, number][]} */
    const forms = [];
    for (let left = cursor.count(); left > 0; left--) {
      const kept = bytes.length - cursor.varint();
      if (kept < 2) broken();
      const rest = cursor.stringBytes();
      const form = kept === bytes.length ? text + decode(rest) : decode([...bytes.slice(2, kept), ...rest]);
      forms.push([form, cursor.varint()]);
    }
    const refs = [];
    for (let left = cursor.count(); left > 0; left--) refs.push(cursor.string());
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

/** @param {Uint8Array} file @param {number} pages @returns {Value[]} */
const readFacet = (file, pages) => {
  const cursor = new Cursor(body(file, 'c'));
  const values = [];
  for (let left = cursor.count(); left > 0; left--) {
    const value = { value: cursor.string(), label: cursor.string(), pages: new Uint32Array(cursor.count()) };
    for (let at = 0, page = -1; at < value.pages.length; at++) value.pages[at] = page = cursor.rising(page, pages);
    values.push(value);
  }
  return values;
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

/** An index: its manifest, and the files that were read of it. Paths are relative to `search/`. */
class Index {
  /** @param {(path: string, fresh: boolean) => Promise<Uint8Array>} load */
  constructor(load) {
    this.load = load;
    /** @type {Map<string, { value: any, size: number }>} */
    this.cache = new Map();
    this.size = 0;
    /** @type {Map<string, Promise<any>>} */
    this.running = new Map();
    /** @type {Map<string, Uint8Array>} */
    this.bundle = new Map();
    this.name = '';
    /** @type {any} */
    this.manifest = undefined;
    /** Norms by field and id, once they are known. @type {any} */
    this.norms = undefined;
  }

  /** @param {boolean} fresh past all caches @param {Index} [before] */
  async open(fresh, before) {
    const pointer = JSON.parse(decoder.decode(await this.load('index.json', fresh)));
    if (pointer.v !== 1) throw new Stop('updated');
    this.name = pointer.b ?? pointer.m;
    if (before && before.name !== this.name) this.cache = before.cache;
    const file = await this.load(this.name, fresh);
    let manifest = file;
    if (pointer.b) {
      const cursor = new Cursor(body(file, 'b'));
      for (let left = cursor.count(); left > 0; left--) this.bundle.set(cursor.string(), cursor.stringBytes());
      manifest = this.bundle.get('m') ?? broken();
    }
    const m = this.manifest = json(manifest, 'm');
    const blocks = (/** @type {number} */ count, size = COLUMN) => Math.ceil(count / size);
    const whole = m.fields.length === COUNTED && m.positions.length === m.terms.length && m.block > 0
      && m.columns[0].length === blocks(m.pieces) && m.columns[1].length === blocks(m.places)
      && m.docs.length === blocks(m.pages, m.block);
    if (!whole) broken();
    return this;
  }

  /**
   * What was read of a file; from the cache, from a fetch that runs, or from a new one.
   * @param {string} folder @param {string} name @param {(file: Uint8Array) => any} read @param {boolean} fresh
   */
  async file(folder, name, read, fresh) {
    const path = `${folder}/${name}`;
    const known = this.cache.get(path);
    if (known) {
      this.cache.delete(path);
      this.cache.set(path, known);
      return known.value;
    }
    let running = this.running.get(path);
    if (!running) {
      running = (async () => {
        const file = this.bundle.get(path) ?? (await this.load(`${path}.bin`, fresh));
        const value = read(file);
        // Read values take about four times the room of the file.
        const size = file.length * 4;
        this.cache.set(path, { value, size });
        this.size += size;
        for (const [oldest, { size }] of this.cache) {
          if (this.size <= CACHE || oldest === path) break;
          this.cache.delete(oldest);
          this.size -= size;
        }
        return value;
      })().finally(() => this.running.delete(path));
      this.running.set(path, running);
    }
    return running;
  }

  /** @param {number} index */
  count(index) {
    return index ? this.manifest.places : this.manifest.pieces;
  }

  /** The shard of a key, -1 if there is none. @param {string} key */
  shardOf(key) {
    const { terms } = this.manifest;
    return partition(terms.length, (at) => compare(terms[at][0], key) <= 0) - 1;
  }

  /** The shards that may hold keys that begin so. @param {string} prefix */
  shardsOf(prefix) {
    const { terms } = this.manifest;
    const end = partition(terms.length, (at) => compare(terms[at][0], prefix) <= 0 || terms[at][0].startsWith(prefix));
    const found = [];
    for (let shard = Math.max(this.shardOf(prefix), 0); shard < end; shard++) found.push(shard);
    return found;
  }
}

/**
 * A query while it is answered. It holds the files that it needs, so that what is computed never waits.
 */
class Search {
  /** @param {Index} index @param {boolean} fresh @param {() => boolean} isStale */
  constructor(index, fresh, isStale) {
    this.index = index;
    this.manifest = index.manifest;
    this.rank = index.manifest.rank;
    this.fresh = fresh;
    this.isStale = isStale;
    /** @type {Map<string, any>} */
    this.held = new Map();
    /** Held columns by index and block. @type {Column[][]} */
    this.columns = [[], []];
  }

  /** Reads files side by side. @param {[string, string, (file: Uint8Array) => any][]} files */
  async need(files) {
    await Promise.all(files.map(async ([folder, name, read]) => {
      const path = `${folder}/${name}`;
      if (!this.held.has(path)) this.held.set(path, await this.index.file(folder, name, read, this.fresh));
    }));
    if (this.isStale()) throw new Stop('stale');
  }

  /** @param {Iterable<number>} numbers */
  needShards(numbers) {
    const shard = (/** @type {number} */ number) => /** @type {[string, string, any]} */ (['t', this.manifest.terms[number][1],
      (/** @type {Uint8Array} */ file) => readShard(file, number, this.manifest)]);
    return this.need([...new Set(numbers)].filter((number) => number >= 0).map(shard));
  }

  /** Reads the shards of keys and of what begins with prefixes, and those that these refer to. @param {string[]} keys @param {string[]} prefixes */
  async needTerms(keys, prefixes = []) {
    await this.needShards([...keys.map((key) => this.index.shardOf(key)), ...prefixes.flatMap((prefix) => this.index.shardsOf(prefix))]);
    const refs = keys.flatMap((key) => this.entry(key)?.refs ?? []);
    for (const prefix of prefixes) {
      for (const number of this.index.shardsOf(prefix)) {
        for (const entry of this.shard(number).entries) if (entry.key.startsWith(prefix)) refs.push(...entry.refs);
      }
    }
    await this.needShards(refs.map((ref) => this.index.shardOf(`w:${ref}`)));
  }

  /** @param {[number, number][]} columns index and block */
  needColumns(columns) {
    const column = (/** @type {[number, number]} */ [index, block]) => /** @type {[string, string, any]} */ (['n', this.manifest.columns[index][block],
      (/** @type {Uint8Array} */ file) => readColumn(file, index, block, this.manifest)]);
    return this.need(columns.map(column)).then(() => {
      for (const [index, block] of columns) this.columns[index][block] = this.held.get(`n/${this.manifest.columns[index][block]}`);
    });
  }

  /** Reads the columns of all documents of readings and other terms. @param {Span[]} spans @param {(Entry | undefined)[]} entries */
  needColumnsOf(spans, entries) {
    /** @type {Map<string, [number, number]>} */
    const blocks = new Map();
    // The columns of pieces hold the boosts.
    this.manifest.columns[0].forEach((/** @type {string} */ _, /** @type {number} */ block) => blocks.set(`0/${block}`, [0, block]));
    const add = (/** @type {Entry | undefined} */ entry) => {
      for (const list of entry?.lists ?? []) {
        const index = INDEX_OF[list.field];
        let last = -1;
        for (const doc of list.docs) {
          const block = Math.floor(doc / COLUMN);
          if (block !== last) blocks.set(`${index}/${block}`, [index, (last = block)]);
        }
      }
    };
    for (const span of spans) for (const reading of span.readings) add(reading.entry);
    entries.forEach(add);
    return this.needColumns([...blocks.values()]);
  }

  /** @param {number} number @returns {Shard} */
  shard(number) {
    return this.held.get(`t/${this.manifest.terms[number][1]}`) ?? broken();
  }

  /** The term of a key. @param {string} key */
  entry(key) {
    const number = this.index.shardOf(key);
    return number < 0 ? undefined : this.shard(number).keys.get(key);
  }

  /** @param {number} index @param {number} doc @returns {Column} */
  column(index, doc) {
    return this.columns[index][Math.floor(doc / COLUMN)] ?? broken();
  }

  /** @param {number} index @param {number} doc */
  pageOf(index, doc) {
    return this.column(index, doc).pages[doc % COLUMN];
  }

  /** The values of a facet. @param {string} facet @returns {Value[] | undefined} */
  facet(facet) {
    const { facets } = this.manifest;
    return Object.hasOwn(facets, facet) ? this.held.get(`c/${facets[facet]}`) : undefined;
  }

  /** @param {string[]} facets */
  needFacets(facets) {
    const known = facets.filter((facet) => Object.hasOwn(this.manifest.facets, facet));
    return this.need(known.map((facet) => ['c', this.manifest.facets[facet], (file) => readFacet(file, this.manifest.pages)]));
  }

  async needSpeller() {
    await this.need([['s', this.manifest.speller, readSpeller]]);
  }

  /** @returns {[string, number][]} */
  speller() {
    return this.held.get(`s/${this.manifest.speller}`);
  }

  /** @param {number[]} pages */
  needPages(pages) {
    const blocks = new Set(pages.map((page) => Math.floor(page / this.manifest.block)));
    return this.need([...blocks].map((block) => ['d', this.manifest.docs[block], readDocs]));
  }

  /** What is shown of a page. @param {number} page */
  page(page) {
    const { block, docs } = this.manifest;
    return this.held.get(`d/${docs[Math.floor(page / block)]}`)?.[page % block] ?? broken();
  }
}

/* ---- Parsing ---- */

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
  query.isCompound = slots.length > 1 && query.joined.some(([from, to]) => from === 0 && to === slots.length);
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

/* ---- Readings ---- */

const OWN_FACTORS = 50;
const SHORT_COMPLETIONS = 64;
const MAX_WHOLE = 128;

/** A number of a table; the last one beyond its end. @param {number[]} table @param {number} at */
const inTable = (table, at) => table[Math.min(at, table.length - 1)];

/** Finds the readings of all spans. @param {Search} s @param {Query} query @param {Span[]} spans */
const gather = async (s, query, spans) => {
  const keys = spans.flatMap((span) => (span.isBigram ? [`g:${span.text}`] : [`w:${span.text}`, `c:${span.text}`]));
  const prefixes = spans.flatMap((span) => (span.open && letters(span.text) > 2 ? [`w:${span.text}`, `c:${span.text}`] : []));
  for (let at = 1; at < query.slots.length; at++) keys.push(pairOf(query, at));
  if (query.slots.length) keys.push(wholeKey(joinSlots(query)));
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
  const number = s.index.shardOf(key);
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
  for (const number of s.index.shardsOf(`w:${prefix}`)) {
    for (const entry of s.shard(number).entries) {
      if (!entry.key.startsWith('w:')) continue;
      for (const [form, pages] of entry.forms) if (begins(form)) found.push({ form, pages, entry });
      if (!begins(entry.text)) continue;
      for (const stem of entry.refs) {
        const other = s.entry(`w:${stem}`);
        const listed = other?.forms.find(([form]) => form === entry.text);
        if (other && listed && other.lists.length) found.push({ form: entry.text, pages: listed[1], entry: other });
      }
    }
  }
  for (const number of s.index.shardsOf(`c:${prefix}`)) {
    for (const entry of s.shard(number).entries) {
      if (!entry.key.startsWith('c:') || !begins(entry.text)) continue;
      found.push({ form: entry.text, pages: Math.max(0, ...entry.lists.map((list) => list.docs.length)), entry });
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

/* ---- Scores ---- */

const f = Math.fround;
const K1 = f(1.2);
const NO_NORM = 1;
/** Fields of each unit: of pages, of pieces, of places; first and one behind the last. */
const UNITS = [[0, 4], [4, 6], [6, 8]];
const INDEX = [0, 0, 1];
/** @type {[number, string][][]} */
const PAIRS = [[[8, 'pair_title']], [], [[9, 'pair_heading'], [10, 'pair_defs']]];

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

/** The part of neighbouring slots that are neighbours in a field, weighted; the largest of the fields, by document. @param {Search} s @param {Query} query @param {number} unit */
const pairsOf = (s, query, unit) => {
  const slots = query.slots.length;
  if (!PAIRS[unit].length || slots < 2) return undefined;
  const count = s.index.count(INDEX[unit]);
  const largest = new Float64Array(count);
  for (const [field, name] of PAIRS[unit]) {
    const counts = new Uint8Array(count);
    for (let at = 1; at < slots; at++) {
      for (const doc of listOf(s.entry(pairOf(query, at)), field)) counts[doc]++;
    }
    for (let doc = 0; doc < count; doc++) {
      if (counts[doc]) largest[doc] = Math.max(largest[doc], s.rank[name] * (counts[doc] / (slots - 1)));
    }
  }
  return largest;
};

/** The documents of a term in a field. @param {Entry | undefined} entry @param {number} field @returns {Iterable<number>} */
const listOf = (entry, field) => entry?.lists.find((list) => list.field === field)?.docs ?? [];

/** Boosts of pages by their authors, in hundredths. @param {Search} s */
const boostsOf = (s) => new Map(s.manifest.columns[0].flatMap((/** @type {string} */ _, /** @type {number} */ block) =>
  [...s.column(0, block * COLUMN).boosts]));

/* ---- Matching ---- */

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

/* ---- Corrections ---- */

const ENOUGH_PAGES = 3;
const MAX_CORRECTIONS = 4;

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

/** Words that a reader may have meant, with their distance. @param {Search} s @param {string} word @param {number} edits */
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

/* ---- Phrases ---- */

/** Looks on which pages all phrases stand. @param {Search} s @param {Query} query @param {Span[]} spans */
const phrasesOf = async (s, query, spans) => {
  if (!query.phrases.length) return undefined;
  const entriesOf = (/** @type {number} */ slot) => spans.filter((span) => span.from === slot && span.to === slot + 1)
    .flatMap((span) => span.readings).filter(({ by, entry }) => by === ITSELF && !entry.key.startsWith('c:')).map(({ entry }) => entry);
  const entries = query.phrases.flatMap(([from, to]) => query.slots.slice(from, to).flatMap((_, at) => entriesOf(from + at)));
  await s.need(entries.map(({ shard }) => ['p', s.manifest.positions[shard], (file) => readPositions(file, s.shard(shard))]));
  const all = new Uint8Array(s.manifest.pages).fill(1);
  for (const [from, to] of query.phrases) {
    const here = new Uint8Array(all.length);
    for (let field = 0; field < COUNTED; field++) {
      /** @type {number[]} */
      let places = [];
      for (let slot = from; slot < to; slot++) {
        const at = entriesOf(slot).filter((entry) => entry.lists.some((list) => list.field === field))
          .flatMap((entry) => /** @type {number[]} */ (s.held.get(`p/${s.manifest.positions[entry.shard]}`)(entry, field)));
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

/* ---- Answers ---- */

const WITHIN = 'in';
const NEAR_EDITS = 3;

/**
 * @typedef {{ id: number, type: string, q: string, filters?: Record<string, string[]>, within?: string, literal?: boolean, facets?: boolean, from?: number, count?: number }} Request
 * @typedef {{ facet: string, values: string[], pages: Uint8Array }} Filter
 * @typedef {{ query: Query, spans: Span[], marks: Map<string, number>, scores: Scores, matching: Matching, s: Search }} Done
 */

/** Answers a query. @param {Search} s @param {Request} request */
const search = async (s, request) => {
  const facets = s.needFacets([...Object.keys(request.filters ?? {}), WITHIN, ...(request.facets ? Object.keys(s.manifest.facets) : [])]
    .filter((facet) => facet !== WITHIN || request.within));
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
const countsOf = (s, matched, filters) => Object.fromEntries(Object.keys(s.manifest.facets).filter((facet) => facet !== WITHIN).map((facet) => {
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
    for (const [word] of nearest(s, text, Math.min(NEAR_EDITS, letters(text) >> 1))) near.add(word);
  }
  return { unknown, nearest: [...near] };
};

/** How many pages there would be without each filter. @param {Search} s @param {Request} request @param {Uint8Array} matched @param {Filter[]} filters */
const liftOf = (s, request, matched, filters) => filters.flatMap(({ facet, values }) => values.map((value) => {
  const rest = facet === WITHIN ? { ...request, within: '' }
    : { ...request, filters: { ...request.filters, [facet]: values.filter((other) => other !== value) } };
  return { facet, value, count: passing(matched, filtersOf(s, rest)).length };
}));

/* ---- Sections ---- */

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
  for (const [nth, section] of await load(done, page, number, places)) {
    others.delete(nth);
    const { score, isExact } = places.get(nth) ?? { score: 0, isExact: false };
    const slots = [section.heading, ...section.texts].reduce((mask, text) =>
      hitsOf(marks, words(String(text))).reduce((mask, hit) => mask | hit.slots, mask), 0);
    if (slots || score > 0) found.push({ number: nth, section, isExact, slots: ones(slots), score });
  }
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

/* ---- Explanations ---- */

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

/* ---- Messages ---- */

/** @param {(url: string, init?: RequestInit) => Promise<Response>} fetch */
const engine = (fetch) => {
  let root = '';
  let latest = 0;
  /** @type {Promise<Index> | undefined} */
  let opening;
  /** What the last search found. @type {Done | undefined} */
  let last;

  /** A stored file, inflated. @param {string} path @param {boolean} fresh */
  const load = async (path, fresh) => {
    let bytes;
    try {
      const response = await fetch(root + path, fresh ? { cache: path === 'index.json' ? 'no-store' : 'reload' } : {});
      if (!response.ok) broken();
      bytes = new Uint8Array(await response.arrayBuffer());
    } catch (error) {
      throw error instanceof Stop ? error : new Stop('offline');
    }
    if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) return bytes;
    const inflated = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('gzip'));
    return new Uint8Array(await new Response(inflated).arrayBuffer());
  };

  /** @param {boolean} fresh */
  const open = (fresh) => {
    const before = opening;
    opening = (async () => new Index(load).open(fresh, fresh ? await before?.catch(() => undefined) : undefined))();
    opening.catch(() => {});
    return opening;
  };

  /** @param {any} message @param {boolean} again */
  const run = async (message, again) => {
    if (message.type === 'open') {
      const { manifest } = await (again || !opening ? open(again) : opening);
      return { type: 'opened', facets: Object.keys(manifest.facets).filter((facet) => facet !== WITHIN) };
    }
    if (message.type === 'search') {
      const turn = again ? latest : ++latest;
      const index = await (again || !opening ? open(again) : opening);
      const { done, results } = await search(new Search(index, again, () => turn !== latest), message);
      last = done;
      return { type: 'results', ...results };
    }
    const done = last;
    if (!done) throw new Stop('stale');
    if (again) {
      // Pages of another index have other numbers.
      const index = await open(true);
      if (index.name !== done.s.index.name) throw new Stop('updated');
    }
    done.s.fresh = again;
    done.s.isStale = () => false;
    if (message.type === 'explain') return { type: 'explain', ...(await explain(done, message.page)) };
    const pages = message.pages.filter((/** @type {number} */ page) => page < done.s.manifest.pages);
    return { type: 'snippets', pages: await Promise.all(pages.map((/** @type {number} */ page) => sectionsOf(done, page))) };
  };

  /** Answers a message. What fails is tried once more with what the server has now. @param {any} message */
  const handle = async (message) => {
    const { id } = message;
    if (message.type === 'open' && message.root !== root) {
      root = message.root;
      opening = undefined;
    }
    for (let again = false; ; again = true) {
      try {
        return { id, ...(await run(message, again)) };
      } catch (error) {
        const why = error instanceof Stop ? error.why : 'broken';
        if (why === 'stale') return { id, type: 'stale' };
        if (again) return { id, type: 'error', why };
      }
    }
  };

  return { handle };
};

const scope = /** @type {any} */ (globalThis);
if (typeof scope.WorkerGlobalScope === 'function' && scope instanceof scope.WorkerGlobalScope) {
  const { handle } = engine((url, init) => scope.fetch(url, init));
  scope.addEventListener('message', async (/** @type {MessageEvent} */ event) => scope.postMessage(await handle(event.data)));
} else scope.platdocsSearch = { engine, words };
})();
