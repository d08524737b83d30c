// @ts-check
/* The state of a search and its engine. Views subscribe to the event `change` and draw; nothing here touches the page. */

/**
 * @typedef {[number, number][]} Ranges Start and length in UTF-16 units.
 * @typedef {{ page: number, url: string, title: string, titleRanges: Ranges, crumbs: string[], kind: string, owner: string,
 *   lifecycle: string, note: string }} Result
 * @typedef {{ url: string, heading: string, headingRanges: Ranges, snippet?: { text: string, code: boolean, ranges: Ranges } }} Section
 * @typedef {{ q: string, total: number, dropped: string[], corrections: { from: string, to: string }[], cut: boolean, within?: string, results: Result[],
 *   facets?: Record<string, { value: string, label: string, count: number }[]>, unknown: { word: string, without: number }[],
 *   nearest: string[], lift: { facet: string, value: string, count: number }[] }} Answer
 */

/** Ends a start: `offline`, `updated`, `broken`, or `missing` where the portal has no index. @param {string} why @returns {never} */
const stop = (why) => { throw new Error(why); };
/** Why something failed, as views know it. @param {any} error */
const reason = (error) => (/^(offline|updated|missing)$/.test(error?.message) ? error.message : 'broken');

/** Milliseconds after a key before the query is sent, after which loading is shown, and that titles wait for their snippets. */
const [DEBOUNCE, SLOW, PATIENCE] = [70, 300, 200];
/** Cards that are in view at first. */
const IN_VIEW = 6;

/** The folder of the index; set once. */
let folder = '';
/** The one policy: it lets nothing pass but the engine in the folder of the index. */
const policy = /** @type {any} */ (globalThis).trustedTypes?.createPolicy('platdocs', {
  createScriptURL: (/** @type {string} */ url) => {
    if (url.startsWith(folder) && new URL(url).origin === location.origin && /^engine\.[0-9a-z]+\.js$/.test(url.slice(folder.length))) return url;
    throw new TypeError('not the search engine');
  },
});

/** The engine, in a worker or, where none can start, on the page. */
class Engine {
  number = 0;
  /** @type {Map<number, (answer: any) => void>} */
  waiting = new Map();
  /** @type {string[]} */
  facets = [];
  /** @type {(message: any) => void} */
  post = () => {};
  close = () => {};

  /** @param {RequestCache} cache */
  async start(cache) {
    const found = await fetch(`${folder}index.json`, { cache }).catch(() => stop('offline'));
    if (found.status >= 500) stop('offline');
    const pointer = found.ok ? await found.json().catch(() => undefined) : undefined;
    if (!pointer) stop('missing');
    if (pointer.v !== 2) stop('updated');
    const url = policy ? policy.createScriptURL(folder + pointer.e) : folder + pointer.e;
    const opened = await this.inWorker(url).catch(() => this.onPage(url));
    if (opened.type !== 'opened') stop(opened.why);
    this.facets = opened.facets;
    return this;
  }

  /** @param {string} url @returns {Promise<any>} */
  inWorker(url) {
    return new Promise((done, fail) => {
      const worker = new Worker(url);
      this.post = (message) => worker.postMessage(message);
      this.close = () => worker.terminate();
      worker.onmessage = ({ data }) => this.receive(data);
      worker.onerror = (event) => {
        event.preventDefault();
        fail(event);
        for (const id of this.waiting.keys()) this.receive({ id, type: 'error', why: 'broken' });
      };
      this.open().then(done);
    });
  }

  /** @param {string} url @returns {Promise<any>} */
  onPage(url) {
    return new Promise((done) => {
      const script = document.createElement('script');
      script.src = url;
      script.onload = () => {
        const engine = /** @type {any} */ (globalThis).platdocsSearch.engine(fetch.bind(globalThis));
        this.post = (message) => engine.handle(message).then((/** @type {any} */ answer) => this.receive(answer));
        this.open().then(done);
      };
      script.onerror = () => done({});
      document.head.append(script);
    });
  }

  open() {
    return this.ask({ type: 'open', root: folder });
  }

  /** @param {any} message @returns {Promise<any>} */
  ask(message) {
    const id = ++this.number;
    return new Promise((done) => {
      this.waiting.set(id, done);
      this.post({ ...message, id });
    });
  }

  /** @param {any} answer */
  receive(answer) {
    this.waiting.get(answer.id)?.(answer);
    this.waiting.delete(answer.id);
  }
}

/** What is searched, what was found, and what went wrong. */
class SearchStore extends EventTarget {
  q = '';
  /** Values of facets that are asked for. @type {Record<string, string[]>} */
  filters = {};
  within = '';
  literal = false;
  from = 0;
  /** @type {'idle' | 'loading' | 'results' | 'error'} */
  state = 'idle';
  /** True when an answer takes so long that readers want to know. */
  slow = false;
  why = '';
  /** What is shown: the last answer, and what is found in its pages. @type {Answer | undefined} */
  answer = undefined;
  /** @type {Map<number, { sections: Section[], more: number }>} */
  sections = new Map();
  /** @type {Promise<Engine> | undefined} */
  engine = undefined;
  number = 0;
  timer = 0;
  /** True when the list is to stand as it stood before, with all its snippets. */
  restoring = false;

