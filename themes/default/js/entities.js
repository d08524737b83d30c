// @ts-check
/* The entities of the index without anything to see: which of them pass the filters, in which order, and what each value of a
   facet would give. Every row is judged once for all of that. */

/**
 * @typedef {{ ref: string, title: string, kind: string, url: string, type?: string, owner?: string, owners?: string[], lifecycle?: string,
 *   system?: string, domain?: string, tags?: string[], labels?: Record<string, string>, description?: string, unconnected?: boolean,
 *   findings?: { errors: number, warnings: number, infos: number }, groups?: string[], targets?: string[], words?: string,
 *   lacks?: string[], file?: string, locations?: string[] }} PdEntity
 * @typedef {PdEntity & { at: number, text: string }} PdRow
 * @typedef {{ group: string, passes: (row: PdRow) => boolean }} PdTest
 */

/** A list of references that the browser keeps. @param {string} key @returns {string[]} */
const pdStored = (key) => {
  try {
    const list = JSON.parse(localStorage.getItem(key) ?? '[]');
    return Array.isArray(list) ? list.filter((ref) => typeof ref === 'string') : [];
  } catch {
    return [];
  }
};

const PdEntities = (() => {
  /** @type {string[]} */
  const NONE = [];
  /** Facets whose chosen values must all fit. */
  const ALL = ['tags', 'is', 'user'];
  const WORDS = /** @type {Record<string, string>} */ ({ findings: 'Has findings', unconnected: 'Unconnected', members: 'Without members',
    groups: 'In no group', starred: 'Starred', owned: 'Mine' });

  const namespaceOf = (/** @type {PdRow} */ row) => row.ref.slice(row.ref.indexOf(':') + 1, row.ref.indexOf('/'));
  const list = (/** @type {string | undefined} */ value) => (value ? [value] : NONE);
  /** A reference as it is written where the kind is plain: without kind, and without the namespace `default`. */
  const short = (/** @type {string} */ ref) => ref.slice(ref.indexOf(':') + 1).replace(/^default\//, '');

  return class {
    /** All entities by reference. @type {Map<string, PdRow>} */
    known = new Map();
    /** The rows of the index in the order of the file. @type {PdRow[]} */
    rows = [];
    /** The same in the order of a column. @type {Map<string, PdRow[]>} */
    sorted = new Map();
    stars = new Set(pdStored('platdocs.stars'));
    /** The reader and what counts as the reader's. @type {Set<string>} */
    mine = new Set();
    /** What the filters ask, each as a group of alternatives. @type {PdTest[]} */
    tests = [];
    /** How many groups each row fails, and the last of them. */
    fails = new Uint8Array();
    failed = new Uint8Array();
    /** The words that were looked for last, and which rows lack one. @type {string[]} */
    words = [];
    lacking = new Uint8Array();

    /** @param {PdRow[]} all @param {Record<string, string>} kinds what readers call the kinds @param {DOMStringMap} preset */
    constructor(all, kinds, { preset, value }) {
      this.kinds = kinds;
      this.known = new Map(all.map((row) => [row.ref, row]));
      for (const row of all) {
        row.text = [row.title, row.ref, kinds[row.kind], row.type, row.lifecycle, ...this.ownersOf(row), this.titleOf(row.owner), row.system,
          this.titleOf(row.system), row.domain, row.tags?.join(' '), row.description, row.words].join('\n').toLowerCase();
      }
      this.rows = preset ? all.filter((row) => this.valuesOf(row, preset).includes(value ?? '')) : all;
      this.rows.forEach((row, at) => { row.at = at; });
      this.lacking = new Uint8Array(this.rows.length);
      this.findMine();
    }

    /** Owners and what belongs to them: a user has what its groups have, a group what the groups below it have. @param {string[]} refs */
    reach(refs) {
      const reached = new Set(refs);
      const groups = [...this.known.values()].filter((row) => row.kind === 'group');
      for (let size = 0; size !== reached.size;) {
        size = reached.size;
        for (const row of groups) if (row.groups?.some((parent) => reached.has(parent))) reached.add(row.ref);
      }
      for (const ref of refs) if (ref.startsWith('user:')) for (const group of this.known.get(ref)?.groups ?? NONE) reached.add(group);
      return reached;
    }

    findMine() {
      this.mine = this.reach(pdStored('platdocs.me'));
    }

    /** @param {PdRow} row */
    ownersOf(row) {
      return row.owners ?? list(row.owner);
    }

    /** The values of an entity for a facet. @param {PdRow} row @param {string} facet @returns {string[]} */
    valuesOf(row, facet) {
      switch (facet) {
        case 'owner': return row.lacks?.includes('owner') ? [...this.ownersOf(row), 'none'] : this.ownersOf(row);
        case 'tags': return row.tags ?? NONE;
        case 'namespace': return [namespaceOf(row)];
        case 'labels': return row.labels ? Object.entries(row.labels).map(([key, value]) => `${key}=${value}`) : NONE;
        case 'is': return [...(row.findings ? ['findings'] : NONE), ...(row.unconnected ? ['unconnected'] : NONE), ...(row.lacks ?? NONE).filter((what) => what !== 'owner')];
        case 'user': return [...(this.stars.has(row.ref) ? ['starred'] : NONE), ...(this.ownersOf(row).some((ref) => this.mine.has(ref)) ? ['owned'] : NONE)];
        case 'kind': case 'type': case 'lifecycle': case 'system': case 'domain': case 'file': return list(row[facet]);
        case 'location': return row.locations ?? NONE;
        default: return NONE;
      }
    }

    /** What readers call what a reference leads to. @param {string | undefined} ref */
    titleOf(ref) {
      return ref ? this.known.get(ref)?.title ?? short(ref) : '';
    }

    /** What readers call a value. @param {string} facet @param {string} value */
    labelOf(facet, value) {
      if (facet === 'kind') return this.kinds[value] ?? value;
      if (facet === 'owner' && value === 'none') return 'No owner';
      if (['owner', 'within', 'system', 'domain', 'location', 'me'].includes(facet)) return this.titleOf(value);
      return facet === 'labels' ? value.replace('=', ': ') : WORDS[value] ?? value;
    }

    /** Values of one group are alternatives; all groups must pass. @param {string} facet @param {string} value */
    groupOf(facet, value) {
      if (ALL.includes(facet)) return `${facet}=${value}`;
      return facet === 'labels' ? value.slice(0, value.indexOf('=') + 1) : facet;
    }

    /** Judges every row by the words and the filters. @param {string} q @param {Map<string, Set<string>>} filters */
    judge(q, filters) {
      this.look(pdWords(q));
      this.tests = this.words.length ? [{ group: 'q', passes: (row) => !this.lacking[row.at] }] : [];
      for (const [name, values] of filters) {
        /** @type {Map<string, Set<string>>} */
        const groups = new Map();
        for (const value of values) {
          const group = this.groupOf(name, value);
          groups.set(group, (groups.get(group) ?? new Set()).add(value));
        }
        for (const [group, chosen] of groups) {
          const wanted = name === 'within' ? this.reach([...chosen]) : chosen;
          const of = name === 'within' ? 'owner' : name;
          this.tests.push({ group, passes: (row) => this.valuesOf(row, of).some((value) => wanted.has(value)) });
        }
      }
      this.fails = new Uint8Array(this.rows.length);
      this.failed = new Uint8Array(this.rows.length);
      this.tests.forEach(({ passes }, number) => {
        for (const row of this.rows) {
          if (passes(row)) continue;
          this.fails[row.at] += 1;
          this.failed[row.at] = number;
        }
      });
    }

    /** Which rows lack a word. Words that go on from those before are looked for only where these were. @param {string[]} words */
    look(words) {
      const narrower = this.words.length > 0 && this.words.every((before) => words.some((word) => word.includes(before)));
      for (const row of this.rows) {
        if (narrower && this.lacking[row.at]) continue;
        this.lacking[row.at] = words.every((word) => row.text.includes(word)) ? 0 : 1;
      }
      this.words = words;
    }

    /** The rows that pass, in the order that is asked for. @param {string} q @param {string} sort @param {boolean} down */
    passing(q, sort, down) {
      const found = this.ordered(sort, down).filter((row) => !this.fails[row.at]);
      return q && !sort ? this.ranked(found, q.toLowerCase()) : found;
    }

    /** All rows in order; those without a value come last in both directions. @param {string} sort @param {boolean} down */
    ordered(sort, down) {
      if (!sort) return this.rows;
      const key = `${sort}${down}`;
      let rows = this.sorted.get(key);
      if (!rows) {
        const keys = this.rows.map((row) => (sort === 'title' ? row.title : sort === 'targets' ? row.targets?.join(' ') ?? ''
          : this.valuesOf(row, sort).map((value) => this.labelOf(sort, value)).join(' ')));
        // Comparing words is slow, and most rows share theirs with others.
        const ranks = new Map([...new Set(keys)].sort(pdCollator.compare).map((word, rank) => [word, word ? (down ? -rank : rank) : Infinity]));
        const rank = this.rows.map((row) => ranks.get(keys[row.at]) ?? 0);
        rows = [...this.rows].sort((a, b) => (rank[a.at] === rank[b.at] ? 0 : rank[a.at] - rank[b.at]));
        this.sorted.set(key, rows);
      }
      return rows;
    }

    /** Rows whose name is meant come first: the very name, its beginning, all words in it; the rest keeps its order. @param {PdRow[]} found @param {string} asked */
    ranked(found, asked) {
      /** @type {PdRow[][]} */
      const ranks = [[], [], [], []];
      for (const row of found) {
        // The text begins with the title.
        const title = row.text.slice(0, row.title.length);
        ranks[title === asked ? 0 : title.startsWith(asked) ? 1 : this.words.every((word) => title.includes(word)) ? 2 : 3].push(row);
      }
      return ranks.flat();
    }

    /** How many rows would pass without a group. @param {string} group */
    without(group) {
      const number = this.tests.findIndex((test) => test.group === group);
      return this.rows.filter((row) => !this.fails[row.at] || (this.fails[row.at] === 1 && this.failed[row.at] === number)).length;
    }

    /** The values of a facet with the number of rows that each would give. @param {string} name @returns {Map<string, number>} */
    count(name) {
      /** @type {Map<string, number>} */
      const counts = new Map();
      if (name === 'me') {
        for (const row of this.known.values()) if (row.kind === 'group' || row.kind === 'user') counts.set(row.ref, 0);
        for (const row of this.known.values()) for (const ref of this.ownersOf(row)) if (counts.has(ref)) counts.set(ref, (counts.get(ref) ?? 0) + 1);
        return counts;
      }
      for (const row of this.rows) {
        const fails = this.fails[row.at];
        for (const value of this.valuesOf(row, name)) {
          const passes = !fails || (fails === 1 && this.tests[this.failed[row.at]].group === this.groupOf(name, value));
          counts.set(value, (counts.get(value) ?? 0) + Number(passes));
        }
      }
      return counts;
    }
  };
})();
