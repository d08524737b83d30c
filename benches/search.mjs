// @ts-check
// Measures search, and Pagefind on the same text: building, bytes and files of a first query, time of a keystroke, known items.
// Usage: node benches/search.mjs PAGES|SITE...   a number of made-up pages, or a folder with platdocs.yaml
// Needs what scripts/test browser needs, the examples `organisation` and `answers`, and npm for Pagefind, which only this compares with.

import { execFileSync, spawn } from 'node:child_process';
import { existsSync, readFileSync, readdirSync, statSync } from 'node:fs';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import http from 'node:http';
import os from 'node:os';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import { launch, platdocs, root } from '../tests/browser/portal.mjs';

const given = process.argv.slice(2);
if (!given.length) {
  console.error('usage: node benches/search.mjs PAGES|SITE...');
  process.exit(2);
}
const target = process.env.CARGO_TARGET_DIR ?? path.join(root, 'target');
const examples = process.env.EXAMPLES ?? path.join(path.dirname(platdocs), 'examples');
const here = path.join(root, 'benches/search');
const SEED = '7';
/** Known items of each set and variant; first queries and texts that are typed. */
const [ITEMS, FIRST, TYPED] = [100, 40, 20];

if (!existsSync(path.join(here, 'node_modules/pagefind'))) execFileSync('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund'], { cwd: here, stdio: 'inherit' });

/** Runs a program: seconds, CPU seconds, peak memory in MB, and what it said. @param {string} program @param {string[]} args */
const measured = (program, args) => new Promise((done, fail) => {
  const script = 'import os,sys,time,json\nt=time.monotonic()\np=os.spawnvp(os.P_NOWAIT,sys.argv[1],sys.argv[1:])\n_,s,u=os.wait4(p,0)\n' +
    'print("\\n"+json.dumps([time.monotonic()-t,u.ru_utime+u.ru_stime,u.ru_maxrss/1024*1.048576,os.waitstatus_to_exitcode(s)]))';
  const child = spawn('python3', ['-c', script, program, ...args]);
  let [out, err] = ['', ''];
  child.stdout.on('data', (data) => (out += data));
  child.stderr.on('data', (data) => (err += data));
  child.on('close', () => {
    const [wall, cpu, memory, code] = JSON.parse(out.trim().split('\n').pop() ?? '');
    if (code > 1) fail(new Error(err));
    else done({ wall, cpu, memory, err });
  });
});

const inflated = (/** @type {string} */ file) => {
  const bytes = readFileSync(file);
  return bytes[0] === 0x1f ? gunzipSync(bytes) : bytes;
};

/** The pages of an index: address, title, sections. @param {string} folder */
const pagesOf = (folder) => {
  const { b } = JSON.parse(readFileSync(path.join(folder, 'index.json'), 'utf8'));
  const bundle = inflated(path.join(folder, b));
  let at = 9;
  const varint = () => {
    let value = 0;
    for (let shift = 1; ; shift *= 128) {
      const byte = bundle[at++];
      value += (byte & 127) * shift;
      if (byte < 128) return value;
    }
  };
  const string = () => {
    const length = varint();
    return bundle.subarray(at, (at += length));
  };
  const files = new Map();
  for (let left = varint(); left > 0; left--) files.set(string().toString(), string());
  const json = (/** @type {string} */ name) => JSON.parse((files.get(name) ?? inflated(path.join(folder, `${name}.bin`))).subarray(9).toString());
  const packs = new Map();
  const pack = (/** @type {string} */ name) => packs.get(name) ?? packs.set(name, json(`f/${name}`)).get(name);
  return json('m').docs.flatMap((/** @type {string} */ name) => json(`d/${name}`)).map(([url, title, , , , , , pieces]) =>
    ({ url, title, sections: pieces.flatMap(([name, entry]) => pack(name)[entry]) }));
};

