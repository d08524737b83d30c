// @ts-check
// The engine of the browser gives the answers of Rust, bit for bit, and comes to terms with damaged and missing files.

import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { gunzipSync, gzipSync } from 'node:zlib';
import { answered, answers, folderFetch, shipped } from './engine.mjs';
import { builtPortal, launch, portalOf, serveFolder } from './portal.mjs';

const SEED = process.env.PLATDOCS_SEED ?? '20261125';

/** @type {Awaited<ReturnType<typeof builtPortal>>} */
let portal;
let folder = '';
/** @type {import('./engine.mjs').Script['engine']} */
let engine;
/** @type {import('./engine.mjs').Script['words']} */
let words;
before(async () => {
  portal = await builtPortal();
  folder = path.join(portal.folder, 'search');
  ({ engine, words } = await shipped(folder));
});
after(() => portal.remove());

/** Values of another context as our own. @param {any} value */
const own = (value) => JSON.parse(JSON.stringify(value));

/** @param {Parameters<typeof folderFetch>[1]} [change] */
const opened = async (change) => {
  const found = engine(folderFetch(folder, change));
  const answer = await found.handle({ id: 0, type: 'open', root: '' });
  return { ...found, answer };
};

test('words are those of Rust, for every code point and 100,000 random strings', async () => {
  let count = 0;
  for await (const [text, expected] of answers('words', SEED, '100000')) {
    const found = words(text).map((token) => [token.text, token.kind, token.position, token.start, token.end, token.word]);
    assert.equal(JSON.stringify(found), JSON.stringify(expected), `words of ${JSON.stringify(text)}`);
    count++;
  }
  assert.ok(count > 350_000, `${count} strings`);
});

test('words are those of the file that fixes them', async () => {
  const lines = (await readFile(new URL('../fixtures/words.jsonl', import.meta.url), 'utf8')).trim().split('\n');
  assert.ok(lines.length > 2000);
  for (const line of lines) {
    const [, text, expected] = JSON.parse(line);
    assert.deepEqual(own(words(text).map(({ text, kind, start, end }) => [text, kind, start, end])), expected, text);
  }
});

/** Numbers that are the same in every run. @param {number} seed */
const random = (seed) => (/** @type {number} */ limit) => {
  seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0;
  return Math.floor((seed / 2 ** 32) * limit);
};

const MIXED = ('deploy deploys deployment gateway gateways pg_dump getUserById GET /users/{id}/keys dying dies happy happily 東京都庁 データベース ' +
  '데이터베이스 ภาษาไทย größe Straße naïve éléphant Ærø Привет база данных Ελληνικά ΣΊΣΥΦΟΣ שלום العربية हिन्दी c++ C# .NET v1.2.3 10.0.1 utf8 ' +
  'http2 --dry-run std::vec a->b 𝒳 😀 constructor __proto__ toString the of and').split(' ');

/**
 * A docs set of random words.
 * @param {number} pages
 * @param {(below: (limit: number) => number) => string} word
 */
const generated = (pages, word) => {
  const below = random(pages);
  const text = (/** @type {number} */ length) => Array.from({ length }, () => word(below)).join(' ');
  /** @type {Record<string, string>} */
  const files = {
    'r/catalog-info.yaml': 'apiVersion: backstage.io/v1alpha1\nkind: Component\nmetadata: {name: mixed, annotations: ' +
      '{backstage.io/techdocs-ref: "dir:."}}\nspec: {type: service, lifecycle: production, owner: group:default/pirates}\n',
    'r/mkdocs.yml': 'site_name: Mixed\n',
    'r/docs/index.md': '# Mixed\n',
  };
  for (let page = 0; page < pages; page++) {
    const sections = Array.from({ length: below(5) }, () => `## ${text(1 + below(3))}\n\n${text(below(60))}\n\n\`${word(below)}\`\n: ${text(5)}\n`);
    files[`r/docs/p${page}.md`] = `# ${text(1 + below(3))}\n\n${text(below(80))}\n\n${sections.join('\n')}`;
  }
  return files;
};

