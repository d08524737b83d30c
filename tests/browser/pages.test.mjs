// @ts-check
// What a page of documentation says beside its text, by the clock and the selection of the reader.

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { promisify } from 'node:util';
import { launch, measureShift, portalOf, serveFolder, watch } from './portal.mjs';

const axe = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const many = Array.from({ length: 34 }, (_, at) => `m${at + 10}`);
const files = {
  'platdocs.yaml': 'title: Test\ndocs: {stale_after: 90, print_page: true}\nsources: [{type: local, path: arabic}, {type: local, path: shop, web_url: "https://github.com/acme/shop"}]\n',
  'arabic/mkdocs.yml': 'site_name: دليل\ntheme: {language: ar}\nnav: [index.md, {قسم: [one.md, two.md]}]\n',
  'arabic/docs/index.md': '# دليل\n\nنص.\n',
  'arabic/docs/one.md': '# أولى\n',
  'arabic/docs/two.md': '# ثانية\n',
  'shop/catalog-info.yaml': `apiVersion: backstage.io/v1alpha1
kind: Component
metadata: {name: shop, annotations: {backstage.io/techdocs-ref: 'dir:.'}}
spec: {type: service, lifecycle: production, owner: team}
---
apiVersion: backstage.io/v1alpha1
kind: Group
metadata: {name: team, title: The team}
spec: {type: team, children: []}
`,
  'shop/mkdocs.yml': `site_name: Shop\nnav: [index.md, old.md, {More: [a.md, b.md, {Deep: [c.md, d.md]}]}, {Many: [${many.map((name) => `${name}.md`).join()}]}]\nextra: {status: {deprecated: Use another}}\n`,
  ...Object.fromEntries([...many, 'a', 'b', 'c', 'd'].map((name) => [`shop/docs/${name}.md`, `# Page ${name}\n\nText.\n`])),
  'shop/docs/index.md': '# Shop\n\nNot yet written.\n',
  'shop/docs/old.md': '---\nstatus: deprecated\n---\n# Old\n\nA line with a mistake.\n\nAnother line.\n',
};

let portal, server, browser;

/** Two commits: a page that is old by any clock, and one from a day that no clock of a test has reached. */
async function commits(site) {
  const git = (/** @type {string[]} */ args, date = '') => promisify(execFile)('git', ['-c', 'user.name=Ann', '-c', 'user.email=ann@example.org', ...args], {
    cwd: path.join(site, 'shop'), env: { ...process.env, GIT_CONFIG_GLOBAL: '/dev/null', GIT_AUTHOR_DATE: date, GIT_COMMITTER_DATE: date },
  });
  await git(['init', '--quiet', '--initial-branch=main']);
  await git(['add', 'docs/old.md']);
  await git(['commit', '--quiet', '--message=old'], '2020-02-03T12:00:00Z');
  await git(['add', '--all']);
  await git(['commit', '--quiet', '--message=new'], '2095-02-03T12:00:00Z');
}

before(async () => {
  portal = await portalOf(files, commits);
  [server, browser] = await Promise.all([serveFolder(portal.folder), launch()]);
});

after(async () => {
  await browser?.close();
  server?.close();
  await portal?.remove();
});

/** Opens a page of the set in a fresh context, with what pages should not do as `problems`. */
async function open(name, options = {}, set = 'component/shop/') {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, ...options });
  const page = await context.newPage();
  page.setDefaultTimeout(15_000);
  const problems = await watch(page, server.origin);
  await page.goto(`${server.origin}/docs/default/${set}${name}`, { waitUntil: 'load' });
  return { page, problems };
}