const escape = (/** @type {string} */ text) => text.replace(/[&<>"]/g, (c) => `&#${c.charCodeAt(0)};`);

/** The same text as plain pages, for Pagefind. @param {ReturnType<typeof pagesOf>} pages @param {string} folder */
async function plain(pages, folder) {
  for (const { url, title, sections } of pages) {
    const body = sections.map(([anchor, heading, level, texts]) => (heading ? `<h${level || 1}${anchor ? ` id="${escape(anchor)}"` : ''}>${escape(heading)}</h${level || 1}>` : '') +
      texts.map((text) => (typeof text === 'string' ? `<p>${escape(text)}</p>` : `<pre>${escape(text[0])}</pre>`)).join('\n')).join('\n');
    await mkdir(path.join(folder, decodeURIComponent(url)), { recursive: true });
    await writeFile(path.join(folder, decodeURIComponent(url), 'index.html'), `<!doctype html><html lang="en"><head><title>${escape(title)}</title></head>` +
      `<body><main data-pagefind-body><h1 data-pagefind-meta="title">${escape(title)}</h1>${body}</main></body></html>`);
  }
}

/** Serves a folder and counts what it serves but scripts. @param {string} folder */
async function serve(folder) {
  const counted = { bytes: 0, files: 0 };
  const server = http.createServer((request, response) => {
    const file = path.join(folder, decodeURIComponent(new URL(request.url ?? '/', 'http://x').pathname));
    const body = existsSync(file) && statSync(file).isFile() ? readFileSync(file) : Buffer.from('<!doctype html><title>x</title>');
    if (!/\.(js|html)$|wasm|\/$|favicon/.test(file)) {
      counted.bytes += body.length;
      counted.files++;
    }
    const type = file.endsWith('.js') ? 'text/javascript' : file.endsWith('/') ? 'text/html' : 'application/octet-stream';
    response.writeHead(200, { 'content-type': type, 'cache-control': 'no-store' }).end(body);
  });
  await new Promise((ready) => server.listen(0, '127.0.0.1', () => ready(undefined)));
  const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());
  return { counted, origin: `http://127.0.0.1:${port}`, close: () => { server.closeAllConnections(); server.close(); } };
}

/** @param {number[]} sorted @param {number} share */
const at = (sorted, share) => sorted[Math.min(Math.floor(sorted.length * share), sorted.length - 1)];
const number = (/** @type {number} */ value, digits = 0) => value.toLocaleString('en', { minimumFractionDigits: digits, maximumFractionDigits: digits });
const sizeOf = (/** @type {string} */ folder) => {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !/\.(js|css|html|xml)$|wasm/.test(entry.name));
  return { files: files.length, bytes: files.reduce((sum, entry) => sum + statSync(path.join(entry.parentPath, entry.name)).size, 0) };
};

