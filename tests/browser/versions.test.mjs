// @ts-check
// Versions of a docs set: the choice on every page, the note on old ones, by mouse, by keyboard and without script.

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { promisify } from 'node:util';
import { launch, measureShift, portalOf, serveFolder, watch } from './portal.mjs';

const axe = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

const files = {
  'platdocs.yaml': 'title: Test\ndocs: {versions: {refs: ["v*"]}}\nsources: [{type: local, path: shop}]\n',
  'shop/catalog-info.yaml': `apiVersion: backstage.io/v1alpha1
kind: Component
metadata: {name: shop, annotations: {backstage.io/techdocs-ref: 'dir:.'}}
spec: {type: service, lifecycle: production, owner: team}
---
apiVersion: backstage.io/v1alpha1
kind: Group
metadata: {name: team}
spec: {type: team, children: []}
`,
  'shop/mkdocs.yml': 'site_name: Shop\n',
  'shop/docs/index.md': '# Shop\n\nText.\n',
  'shop/docs/guide.md': '# Guide\n\n## First\n\nText of one.\n\n## Second\n\nText.\n',
};

let portal, server, browser;

/** Version 1.0 with a guide, version 1.1 without, and another guide that is checked out. */
async function versions(site) {
  const shop = path.join(site, 'shop');
  const git = (/** @type {string[]} */ ...args) => promisify(execFile)('git', ['-c', 'user.name=Ann', '-c', 'user.email=ann@example.org', ...args], {
    cwd: shop, env: { ...process.env, GIT_CONFIG_GLOBAL: '/dev/null', GIT_AUTHOR_DATE: '2024-02-03T12:00:00Z', GIT_COMMITTER_DATE: '2024-02-03T12:00:00Z' },
  });
  await git('init', '--quiet', '--initial-branch=main');
  await git('add', '--all');
  await git('commit', '--quiet', '--message=one');
  await git('tag', 'v1.0');
  await git('rm', '--quiet', 'docs/guide.md');
  await git('commit', '--quiet', '--message=two');
  await git('tag', 'v1.1');
  await writeFile(path.join(shop, 'docs/guide.md'), '# Guide\n\nText of two.\n');
  await git('add', '--all');
  await git('commit', '--quiet', '--message=three');
}

before(async () => {
  portal = await portalOf(files, versions);
  [server, browser] = await Promise.all([serveFolder(portal.folder), launch()]);
});

after(async () => {
  await browser?.close();
  server?.close();
  await portal?.remove();
});

/** Opens a page of the set in a fresh context, with what pages should not do as `problems`. */
async function open(name, options = {}) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, ...options });
  const page = await context.newPage();
  page.setDefaultTimeout(15_000);
  const problems = await watch(page, server.origin);
  if (options.javaScriptEnabled !== false) await page.addInitScript(measureShift);
  await page.goto(`${server.origin}/docs/default/component/shop/${name}`, { waitUntil: 'load' });
  return { page, problems };
}

const at = (/** @type {string} */ name) => `${server.origin}/docs/default/component/shop/${name}`;

test('the choice leads to the same page of another version, or to its start page', async () => {
  const { page, problems } = await open('guide/');
  const choice = page.getByRole('navigation', { name: 'Versions' });
  await choice.getByText('Version: main').click();
  assert.deepEqual(await choice.getByRole('link').allInnerTexts(), ['main\ncurrent', '1.1', '1.0']);
  assert.equal(await choice.getByRole('link', { name: '1.1' }).getAttribute('href'), '../_v/1.1/');
  await choice.getByRole('link', { name: '1.0' }).click();
  await page.waitForURL(at('_v/1.0/guide/'));
  assert.match(await page.locator('article').innerText(), /Text of one/);
  assert.match(await page.locator('.pd-version-note').innerText(), /docs of version 1\.0\. The current version is main\./);
  await page.locator('.pd-version-note a').click();
  await page.waitForURL(at('guide/'));
  assert.equal(await page.locator('.pd-version-note').count(), 0);
  assert.deepEqual(problems, []);
  await page.context().close();
});

test('keys open, close and follow the choice', async () => {
  const { page, problems } = await open('_v/1.0/guide/');
  const summary = page.locator('.pd-versions summary');
  await summary.focus();
  await page.keyboard.press('Enter');
  await page.locator('.pd-versions details[open]').waitFor();
  await page.keyboard.press('Tab');
  assert.equal(await page.evaluate(() => document.activeElement?.getAttribute('href')), '../../../guide/');
  await page.keyboard.press('Escape');
  await page.locator('.pd-versions details:not([open])').waitFor();
  assert.ok(await summary.evaluate((element) => element === document.activeElement));
  await page.keyboard.press('Space');
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await page.waitForURL(at('guide/'));
  assert.deepEqual(problems, []);
  await page.context().close();
});

test('axe finds nothing on any version, open and closed, wide and narrow, light and dark', async () => {
  for (const colorScheme of ['light', 'dark']) {
    for (const width of [1280, 320]) {
      for (const name of ['guide/', '_v/1.0/guide/']) {
        const { page } = await open(name, { bypassCSP: true, colorScheme, viewport: { width, height: 800 } });
        await page.addScriptTag({ content: axe });
        for (const state of ['closed', 'open']) {
          if (state === 'open') await page.locator('.pd-versions summary').click();
          const violations = await page.evaluate(async () => (await /** @type {any} */ (globalThis).axe.run(document)).violations.map(({ id }) => id));
          assert.deepEqual(violations, [], `${name} ${state} ${width} ${colorScheme}`);
          const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
          assert.ok(wide <= 0, `${name} ${state} ${width} is ${wide} px too wide`);
        }
        assert.ok(await page.evaluate(() => /** @type {any} */ (globalThis).layoutShifts.sum) < 0.01);
        await page.context().close();
      }
    }
  }
});

test('without script the choice opens and leads on', async () => {
  const { page } = await open('_v/1.0/guide/', { javaScriptEnabled: false });
  await page.locator('.pd-versions summary').click();
  await page.locator('.pd-versions a', { hasText: '1.1' }).click();
  await page.waitForURL(at('_v/1.1/'));
  assert.match(await page.locator('.pd-version-note').innerText(), /version 1\.1/);
  await page.context().close();
});

test('an address of the default version by its name leads to it', async () => {
  const { page } = await open('_v/main/guide/');
  await page.waitForURL(at('guide/'));
  await page.context().close();
});
