// @ts-check
// What all browser tests share: a portal to look at, a browser to look with, and an eye on everything a page should not do.

import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import http from 'node:http';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { chromium } from 'playwright-core';

export const root = fileURLToPath(new URL('../../', import.meta.url));

/** The program under test. */
export const platdocs = process.env.PLATDOCS ?? path.join(root, 'target/debug/platdocs');

const types = new Map(Object.entries({
  '.html': 'text/html; charset=utf-8',
  '.csv': 'text/csv; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.jpg': 'image/jpeg',
  '.webp': 'image/webp',
  '.ico': 'image/x-icon',
  '.txt': 'text/plain; charset=utf-8',
  '.md': 'text/plain; charset=utf-8',
  '.yaml': 'text/plain; charset=utf-8',
  '.xml': 'application/xml',
  '.wasm': 'application/wasm',
}));

/**
 * Builds `example-site` into a folder of its own, or takes the folder that PLATDOCS_SITE names.
 * @returns {Promise<{ folder: string, remove: () => Promise<void> }>}
 */
export async function builtPortal() {
  if (process.env.PLATDOCS_SITE) return { folder: path.resolve(process.env.PLATDOCS_SITE), remove: async () => {} };
  const temporary = await mkdtemp(path.join(os.tmpdir(), 'platdocs-browser-'));
  const folder = path.join(temporary, 'public');
  await promisify(execFile)(platdocs, ['build', path.join(root, 'example-site'), '--out', folder, '--no-cache']);
  return { folder, remove: () => rm(temporary, { recursive: true }) };
}

/**
 * Builds a portal out of files by their paths. `prepare` gets the site folder before the build.
 * @param {Record<string, string>} files
 * @param {(site: string) => Promise<unknown>} prepare
 * @returns {Promise<{ folder: string, remove: () => Promise<void> }>}
 */
export async function portalOf(files, prepare = async () => {}) {
  const temporary = await mkdtemp(path.join(os.tmpdir(), 'platdocs-browser-'));
  const [site, folder] = [path.join(temporary, 'site'), path.join(temporary, 'public')];
  for (const [name, text] of Object.entries(files)) {
    await mkdir(path.dirname(path.join(site, name)), { recursive: true });
    await writeFile(path.join(site, name), text);
  }
  await prepare(site);
  await promisify(execFile)(platdocs, ['build', site, '--out', folder, '--no-cache']);
  return { folder, remove: () => rm(temporary, { recursive: true }) };
}

/**
 * Serves a folder as a plain web server would: index.html for folders, 404.html for what is not there.
 * @param {string} folder
 */
export async function serveFolder(folder) {
  const server = http.createServer(async (request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://localhost');
    const wanted = path.join(folder, path.posix.normalize(decodeURIComponent(pathname)));
    const file = pathname.endsWith('/') ? path.join(wanted, 'index.html') : wanted;
    const found = await readFile(file).catch(() => undefined);
    const body = found ?? (await readFile(path.join(folder, '404.html')).catch(() => 'There is no 404.html'));
    const type = found ? types.get(path.extname(file)) ?? 'application/octet-stream' : 'text/html; charset=utf-8';
    response.writeHead(found ? 200 : 404, { 'content-type': type }).end(body);
  });
  await new Promise((ready) => server.listen(0, '127.0.0.1', () => ready(undefined)));
  const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());
  const close = () => {
    server.closeAllConnections();
    server.close();
  };
  return { origin: `http://127.0.0.1:${port}`, close };
}

/** Starts the system's Chromium. */
export function launch() {
  return chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking', '--disable-component-update',
      '--disable-sync'],
  });
}

/**
 * Collects what a page should never do: write to the console, break its policy, ask another host.
 * @param {import('playwright-core').Page} page
 * @param {string} origin
 */
export async function watch(page, origin) {
  /** @type {string[]} */
  const problems = [];
  page.on('console', (message) => problems.push(`console: ${message.text()} (${message.location().url})`));
  page.on('pageerror', (error) => problems.push(`error: ${error.message}`));
  page.on('request', (request) => {
    const { protocol, origin: asked } = new URL(request.url());
    if (protocol.startsWith('http') && asked !== origin) problems.push(`request: ${request.url()}`);
  });
  await page.addInitScript(() => {
    document.addEventListener('securitypolicyviolation', (event) => {
      console.error(`policy: ${event.violatedDirective} ${event.blockedURI} ${event.sample}`);
    });
  });
  return problems;
}

/**
 * @typedef {{
 *   url: string, status: number, html: boolean, problems: string[], lang: string, title: string, h1: number, main: number,
 *   headings: number[], sections: string[], links: string[], ids: Set<string>, wide: number, shift: number, policy: boolean, features: string[],
 * }} Visit
 */

/**
 * Visits every page that links lead to, from the front page on.
 * @param {import('playwright-core').Browser} browser
 * @param {string} origin
 * @returns {Promise<Map<string, Visit>>}
 */