test('a page that nobody touched for long says so, with its owner', async () => {
  for (const colorScheme of ['light', 'dark']) {
    const { page, problems } = await open('old/', { bypassCSP: true, colorScheme });
    const stale = page.locator('pd-stale');
    await stale.waitFor({ state: 'visible' });
    assert.match(await stale.innerText(), /Last updated .* ago; it may be out of date\.\s+Owner: The team/);
    await page.addScriptTag({ content: axe });
    const violations = await page.evaluate(async () => (await /** @type {any} */ (globalThis).axe.run(document)).violations.map(({ id }) => id));
    assert.deepEqual([violations, problems], [[], []]);
    await page.context().close();
  }
});

test('a new page does not, nor any page without script', async () => {
  const fresh = await open('');
  assert.equal(await fresh.page.locator('pd-stale').isVisible(), false);
  assert.equal(await fresh.page.locator('.pd-page-state').isVisible(), false, 'nothing leaves an empty place');
  await fresh.page.context().close();
  const plain = await open('old/', { javaScriptEnabled: false });
  assert.equal(await plain.page.locator('pd-stale').isVisible(), false);
  assert.ok(await plain.page.locator('.pd-status').isVisible());
  await plain.page.context().close();
});

test('a report takes along what is selected and the address of the page', async () => {
  const { page, problems } = await open('old/');
  await page.evaluate(() => document.addEventListener('click', (event) => event.preventDefault()));
  const link = page.getByRole('link', { name: 'Report an issue' });
  const filled = async () => new URL(/** @type {string} */ (await link.getAttribute('href'))).searchParams;
  const source = 'https://github.com/acme/shop/blob/main/docs/old.md';
  assert.equal((await filled()).get('body'), source);
  await link.click();
  assert.equal((await filled()).get('body'), `${page.url()}\n\n${source}`);
  const select = () => page.evaluate(() => getSelection()?.selectAllChildren(/** @type {Element} */ (document.querySelector('article p'))));
  await select();
  await link.click();
  assert.equal((await filled()).get('body'), `${page.url()}\n\n${source}\n\n> A line with a mistake.`);
  assert.equal((await filled()).get('title'), 'Shop: Old');
  // The same from the keyboard, where nothing takes the selection away.
  await page.reload();
  await page.evaluate(() => document.addEventListener('click', (event) => event.preventDefault()));
  await select();
  await link.focus();
  await page.keyboard.press('Enter');
  assert.match((await filled()).get('body') ?? '', /> A line with a mistake\.$/);
  assert.deepEqual(problems, []);
  await page.context().close();
});

test('sections open where they are, out of one file, and stay open from page to page', async () => {
  const { page, problems } = await open('', { bypassCSP: true });
  /** @type {string[]} */
  const asked = [];
  page.on('request', (request) => asked.push(new URL(request.url()).pathname));
  await page.addInitScript(measureShift);
  const side = page.locator('.pd-side-nav');
  const more = side.getByRole('button', { name: 'Pages below More' });
  const deep = side.getByRole('button', { name: 'Pages below Deep' });
  assert.equal(await more.getAttribute('aria-expanded'), 'false');
  await more.click();
  await deep.click();
  await side.getByRole('link', { name: 'Page d', exact: true }).waitFor();
  await page.addScriptTag({ content: axe });
  const violations = await page.evaluate(async () => (await /** @type {any} */ (globalThis).axe.run(document)).violations.map(({ id }) => id));
  assert.deepEqual(violations, []);
  // A level that is longer than 30 leads to the list of all pages.
  await side.getByRole('button', { name: 'Pages below Many' }).press('Enter');
  await side.getByRole('link', { name: 'Page m39' }).waitFor();
  assert.equal(await side.getByRole('link', { name: 'Page m40' }).count(), 0);
  assert.match(await side.locator('ul').getByRole('link', { name: 'All pages' }).evaluate((link) => /** @type {HTMLAnchorElement} */ (link).pathname), /\/_contents\/$/);
  assert.equal(asked.filter((path) => path.includes('/_contents/nav.')).length, 1);

  await side.getByRole('link', { name: /^Old/ }).click();
  await page.getByRole('heading', { level: 1, name: 'Old' }).waitFor();
  await page.waitForLoadState('load');
  assert.deepEqual([await more.getAttribute('aria-expanded'), await deep.getAttribute('aria-expanded')], ['true', 'true']);
  assert.ok(await side.getByRole('link', { name: 'Page m39' }).count(), 'all that the reader opened');
  assert.equal(await page.evaluate(() => /** @type {any} */ (globalThis).layoutShifts.sum), 0);
  assert.equal(asked.filter((path) => path.includes('/_contents/nav.')).length, 1, 'it is fetched once');

  // What is closed stays closed; the links of the page itself lead where those of the file do.
  await more.click();
  assert.equal(await deep.isVisible(), false);
  await side.getByRole('link', { name: 'More' }).click();
  await page.getByRole('heading', { level: 1, name: 'Page a' }).waitFor();
  await page.goBack();
  await page.getByRole('heading', { level: 1, name: 'Old' }).waitFor();
  assert.equal(await more.getAttribute('aria-expanded'), 'false');
  assert.deepEqual(problems, []);
  await page.context().close();
});