/** A made-up word; a few are frequent, most are rare. @param {(limit: number) => number} below */
const madeUp = (below) => {
  const syllables = 'con de re pro ter ing er ation ly s ka mo lu ni'.split(' ');
  const rank = below(1 + below(3000));
  return Array.from({ length: 1 + (rank % 4) }, (_, nth) => syllables[(rank * 7 + nth * (rank >> 3)) % syllables.length]).join('');
};

describe('answers', () => {
  /** @param {string} folder @param {number} count */
  const areEqual = async (folder, count) => {
    const { handle } = engine(folderFetch(folder));
    await handle({ id: 0, type: 'open', root: '' });
    let compared = 0;
    for await (const expected of answers('queries', folder, SEED, String(count))) {
      assert.deepEqual(own(await answered({ handle }, expected.request)), expected, `seed ${SEED}: ${JSON.stringify(expected.request)}`);
      compared++;
    }
    assert.equal(compared, count);
  };

  test(`are those of Rust to random queries on the example site, seed ${SEED}`, () => areEqual(folder, 4000));

  test(`are those of Rust on pages of many scripts, seed ${SEED}`, async () => {
    const mixed = await portalOf(generated(120, (below) => MIXED[below(MIXED.length)]));
    await areEqual(path.join(mixed.folder, 'search'), 4500);
    await mixed.remove();
  });

  test(`are those of Rust on 5,000 pages, seed ${SEED}`, async () => {
    const large = await portalOf(generated(5000, madeUp));
    await areEqual(path.join(large.folder, 'search'), 1500);
    await large.remove();
  });

  test(`are those of Rust in a worker of Chromium, seed ${SEED}`, async () => {
    const expected = [];
    for await (const line of answers('queries', folder, `${SEED}1`, '300')) expected.push(line);
    const server = await serveFolder(portal.folder);
    const browser = await launch();
    const page = await browser.newPage();
    await page.goto(`${server.origin}/search/index.json`);
    const { e } = JSON.parse(await readFile(path.join(folder, 'index.json'), 'utf8'));
    const requests = expected.map(({ request }) => request);
    const found = await page.evaluate(async ({ script, root, requests }) => {
      const worker = new Worker(script);
      const ask = (/** @type {any} */ message) => new Promise((resolve) => {
        worker.onmessage = ({ data }) => resolve(data);
        worker.postMessage(message);
      });
      await ask({ id: 0, type: 'open', root });
      const found = [];
      for (const request of requests) found.push(await ask({ id: 1, type: 'search', ...request }));
      worker.terminate();
      return found;
    }, { script: `${server.origin}/search/${e}`, root: `${server.origin}/search/`, requests });
    await browser.close();
    server.close();
    expected.forEach(({ request, results }, at) => {
      const { id: _id, type: _type, ...rest } = found[at];
      assert.deepEqual(rest, results, JSON.stringify(request));
    });
  });

  test('take half a character for one that cannot be read', async () => {
    const { handle } = await opened();
    const of = async (/** @type {string} */ q) => ({ ...(await handle({ id: 1, type: 'search', q })), q: '' });
    assert.deepEqual(own(await of('ferry \ud800')), own(await of('ferry \ufffd')));
  });
});

/** All files below `search/` but the script. */
const files = async () => {
  const all = await readdir(folder, { recursive: true, withFileTypes: true });
  const paths = all.filter((entry) => entry.isFile()).map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name)));
  return paths.filter((name) => !name.startsWith('engine')).sort();
};

/** A query that reads every kind of file. @param {{ handle: (message: any) => Promise<any> }} engine */
const readAll = async ({ handle }) => {
  const found = [];
  for (const message of [
    { q: '"the booking" fery', facets: true, filters: { kind: ['component', 'docs'] } },
    { q: '', filters: { section: ['docs'] } },
    { q: 'b' },
    { q: 'booking api' },
  ]) {
    const results = await handle({ id: 1, type: 'search', ...message });
    found.push(results);
    if (results.type === 'results') {
      found.push(await handle({ id: 2, type: 'snippets', pages: results.results.map((/** @type {any} */ card) => card.page) }));
    }
  }
  return found;
};

