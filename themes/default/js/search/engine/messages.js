// @ts-check
/* The search engine of the browser: a query in, an answer out. It knows no page; it runs in a worker, on a page, or in Node.

   The parts of this folder become one file, for a worker has no imports under the policy of our pages. They are `src/search/words.rs`,
   `src/search/read/` and `src/search/query/` once more, function by function under the same names, and give the same bits: whoever
   changes one changes the other. Files and rules: docs/search-format.md. */

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
      return { type: 'opened', facets: manifest.facets.filter((/** @type {string} */ facet) => facet !== WITHIN) };
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