test('a set in another language says what scripts say in it too', async () => {
  const { page, problems } = await open('', { bypassCSP: true }, 'repository/arabic/');
  await page.locator('pd-markdown').getByRole('button', { name: 'نسخ بصيغة Markdown' }).waitFor();
  await page.locator('.pd-side-nav').getByRole('button', { name: 'الصفحات تحت قسم' }).click();
  await page.locator('.pd-side-nav').getByRole('link', { name: 'ثانية' }).waitFor();
  await page.keyboard.press('?');
  await page.getByRole('dialog', { name: 'لوحة المفاتيح' }).waitFor();
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'ألوان الواجهة: تلقائي' }).click();
  await page.getByRole('button', { name: 'ألوان الواجهة: فاتح' }).waitFor();
  await page.addScriptTag({ content: axe });
  const violations = await page.evaluate(async () => (await /** @type {any} */ (globalThis).axe.run(document)).violations.map(({ id }) => id));
  assert.deepEqual([violations, problems], [[], []]);
  await page.context().close();
});

test('all pages are one for printing, with every link inside', async () => {
  const { page, problems } = await open('_print/', { bypassCSP: true });
  await page.getByRole('button', { name: 'Print' }).waitFor();
  const missing = await page.evaluate(() => [...document.querySelectorAll('a[href^="#"]')]
    .filter((link) => !document.getElementById(decodeURIComponent(/** @type {HTMLAnchorElement} */ (link).hash.slice(1)))).map((link) => link.outerHTML));
  assert.deepEqual(missing, []);
  assert.equal(await page.locator('.pd-print-page').count(), 40);
  await page.emulateMedia({ media: 'print' });
  assert.equal(await page.locator('.pd-print-page').nth(1).evaluate((part) => getComputedStyle(part).breakBefore), 'page');
  assert.equal(await page.getByRole('button', { name: 'Print' }).isVisible(), false);
  await page.emulateMedia({ media: 'screen' });
  await page.addScriptTag({ content: axe });
  const violations = await page.evaluate(async () => (await /** @type {any} */ (globalThis).axe.run(document)).violations.map(({ id }) => id));
  assert.deepEqual([violations, problems], [[], []]);
  await page.context().close();
});

test('without the file, a section is a link to its first page', async () => {
  const { page } = await open('', {});
  await page.route('**/_contents/nav.*', (route) => route.fulfill({ status: 503, body: '' }));
  await page.locator('.pd-side-nav').getByRole('button', { name: 'Pages below More' }).click();
  await page.getByRole('heading', { level: 1, name: 'Page a' }).waitFor();
  await page.context().close();
  const plain = await open('', { javaScriptEnabled: false });
  assert.equal(await plain.page.locator('.pd-side-nav button').count(), 0);
  assert.ok(await plain.page.locator('.pd-side-nav').getByRole('link', { name: 'More' }).isVisible());
  await plain.page.context().close();
});
