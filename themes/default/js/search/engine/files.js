// @ts-check
/* The files that a search needs, and a search while it is answered; `src/search/query/files.rs` once more. */

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
    if (pointer.v !== VERSION) throw new Stop('updated');
    this.name = pointer.b;
    if (before && before.name !== this.name) this.cache = before.cache;
    const cursor = new Cursor(body(await this.load(this.name, fresh), 'b'));
    for (let left = cursor.count(); left > 0; left--) this.bundle.set(cursor.string(), cursor.stringBytes());
    const m = this.manifest = json(this.bundle.get('m') ?? broken(), 'm');
    const blocks = (/** @type {number} */ count, size = COLUMN) => Math.ceil(count / size);
    const whole = m.fields.length === COUNTED && m.block > 0
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

  /** The shard of all terms of a text, -1 if there is none. @param {string} text */
  shardOf(text) {
    const { terms } = this.manifest;
    return partition(terms.length, (at) => compare(terms[at][0], text) <= 0) - 1;
  }

  /** The shards that may hold texts that begin so. @param {string} prefix */
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

  /** Reads the shards of keys and of texts that begin with prefixes, and those that these refer to. @param {string[]} keys @param {string[]} prefixes */
  async needTerms(keys, prefixes = []) {
    await this.needShards([...keys.map((key) => this.index.shardOf(key.slice(2))), ...prefixes.flatMap((prefix) => this.index.shardsOf(prefix))]);
    const refs = keys.flatMap((key) => this.entry(key)?.refs ?? []);
    for (const prefix of prefixes) {
      for (const number of this.index.shardsOf(prefix)) {
        for (const entry of this.shard(number).entries) if (entry.text.startsWith(prefix)) refs.push(...entry.refs);
      }
    }
    await this.needShards(refs.map((ref) => this.index.shardOf(ref)));
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
    const number = this.index.shardOf(key.slice(2));
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
    return this.held.get(`c/${this.manifest.values}`).get(facet);
  }

  needFacets() {
    return this.need([['c', this.manifest.values, (file) => readFacets(file, this.manifest.pages)]]);
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