  /** @param {string} root the folder of the index @param {number} count pages of an answer @param {boolean} browses true if filters alone make a search */
  constructor(root, count, browses) {
    super();
    const url = new URL(root, location.href);
    this.root = url.href;
    this.site = new URL('..', url).href;
    this.count = count;
    this.browses = browses;
    folder = this.root;
  }

  /** Starts the engine. A failed start is tried once more past all caches, and again when it is asked for. */
  wake() {
    this.engine ??= new Engine().start('default')
      .catch((error) => (reason(error) === 'missing' ? stop('missing') : new Engine().start('no-store')))
      .catch((error) => {
        this.engine = undefined;
        return stop(reason(error));
      });
    return this.engine;
  }

  /** Searches for something else, a moment later. @param {Partial<Pick<SearchStore, 'q' | 'filters' | 'within' | 'literal' | 'from'>>} changes @param {number} [wait] */
  change(changes, wait = DEBOUNCE) {
    Object.assign(this, { from: 0, ...('q' in changes ? { literal: false } : {}), ...changes });
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.run(), wait);
  }

  get empty() {
    return !this.q.trim() && !(this.browses && (this.within || Object.values(this.filters).some((values) => values.length)));
  }

  /** True while what is shown is not yet what is asked for. */
  get behind() {
    return this.timer !== 0 || this.state === 'loading';
  }

  async run() {
    const number = ++this.number;
    clearTimeout(this.timer);
    this.timer = 0;
    this.slow = false;
    if (this.empty) {
      this.answer = undefined;
      this.tell('idle');
      return;
    }
    this.tell('loading');
    const slow = setTimeout(() => {
      this.slow = true;
      this.tell('loading');
    }, SLOW);
    const { q, filters, within, literal, from, count } = this;
    const answer = await this.ask({ type: 'search', q, filters, within, literal, facets: true, from, count });
    if (answer.type === 'results' && number === this.number) {
      this.sections = new Map();
      const pages = answer.results.slice(0, this.restoring ? count : IN_VIEW).map((/** @type {Result} */ result) => result.page);
      await Promise.race([this.snippets(pages, true), new Promise((later) => setTimeout(later, this.restoring ? 5_000 : PATIENCE))]);
    }
    clearTimeout(slow);
    if (number !== this.number || answer.type === 'stale') return;
    this.slow = false;
    if (answer.type !== 'results') {
      this.why = answer.why;
      // What is broken begins anew.
      if (answer.why !== 'offline') {
        this.engine?.then((engine) => engine.close(), () => {});
        this.engine = undefined;
      }
      this.tell('error');
      return;
    }
    this.answer = answer;
    this.tell('results');
    this.restoring = false;
  }

  /** Asks for what is found in these pages of the last answer. @param {number[]} pages @param {boolean} [early] true before the answer is shown */
  async snippets(pages, early) {
    const { number, sections } = this;
    if (!pages.length) return;
    const answer = await this.ask({ type: 'snippets', pages });
    if (number !== this.number || answer.type !== 'snippets') return;
    for (const page of answer.pages) sections.set(page.page, page);
    if (!early || this.state === 'results') this.dispatchEvent(new Event('snippets'));
  }

  /** @param {any} message */
  async ask(message) {
    try {
      return await (await this.wake()).ask(message);
    } catch (error) {
      return { type: 'error', why: reason(error) };
    }
  }

  /** @param {SearchStore['state']} state */
  tell(state) {
    this.state = state;
    this.dispatchEvent(new Event('change'));
  }

  /** The address of a page of the index, if it lies in this portal. @param {string} url */
  href(url) {
    try {
      const { href } = new URL(url, this.site);
      return href.startsWith(this.site) ? href : '';
    } catch {
      return '';
    }
  }

  /** The page with this search. */
  get page() {
    const query = new URLSearchParams();
    if (this.q.trim()) query.set('q', this.q.trim());
    for (const [facet, values] of Object.entries(this.filters)) for (const value of values) query.append(facet, value);
    if (this.within) query.set('in', this.within);
    if (this.from) query.set('page', String(this.from / this.count + 1));
    const text = query.toString().replace(/%3A|%2F/g, decodeURIComponent);
    return text ? `${this.root}?${text}` : this.root;
  }
}

/** Searches that led somewhere, newest first; only in this browser. */
const recent = {
  /** @returns {string[]} */
  all() {
    try {
      const list = JSON.parse(localStorage.getItem('pd-recent') ?? '[]');
      return Array.isArray(list) ? list.filter((q) => typeof q === 'string' && q).slice(0, 8) : [];
    } catch {
      return [];
    }
  },
  /** @param {string} q */
  add(q) {
    const words = q.trim();
    if (words) this.save([words, ...this.all().filter((other) => other !== words)].slice(0, 8));
  },
  /** Where the portal wants it, nothing is kept, and what was kept goes. @param {string[]} list */
  save(list) {
    const isOff = document.querySelector('[data-recent=off]');
    try { localStorage.setItem('pd-recent', JSON.stringify(isOff ? [] : list)); } catch { /* Nothing is remembered then. */ }
  },
};