export async function crawl(browser, origin) {
  const context = await browser.newContext();
  const visits = new Map();
  const queue = [`${origin}/`, `${origin}/404.html`];
  const known = new Set(queue);
  let busy = 0;
  const worker = async () => {
    while (queue.length || busy) {
      const url = queue.shift();
      if (!url) {
        await new Promise((later) => setTimeout(later, 20));
        continue;
      }
      busy++;
      try {
        const visit = await visitPage(context, url);
        visits.set(url, visit);
        // What stands in for a missing page may lead to as many more missing pages.
        for (const link of visit.status < 400 ? visit.links : []) {
          const target = new URL(link);
          target.hash = target.search = '';
          if (target.origin !== origin || known.has(target.href)) continue;
          known.add(target.href);
          queue.push(target.href);
        }
      } finally {
        busy--;
      }
    }
  };
  await Promise.all(Array.from({ length: 3 }, worker));
  await context.close();
  return visits;
}

/**
 * @param {import('playwright-core').BrowserContext} context
 * @param {string} url
 * @returns {Promise<Visit>}
 */
async function visitPage(context, url) {
  const head = await context.request.get(url);
  const html = head.headers()['content-type'].startsWith('text/html');
  const visit = { url, status: head.status(), html, problems: [], lang: '', title: '', h1: 1, main: 1, headings: [], sections: [], links: [],
    ids: new Set(), wide: 0, shift: 0, policy: true, features: [] };
  if (!html) return visit;
  const page = await context.newPage();
  page.setDefaultTimeout(20_000);
  const problems = await watch(page, new URL(url).origin);
  await page.addInitScript(measureShift);
  await page.setViewportSize({ width: 1280, height: 800 });
  await page.goto(url, { waitUntil: 'load' });
  const seen = await page.evaluate(lookAround);
  await page.setViewportSize({ width: 320, height: 640 });
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  await page.close();
  return { ...visit, ...seen, ids: new Set(seen.ids), wide, problems };
}

/** Sums up how far things move by themselves, as `globalThis.layoutShifts.sum`; runs in a page before its own scripts. */
export function measureShift() {
  const shifts = { sum: 0 };
  Object.defineProperty(globalThis, 'layoutShifts', { value: shifts });
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) shifts.sum += /** @type {any} */ (entry).value;
  }).observe({ type: 'layout-shift', buffered: true });
}

/** Runs in the page. */
function lookAround() {
  const all = (/** @type {string} */ selector) => [...document.querySelectorAll(selector)];
  const has = { table: 'main table', code: 'main pre code', note: '.admonition', tabs: '.tabbed-set', fold: 'main details',
    drawing: 'article svg', formula: 'math', nav: 'main nav' };
  return {
    lang: document.documentElement.lang,
    title: document.title,
    h1: all('h1').length,
    main: all('main').length,
    headings: all('h1, h2, h3, h4, h5, h6').map((heading) => Number(heading.tagName[1])),
    sections: all('header nav a').map((link) => link.textContent ?? ''),
    // Links in drawings have no address as text of their own.
    links: all('a[href], area[href]').map((link) => new URL(link.getAttribute('href') ?? '', document.baseURI).href),
    ids: all('[id]').map((element) => element.id),
    shift: /** @type {any} */ (globalThis).layoutShifts.sum,
    policy: all('head > meta[charset] + meta[http-equiv="Content-Security-Policy"]').length === 1,
    features: Object.entries(has).filter(([, selector]) => document.querySelector(selector)).map(([name]) => name),
  };
}

/**
 * What kind of page an address is, by the portal's scheme of addresses.
 * @param {Visit} visit
 */
export function kindOf(visit) {
  const { pathname } = new URL(visit.url);
  const parts = pathname.split('/').filter((part) => part && part !== 'index.html');
  if (parts.length === 0) return 'home';
  if (parts[0] === '404.html') return 'not found';
  if (parts[0] === 'catalog' && parts.length === 5) return parts[4] === 'graph' ? `graph ${parts[2]}` : `entity ${parts[4]}`;
  if (parts[0] === 'catalog') return parts.length === 4 ? `entity ${parts[2]}` : 'catalog';
  if (parts[0] === 'kinds') return `index ${parts[1]}`;
  if (parts[0] === 'tags') return parts.length === 1 ? 'tags' : 'index tag';
  if (parts[0] === 'docs') return parts.length === 1 ? 'docs list' : pathname.includes('/_contents') ? 'docs contents' : 'docs';
  if (parts[0] === 'api-docs' && parts.length > 3) return parts.length > 4 ? `api ${parts[3]}` : 'api list';
  if (parts[0] === 'health') return ['health', ...parts.slice(1, 2)].join(' ');
  return parts[0];
}

/**
 * One page of every kind, and of documentation one for everything that it can show.
 * @param {Map<string, Visit>} visits
 */
export function samples(visits) {
  /** @type {Map<string, Visit>} */
  const chosen = new Map();
  for (const visit of [...visits.values()].sort((a, b) => a.url.localeCompare(b.url))) {
    if (!visit.html || visit.status >= 400) continue;
    const kind = kindOf(visit);
    const names = kind === 'docs' ? visit.features.map((feature) => `docs with ${feature}`) : [kind];
    for (const name of names) if (!chosen.has(name)) chosen.set(name, visit);
  }
  return chosen;
}