describe('damaged files', () => {
  /** One file of each kind. */
  const samples = async () => {
    const byKind = new Map();
    for (const file of await files()) byKind.set(file.split(/[./]/)[0], file);
    return [...byKind.values()];
  };

  test('that are cut short or changed give an error or the right answer, never anything else', async () => {
    const right = JSON.stringify(await readAll(await opened()));
    for (const file of await samples()) {
      const bytes = await readFile(path.join(folder, file));
      const raw = bytes[0] === 0x1f ? gunzipSync(bytes) : bytes;
      /** @type {[string, Buffer][]} */
      const damages = [
        ['empty', Buffer.alloc(0)],
        ['half', bytes.subarray(0, bytes.length >> 1)],
        ['inflated half', raw.subarray(0, raw.length >> 1)],
        ['a page', Buffer.from('<!doctype html><title>Not found</title>')],
        ['another kind', gzipSync(Buffer.concat([raw.subarray(0, 4), Buffer.from('?'), raw.subarray(5)]))],
        ['longer', gzipSync(Buffer.concat([raw, Buffer.from([0])]))],
      ];
      for (const [name, damaged] of damages) {
        const engine = await opened((path, bytes) => (path === file ? damaged : bytes));
        for (const answer of await readAll(engine)) {
          assert.ok(answer.type !== 'error' || answer.why === 'broken', `${file}, ${name}: ${answer.why}`);
        }
      }
      const missing = await opened((path, bytes) => (path === file ? undefined : bytes));
      for (const answer of await readAll(missing)) assert.ok(['results', 'snippets', 'error', 'stale'].includes(answer.type));
      // Gzip finds flipped bytes; without it nothing may throw or never end.
      for (let at = 9; at < raw.length; at += Math.max(1, Math.floor(raw.length / 8))) {
        const flipped = Buffer.from(raw);
        flipped[at] ^= 0x55;
        await readAll(await opened((path, bytes) => (path === file ? flipped : bytes)));
      }
    }
    assert.equal(JSON.stringify(await readAll(await opened((_, bytes) => (bytes[0] === 0x1f ? gunzipSync(bytes) : bytes)))), right);
  });

  test('of a newer format ask for a reload', async () => {
    const newer = (/** @type {string} */ path, /** @type {Buffer} */ bytes) =>
      path === 'index.json' ? Buffer.from('{"v":3,"b":"x"}') : bytes;
    const { answer } = await opened(newer);
    assert.deepEqual(own(answer), { id: 0, type: 'error', why: 'updated' });
  });

  test('and a network that fails are told apart, and what works again is used again', async () => {
    let online = false;
    const fetch = folderFetch(folder);
    const { handle } = engine(async (url) => (online ? fetch(url) : Promise.reject(new TypeError('offline'))));
    assert.equal((await handle({ id: 0, type: 'open', root: '' })).why, 'offline');
    online = true;
    assert.equal((await handle({ id: 1, type: 'search', q: 'booking' })).type, 'results');
  });

  test('of an index that was replaced are looked for in the new one', async () => {
    let replaced = false;
    const { handle } = await opened((path, bytes) => {
      if (replaced && path.startsWith('b.')) return path === 'b.new.bin' ? bytes : undefined;
      return bytes;
    });
    const names = await files();
    const bundle = names.find((name) => name.startsWith('b.')) ?? '';
    const shards = names.filter((name) => name.startsWith('t/'));
    const fetched = /** @type {string[]} */ ([]);
    const moved = engine(async (url) => {
      fetched.push(url);
      const folderOf = folderFetch(folder);
      if (!replaced) return folderOf(url);
      if (url === 'index.json') return new Response(JSON.stringify({ v: 2, b: 'b.new.bin' }));
      if (url === 'b.new.bin') return folderOf(bundle);
      // The first file of the old index is gone once.
      return fetched.filter((other) => other === url).length === 1 && shards.includes(url) ? new Response('', { status: 404 }) : folderOf(url);
    });
    await moved.handle({ id: 0, type: 'open', root: '' });
    replaced = true;
    const found = await moved.handle({ id: 1, type: 'search', q: 'booking' });
    const expected = await handle({ id: 1, type: 'search', q: 'booking' });
    assert.deepEqual(own(found), own(expected));
    assert.equal(fetched.filter((url) => url === 'index.json').length, 2);
  });
});