/** Runs in the page: both engines behind one shape. @param {string} which @param {string} script */
function prepare(which, script) {
  const scope = /** @type {any} */ (window);
  if (which === 'pagefind') {
    scope.fresh = async () => {
      scope.pagefind ??= await import(script);
      await scope.pagefind.destroy();
      await scope.pagefind.options({ baseUrl: '/' });
      await scope.pagefind.init();
    };
    scope.search = async (/** @type {string} */ q) => {
      const { results } = await scope.pagefind.search(q);
      const shown = await Promise.all(results.slice(0, 10).map((/** @type {any} */ result) => result.data()));
      return shown.map(({ url }) => url.replace(/^\//, ''));
    };
    scope.type = async (/** @type {string} */ q) => (await scope.pagefind.search(q)).results.length;
    return;
  }
  let worker;
  const ask = (/** @type {any} */ message) => new Promise((done) => {
    worker.onmessage = ({ data }) => done(data);
    worker.postMessage({ id: 1, ...message });
  });
  scope.fresh = async () => {
    worker?.terminate();
    worker = new Worker(script);
    await ask({ type: 'open', root: new URL('.', new URL(script, location.href)).href });
  };
  scope.type = async (/** @type {string} */ q) => (await ask({ type: 'search', q, facets: true, count: 10 })).total;
  scope.search = async (/** @type {string} */ q) => {
    const { results } = await ask({ type: 'search', q, facets: true, count: 10 });
    await ask({ type: 'snippets', pages: results.slice(0, 5).map((/** @type {any} */ card) => card.page) });
    return results.map((/** @type {any} */ card) => card.url);
  };
}

/** First queries, keystrokes and known items. @param {string} which @param {string} folder @param {string} script @param {any[]} items @param {any[]} first */
async function asked(which, folder, script, items, first) {
  const server = await serve(folder);
  const page = await browser.newPage();
  await page.goto(`${server.origin}/`);
  await page.evaluate(`(${prepare})(${JSON.stringify(which)}, ${JSON.stringify(script)})`);
  const [bytes, files, times] = [[], [], []];
  for (const { q } of first) {
    Object.assign(server.counted, { bytes: 0, files: 0 });
    await page.evaluate(async (q) => { const scope = /** @type {any} */ (window); await scope.fresh(); await scope.search(q); }, q);
    bytes.push(server.counted.bytes);
    files.push(server.counted.files);
  }
  const typed = first.slice(0, TYPED).flatMap(({ q }) => Array.from({ length: Math.min(q.length, 24) - 2 }, (_, nth) => q.slice(0, nth + 3)));
  await page.evaluate(async (typed) => { const scope = /** @type {any} */ (window); await scope.fresh(); for (const q of typed) await scope.type(q); }, typed);
  times.push(...await page.evaluate(async (typed) => {
    const times = [];
    for (const q of typed) {
      const start = performance.now();
      await /** @type {any} */ (window).type(q);
      times.push(performance.now() - start);
    }
    return times;
  }, typed));
  /** @type {Map<string, { queries: number, first: number, five: number }>} */
  const cells = new Map();
  for (const { set, variant, q, rel } of items) {
    const found = await page.evaluate((q) => /** @type {any} */ (window).search(q), q);
    const rank = found.findIndex((/** @type {string} */ url) => rel.includes(`/${url}`) || rel.includes(`/${encodeURI(url)}`));
    const cell = cells.get(`${set}, ${variant}`) ?? { queries: 0, first: 0, five: 0 };
    cells.set(`${set}, ${variant}`, { queries: cell.queries + 1, first: cell.first + Number(rank === 0), five: cell.five + Number(rank >= 0 && rank < 5) });
  }
  await page.close();
  server.close();
  for (const list of [bytes, files, times]) list.sort((a, b) => a - b);
  return { bytes, files, times, cells };
}

/** @param {string} what */
async function measure(what) {
  const pages = Number(what);
  const name = pages ? `${number(pages)} pages` : path.basename(path.resolve(what));
  const folder = path.join(target, 'bench/search', pages ? String(pages) : name);
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  const [site, out, copy] = [pages ? path.join(folder, 'site') : what, path.join(folder, 'public'), path.join(folder, 'plain')];
  if (pages) {
    const sets = String(Math.max(10, Math.round(pages / 12)));
    execFileSync(path.join(examples, 'organisation'), [site, '--profile', 'pages', '--entities', '2000', '--repositories', sets, '--sets', sets, '--pages', String(pages),
      '--bytes', String(pages * 3_600), '--code-bytes', String(pages * 560), '--apis', '0']);
  }
  const build = await measured(platdocs, ['build', site, '--out', out, '--no-cache', '--timings']);
  const stage = Number(/([0-9.]+) ms {2}search/.exec(build.err)?.[1] ?? NaN);
  const all = pagesOf(path.join(out, 'search'));
  const text = all.reduce((sum, page) => sum + page.title.length + page.sections.reduce((sum, section) => sum + section[1].length + section[3].join('').length, 0), 0);
  await plain(all, copy);
  const pagefind = await measured(path.join(here, 'node_modules/.bin/pagefind'), ['--site', copy, '--quiet']);
  const ours = sizeOf(path.join(out, 'search'));
  const packs = sizeOf(path.join(out, 'search/f'));
  const theirs = sizeOf(path.join(copy, 'pagefind'));
  const fragments = sizeOf(path.join(copy, 'pagefind/fragment'));
  const step = Math.max(1, Math.floor(all.length / FIRST));
  const first = all.filter((_, nth) => nth % step === 0).slice(0, FIRST).map(({ title }) => ({ q: title }));
  const items = pages ? [] : execFileSync(path.join(examples, 'answers'), ['sets', site, SEED, String(ITEMS)], { maxBuffer: 1 << 26 }).toString().trim().split('\n').map((line) => JSON.parse(line));
  const engine = readdirSync(path.join(out, 'search')).find((file) => file.startsWith('engine.'));
  const we = await asked('platdocs', out, `/search/${engine}`, items, first);
  const they = await asked('pagefind', copy, '/pagefind/pagefind.js', items, first);
  const mega = (/** @type {number} */ bytes) => `${number(bytes / 1e6, 1)} MB`;
  const kilo = (/** @type {number} */ bytes) => `${number(bytes / 1024, 1)} kB`;
  const rows = [
    ['index and files, wall', `${number(stage / 1000, 2)} s`, `${number(pagefind.wall, 2)} s`],
    ['CPU', `${number(build.cpu, 2)} s with the whole portal`, `${number(pagefind.cpu, 2)} s`],
    ['peak memory', `${number(build.memory)} MB with the whole portal`, `${number(pagefind.memory)} MB`],
    ['files', number(ours.files), number(theirs.files)],
    ['bytes without texts', mega(ours.bytes - packs.bytes), mega(theirs.bytes - fragments.bytes)],
    ['bytes of texts', mega(packs.bytes), mega(fragments.bytes)],
    ['first query, median', `${kilo(at(we.bytes, 0.5))}, ${at(we.files, 0.5)} files`, `${kilo(at(they.bytes, 0.5))}, ${at(they.files, 0.5)} files`],
    ['first query, p90', `${kilo(at(we.bytes, 0.9))}, ${at(we.files, 0.9)} files`, `${kilo(at(they.bytes, 0.9))}, ${at(they.files, 0.9)} files`],
    ['keystroke, median', `${number(at(we.times, 0.5), 1)} ms`, `${number(at(they.times, 0.5), 1)} ms`],
    ['keystroke, p95', `${number(at(we.times, 0.95), 1)} ms`, `${number(at(they.times, 0.95), 1)} ms`],
  ];
  const found = [...we.cells].map(([cell, own]) => {
    const other = /** @type {typeof own} */ (they.cells.get(cell));
    const share = (/** @type {typeof own} */ { first, five, queries }) => `${(first / queries).toFixed(3)} (${(five / queries).toFixed(3)})`;
    return [cell, String(own.queries), share(own), share(other)];
  });
  if (pages) await rm(folder, { recursive: true });
  return `## ${name}\n\n${number(all.length)} pages, ${mega(text)} of text. Load of the machine over the last minute: ${os.loadavg()[0].toFixed(1)} processes.\n
| | platdocs | Pagefind |\n|---|--:|--:|\n${rows.map((row) => `| ${row.join(' | ')} |`).join('\n')}\n${found.length ? `
| known items | queries | platdocs: first (first five) | Pagefind |\n|---|--:|--:|--:|\n${found.map((row) => `| ${row.join(' | ')} |`).join('\n')}\n` : ''}`;
}

const browser = await launch();
const version = JSON.parse(readFileSync(path.join(here, 'node_modules/pagefind/package.json'), 'utf8')).version;
const parts = [];
for (const what of given) parts.push(await measure(what));
await browser.close();
const report = `# Benchmark: search

\`node benches/search.mjs ${given.map((what) => (Number(what) ? what : path.basename(path.resolve(what)))).join(' ')}\`, ${execFileSync(platdocs, ['--version']).toString().trim()}, Pagefind ${version}, Chromium, ${new Date().toISOString().slice(0, 10)}.

Machine: ${os.cpus().length} cores of ${os.cpus()[0].model.trim()}, ${os.type()} ${os.release()}.

Pagefind reads the same text as plain pages; scripts are not counted. A first query begins with an empty cache and ends with ten titles and five snippets (Pagefind:
ten results). A keystroke is one letter more of a title, with all files there, until the engine answers: ten cards and counts of facets,
Pagefind the numbers of the pages only.

${parts.join('\n')}`;
await writeFile(path.join(root, 'benches/results/search.md'), report);
console.log(report);
