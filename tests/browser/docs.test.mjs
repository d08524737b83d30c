// @ts-check
// Pages of documentation in a small portal of their own: contents, sidebar, keys, and readers with other needs.

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { after, before, test } from 'node:test';
import { launch, measureShift, portalOf, serveFolder, watch } from './portal.mjs';

const axe = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const pages = Array.from({ length: 28 }, (_, at) => `p${at + 10}`);
const text = '\n\nOne line of text that is long enough to be worth the name of a paragraph.'.repeat(12);
const wideTable = '\n\n| a | b | c |\n|---|---|---|\n| `a-name-that-cannot-be-broken-anywhere` | `another-name-of-this-length` | `and-a-third-one-beside-it` |\n';
const files = {
  'platdocs.yaml': 'title: Test\n',
  'repos/guide/mkdocs.yml': `site_name: Guide\nnav:\n- index.md\n- Chapters:\n${pages.map((name) => `  - ${name}.md\n`).join('')}`,
  'repos/guide/docs/index.md': `# Guide\n\n<input type="checkbox">\n\n## First${text}\n\n## Second${text}\n\n### Part${text}\n\n## Last\n\nEnd.${wideTable}`,
  ...Object.fromEntries(pages.map((name) => [`repos/guide/docs/${name}.md`, `# Chapter ${name}${text}\n`])),
  'repos/arabic/mkdocs.yml': 'site_name: دليل\ntheme:\n  language: ar\n',
  'repos/arabic/docs/index.md': `# دليل\n\nنص مع \`code --flag\`.\n\n!!! note\n    ملاحظة\n\n\`\`\`sh\nls -l\n\`\`\`\n\n## قسم\n\nنص.${wideTable}`,
};

let portal, server, browser;

before(async () => {
  portal = await portalOf(files);
  [server, browser] = await Promise.all([serveFolder(portal.folder), launch()]);
});

after(async () => {
  await browser?.close();
  server?.close();
  await portal?.remove();
});

/** Opens the start page of a docs set in a fresh context, with what pages should not do as `problems`. */
async function open(set, options = {}) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 600 }, ...options });
  const page = await context.newPage();
  page.setDefaultTimeout(15_000);
  const problems = await watch(page, server.origin);
  await page.goto(`${server.origin}/docs/`);
  await page.locator('main').getByRole('link', { name: set, exact: true }).first().click();
  await title(page, set);
  return { page, problems };
}

/** Waits for a page by its title, and for its scripts. */
async function title(page, name) {
  await page.getByRole('heading', { level: 1, name }).waitFor();
  await page.waitForLoadState('load');
}

test('the contents mark the section in view', async () => {
  const { page, problems } = await open('Guide');
  const current = page.locator('pd-toc [aria-current]');
  for (const name of ['Second', 'Part', 'First']) {
    await page.locator('article').getByRole('heading', { name }).evaluate((heading) => heading.scrollIntoView());
    await current.filter({ hasText: name }).waitFor({ state: 'attached' });
    assert.equal(await current.count(), 1);
  }
  assert.deepEqual(problems, []);
  await page.context().close();
});

test('the sidebar keeps its place from page to page, and nothing shifts', async () => {
  const { page, problems } = await open('Guide');
  await page.addInitScript(measureShift);
  const side = page.locator('.pd-nav-fold');
  const at = () => side.evaluate((element) => element.scrollTop);
  await side.getByRole('link', { name: 'Chapters' }).click();
  await title(page, 'Chapter p10');
  await side.evaluate((element) => { element.scrollTop = 200; });
  await side.getByRole('link', { name: 'Chapter p22' }).click();
  await title(page, 'Chapter p22');
  assert.equal(await at(), 200);
  await page.keyboard.press('n');
  await title(page, 'Chapter p23');
  assert.equal(await at(), 200);
  assert.equal(await page.evaluate(() => /** @type {any} */ (globalThis).layoutShifts.sum), 0);
  assert.deepEqual(problems, []);
  await page.context().close();
});

test('the current entry is in view wherever the sidebar was left', async () => {
  const { page } = await open('Guide');
  await page.locator('.pd-nav-fold').getByRole('link', { name: 'Chapters' }).click();
  await title(page, 'Chapter p10');
  await page.evaluate(() => sessionStorage.clear());
  await page.goto(new URL('../p37/', page.url()).href);
  const seen = await page.locator('.pd-nav-fold').evaluate((side) => {
    const [box, here] = [side, /** @type {Element} */ (side.querySelector('[aria-current]'))].map((element) => element.getBoundingClientRect());
    return side.scrollTop > 0 && here.top >= box.top && here.bottom <= box.bottom;
  });
  assert.ok(seen);
  await page.context().close();
});

