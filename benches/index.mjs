// @ts-check
// Measures the index pages of a made-up organisation in Chromium: how long the list takes to load, and from a keystroke, a choice
// or a click to the next painted frame. Usage: node benches/index.mjs ENTITIES...   (needs what scripts/test browser needs)

import { execFileSync } from 'node:child_process';
import { mkdir, readdir, rm, stat, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { launch, platdocs, root, serveFolder } from '../tests/browser/portal.mjs';

const sizes = process.argv.slice(2).map(Number);
if (!sizes.length || sizes.some(Number.isNaN)) {
  console.error('usage: node benches/index.mjs ENTITIES...');
  process.exit(2);
}
const target = process.env.CARGO_TARGET_DIR ?? path.join(root, 'target');
const generator = path.join(target, path.basename(path.dirname(platdocs)), 'examples/organisation');

/** Tries of each action; the one in the middle counts, so that what else the machine does does not. */
const TRIES = 7;

/** Milliseconds from each action until the frame after it is painted. @param {import('playwright-core').Page} page @param {string[]} actions */
async function timed(page, actions) {
  const times = [];
  for (const action of actions) {
    const tries = [];
    for (let nth = 0; nth < TRIES; nth++) {
      tries.push(await page.evaluate(act, action));
      await page.waitForTimeout(50);
    }
    times.push(tries.sort((a, b) => a - b)[TRIES >> 1]);
  }
  return times;
}

/** Runs in the page: types, chooses or sorts, and waits for the frame after that. @param {string} action @returns {Promise<number>} */
function act(action) {
  const catalog = /** @type {any} */ (document.querySelector('pd-catalog'));
  return new Promise((done) => {
    const start = performance.now();
    const [what, rest] = action.split(/:(.*)/);
    if (what === 'sort') {
      catalog.entities.sorted.clear();
      document.querySelector(`th[data-sort="${rest}"] button`)?.dispatchEvent(new MouseEvent('click', { bubbles: true }));
    } else if (what === 'facet') {
      catalog.choose(...rest.split('='), true);
    } else {
      catalog.input.value = action;
      catalog.input.dispatchEvent(new Event('input'));
    }
    requestAnimationFrame(() => {
      const channel = new MessageChannel();
      channel.port1.onmessage = () => done(performance.now() - start);
      channel.port2.postMessage(undefined);
    });
  });
}

/** @param {number[]} times */
const worst = (times) => `${Math.max(...times).toFixed(0)} ms`;

/** The largest page below a folder, in bytes. @param {string} folder @returns {Promise<number>} */
async function largest(folder) {
  let most = 0;
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    if (entry.isFile() && entry.name === 'index.html') most = Math.max(most, (await stat(path.join(entry.parentPath, entry.name))).size);
  }
  return most;
}

/** @param {import('playwright-core').Browser} browser @param {number} entities */
async function measure(browser, entities) {
  const folder = path.join(target, 'bench/index', String(entities));
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  const [site, out] = [path.join(folder, 'site'), path.join(folder, 'public')];
  const repositories = String(Math.round(entities / 15));
  execFileSync(generator, [site, '--entities', String(entities), '--repositories', repositories, '--pages', '100', '--sets', '50', '--apis', '50']);
  execFileSync(platdocs, ['build', site, '--out', out, '--no-cache'], { stdio: 'ignore' });
  const server = await serveFolder(out);
  const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
  await page.goto(`${server.origin}/catalog/`, { waitUntil: 'load' });
  const load = await page.evaluate(async () => {
    const start = performance.now();
    await /** @type {any} */ (document.querySelector('pd-catalog')).load();
    return performance.now() - start;
  });
  const rows = await page.evaluate(() => /** @type {any} */ (document.querySelector('pd-catalog')).rows.length);
  const typed = await timed(page, ['s', 'se', 'ser', 'serv', 'service', 'service team', 'service team a', 'xyzzy', '']);
  const facets = await timed(page, ['facet:kind=component', 'facet:lifecycle=production', 'facet:type=service']);
  await page.evaluate(() => /** @type {any} */ (document.querySelector('pd-catalog')).clear());
  const sorted = await timed(page, ['sort:owner', 'sort:title', 'sort:tags']);
  await page.close();
  server.close();
  const index = path.join(out, 'api/catalog');
  const files = (await readdir(index)).filter((name) => /^index(-\d+)?\.json$/.test(name));
  const bytes = (await Promise.all(files.map((name) => stat(path.join(index, name))))).reduce((sum, file) => sum + file.size, 0);
  const pages = (await Promise.all(['catalog/page', 'kinds', 'tags', 'api-docs'].map((name) => largest(path.join(out, name)).catch(() => 0))));
  await rm(folder, { recursive: true });
  return [rows.toLocaleString('en'), `${files.length}, ${(bytes / 1e6).toFixed(1)} MB`, `${load.toFixed(0)} ms`, worst(typed), worst(facets), worst(sorted),
    `${(Math.max(...pages) / 1000).toFixed(0)} kB`];
}

const browser = await launch();
const rows = [];
for (const entities of sizes) rows.push(await measure(browser, entities));
const text = `# Benchmark: index pages

\`node benches/index.mjs ${sizes.join(' ')}\`, Chromium ${browser.version()}, ${new Date().toISOString().slice(0, 10)}.

Machine: ${os.cpus().length} cores of ${os.cpus()[0].model.trim()}, ${os.type()} ${os.release()}.

Times run from the event to the first frame after it. Each action is tried ${TRIES} times and the median taken; the table has the
slowest action of nine texts, three facets one after the other, and three columns that are not sorted yet.

Load of the machine over the last minute: ${os.loadavg()[0].toFixed(1)} processes.

| entities | index.json | load | text | facet | sort | largest index page |
|--:|--:|--:|--:|--:|--:|--:|
${rows.map((row) => `| ${row.join(' | ')} |`).join('\n')}
`;
await browser.close();
await writeFile(path.join(root, 'benches/results/index.md'), text);
console.log(text);