describe('a deploy', () => {
  /** @type {Awaited<ReturnType<typeof portalOf>>} */
  let other;
  before(async () => {
    other = await portalOf(generated(60, (below) => MIXED[below(MIXED.length)]));
  });
  after(() => other.remove());

  /** A server whose files are those of the second folder from a moment on; `gone` are missing after it. */
  const deployed = (/** @type {(url: string) => boolean} */ gone = () => false) => {
    const asked = /** @type {string[]} */ ([]);
    const server = {
      asked,
      isNew: false,
      /** @param {string} url */
      fetch: (url) => {
        asked.push(url);
        return server.isNew && gone(url) ? Promise.resolve(new Response('', { status: 404 })) : folderFetch(server.isNew ? path.join(other.folder, 'search') : folder)(url);
      },
    };
    return server;
  };
  const ask = { id: 1, type: 'search', q: 'deploy gateway', count: 5 };

  test('under an open page is answered from what the server has now', async () => {
    const server = deployed();
    const { handle } = engine(server.fetch);
    await handle({ id: 0, type: 'open', root: '' });
    server.isNew = true;
    const fresh = engine(folderFetch(path.join(other.folder, 'search')));
    await fresh.handle({ id: 0, type: 'open', root: '' });
    assert.deepEqual(own(await handle(ask)), own(await fresh.handle(ask)));
    assert.equal(server.asked.filter((url) => url === 'index.json').length, 2);
  });

  test('between results and their snippets asks for a reload, for pages have other numbers', async () => {
    const server = deployed();
    const { handle } = engine(server.fetch);
    await handle({ id: 0, type: 'open', root: '' });
    const found = await handle({ id: 1, type: 'search', q: 'booking' });
    server.isNew = true;
    const pages = found.results.map((/** @type {any} */ card) => card.page);
    assert.deepEqual(own(await handle({ id: 2, type: 'snippets', pages })), { id: 2, type: 'error', why: 'updated' });
  });

  test('whose pointer comes before its files fails clearly, and works when they are there', async () => {
    const late = { are: true };
    const server = deployed((url) => late.are && url !== 'index.json');
    server.isNew = true;
    const { handle } = engine(server.fetch);
    assert.deepEqual(own(await handle({ id: 0, type: 'open', root: '' })), { id: 0, type: 'error', why: 'broken' });
    assert.deepEqual(own(await handle(ask)), { id: 1, type: 'error', why: 'broken' });
    late.are = false;
    assert.equal((await handle(ask)).type, 'results');
  });

  test('of another format is no wrong answer on either side', async () => {
    for (const v of [1, 3]) {
      const pointer = Buffer.from(JSON.stringify({ v, m: 'm.a.bin', b: 'b.a.bin', e: 'engine.a.js' }));
      const { handle, answer } = await opened((path, bytes) => (path === 'index.json' ? pointer : bytes));
      assert.equal(answer.why, 'updated');
      assert.equal((await handle(ask)).why, 'updated');
      const { answer: inside } = await opened((path, bytes) => {
        if (!path.startsWith('b.')) return bytes;
        const raw = Buffer.from(gunzipSync(bytes));
        raw[3] = v;
        return raw;
      });
      assert.equal(inside.why, 'updated');
    }
  });
});

test('an older search stops when a newer one comes', async () => {
  const { handle } = await opened();
  const [older, newer] = await Promise.all([
    handle({ id: 1, type: 'search', q: 'booking' }),
    handle({ id: 2, type: 'search', q: 'sailings' }),
  ]);
  assert.deepEqual(own(older), { id: 1, type: 'stale' });
  assert.equal(newer.type, 'results');
});