test('n and p turn pages, ? lists the keys, and they are switched off for all pages', async () => {
  const { page, problems } = await open('Guide', { bypassCSP: true });
  await page.keyboard.press('n');
  await title(page, 'Chapter p10');
  await page.keyboard.press('p');
  await title(page, 'Guide');
  await page.keyboard.press('?');
  const dialog = page.getByRole('dialog', { name: 'Keyboard' });
  await dialog.waitFor();
  assert.match(await dialog.innerText(), /n\s+Next page/);
  await page.addScriptTag({ content: axe });
  const violations = await page.evaluate(async () => (await /** @type {any} */ (globalThis).axe.run(document)).violations.map(({ id }) => id));
  assert.deepEqual(violations, []);
  await dialog.getByRole('checkbox').uncheck();
  await page.keyboard.press('Escape');
  await dialog.waitFor({ state: 'hidden' });
  await page.reload();
  const address = page.url();
  await page.keyboard.press('?');
  await page.keyboard.press('n');
  assert.equal(await dialog.count(), 0);
  // The way back on does not need a single key.
  await page.keyboard.press('Tab');
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await dialog.waitFor();
  assert.equal(page.url(), address, 'keys that are off turn no page');
  await dialog.getByRole('checkbox').check();
  await dialog.getByRole('button', { name: 'Close' }).click();
  await page.keyboard.press('n');
  await title(page, 'Chapter p10');
  assert.deepEqual(problems, []);
  await page.context().close();
});

test('keys rest in fields, with Ctrl or Alt, and in the list of keys', async () => {
  const { page } = await open('Guide');
  const address = page.url();
  await page.evaluate(() => document.querySelector('main')?.append(document.createElement('textarea')));
  await page.locator('textarea').focus();
  await page.keyboard.type('np?');
  assert.equal(await page.locator('textarea').inputValue(), 'np?');
  await page.locator('textarea').evaluate((field) => field.remove());
  await page.keyboard.press('Alt+n');
  await page.keyboard.press('?');
  await page.getByRole('dialog').getByRole('button').focus();
  await page.keyboard.press('n');
  await page.keyboard.press('Escape');
  assert.equal(await page.getByRole('dialog').count(), 0);
  assert.equal(page.url(), address);
  await page.context().close();
});

test('without script the sidebar, the contents and the ways on are there', async () => {
  const { page } = await open('Guide', { javaScriptEnabled: false });
  assert.ok(await page.locator('.pd-nav-fold').getByRole('link', { name: 'Chapters' }).isVisible());
  assert.ok(await page.locator('a[rel="next"]').isVisible());
  assert.equal(await page.locator('.pd-skip').count(), 1);
  await page.context().close();
});

test('at 400 % zoom nothing needs scrolling both ways, left to right and right to left', async () => {
  for (const set of ['Guide', 'دليل']) {
    // A window of 1280 by 1024 at 400 %.
    const { page } = await open(set, { viewport: { width: 320, height: 256 }, deviceScaleFactor: 4 });
    const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    assert.ok(wide <= 0, `${set} is ${wide} px too wide`);
    const header = await page.locator('.pd-header').boundingBox();
    assert.ok(header && header.height < 128, 'the header leaves half of the screen to the text');
    await page.context().close();
  }
});

test('forced colours keep the current page, the current section and the focus visible', async () => {
  const { page } = await open('Guide', { forcedColors: 'active' });
  await page.locator('article').getByRole('heading', { name: 'Second' }).evaluate((heading) => heading.scrollIntoView());
  await page.locator('pd-toc [aria-current]').filter({ hasText: 'Second' }).waitFor();
  const differs = (list) => page.locator(list).evaluate((nav) => {
    const look = (element) => {
      const { color, fontWeight, backgroundColor, borderInlineStartColor, borderInlineStartWidth, outlineStyle } = getComputedStyle(element);
      return JSON.stringify({ color, fontWeight, backgroundColor, borderInlineStartColor, borderInlineStartWidth, outlineStyle });
    };
    const current = nav.querySelector('a[aria-current]');
    const other = [...nav.querySelectorAll('li > a')].find((link) => link !== current);
    return look(current) !== look(other);
  });
  assert.ok(await differs('.pd-side-nav'), 'the current page');
  assert.ok(await differs('pd-toc'), 'the current section');
  const link = page.locator('a[rel="next"]');
  await page.keyboard.press('Tab');
  await link.focus();
  assert.notEqual(await link.evaluate((element) => getComputedStyle(element).outlineStyle), 'none');
  await page.context().close();
});

test('a set in Arabic is read from the right, and its code from the left', async () => {
  const { page, problems } = await open('دليل', { bypassCSP: true });
  const html = page.locator('html');
  assert.deepEqual([await html.getAttribute('lang'), await html.getAttribute('dir')], ['ar', 'rtl']);
  const [side, article, contents] = await Promise.all(['.pd-nav-fold', 'article', '.pd-toc-fold'].map((part) => page.locator(part).boundingBox()));
  assert.ok(side && article && contents && side.x > article.x && article.x > contents.x, 'the columns stand from right to left');
  assert.equal(await page.locator('article pre').evaluate((code) => getComputedStyle(code).direction), 'ltr');
  await page.addScriptTag({ content: axe });
  const violations = await page.evaluate(async () => (await /** @type {any} */ (globalThis).axe.run(document)).violations.map(({ id }) => id));
  assert.deepEqual(violations, []);
  assert.deepEqual(problems, []);
  await page.context().close();
});
