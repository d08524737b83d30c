// @ts-check
// Lists that are longer than a page shows: every one leads to all of it, with and without script.

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { after, before, test } from 'node:test';
import { launch, portalOf, serveFolder, watch } from './portal.mjs';

const axe = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const number = (nth) => String(nth).padStart(3, '0');
const entity = (kind, name, rest) => `apiVersion: backstage.io/v1alpha1\nkind: ${kind}\nmetadata: {name: ${name}}\nspec: ${rest}\n`;
const many = (count, make) => Array.from({ length: count }, (_, nth) => make(number(nth + 1)));
const group = '/catalog/default/group/all/';

let portal, server, browser;

before(async () => {
  const catalog = [
    entity('Group', 'all', '{type: team, children: []}'),
    entity('Group', 'part', '{type: team, parent: all, children: []}'),
    entity('Group', 'empty', '{type: team, children: []}'),
    ...many(120, (nth) => entity('User', `own-${nth}`, '{memberOf: [all]}')),
    ...many(60, (nth) => entity('User', `below-${nth}`, '{memberOf: [part]}')),
    entity('Resource', 'database', '{type: database, owner: all}'),
    ...many(70, (nth) => entity('Component', `user-${nth}`, '{type: service, lifecycle: production, owner: part, dependsOn: [resource:database]}')),
    entity('Component', 'orphan', '{type: service, lifecycle: production, owner: nobody}'),
  ];
  portal = await portalOf({
    'platdocs.yaml': 'title: Long lists\nsources:\n  - {type: local, path: repos/*, trust: curated}\n',
    'repos/org/catalog-info.yaml': catalog.join('---\n'),
  });
  [server, browser] = await Promise.all([serveFolder(portal.folder), launch()]);
});

after(async () => {
  await browser?.close();
  server?.close();
  await portal?.remove();
});

/** Opens an address of the portal in a fresh context and closes it when the test is done. */
async function open(t, address, options = {}) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, ...options });
  t.after(() => context.close());
  const page = await context.newPage();
  page.setDefaultTimeout(15_000);
  const problems = await watch(page, server.origin);
  t.after(() => assert.deepEqual(problems, []));
  await page.goto(server.origin + address);
  return page;
}

/** Waits until a list has this many entries. */
async function holds(list, count) {
  await list.locator(`li:nth-child(${count})`).waitFor();
  await list.locator(`li:nth-child(${count + 1})`).waitFor({ state: 'detached' });
}

test('without script the first 50 members are on the page of a group, and all on the pages of a list', async (t) => {
  const page = await open(t, group, { javaScriptEnabled: false });
  const members = page.locator('#pd-members');
  assert.equal(await members.locator('.pd-people').first().getByRole('link').count(), 50);
  assert.equal(await page.getByRole('searchbox').first().isVisible(), false);
  await members.getByRole('link', { name: 'All 120 members' }).click();
  await page.waitForURL(/\/lists\/members\/$/);
  const seen = new Set();
  for (let pages = 1; ; pages += 1) {
    for (const name of await page.locator('.pd-people a').allInnerTexts()) seen.add(name);
    const next = page.locator('a[rel="next"]');
    if (!(await next.count())) {
      assert.equal(pages, 3);
      break;
    }
    await next.click();
    await page.waitForURL(new RegExp(`/page/${pages + 1}/$`));
  }
  assert.equal(seen.size, 120);
  await page.getByRole('link', { name: 'Members with subgroups' }).click();
  await page.waitForURL(/\/lists\/members-within\/$/);
  assert.equal(await page.locator('main .pd-title .pd-num').innerText(), '180');
  assert.ok(await page.getByText('part', { exact: true }).first().isVisible(), 'the group of a member of a subgroup');
});

test('with script members are found by name and paged by 50, with and without those of subgroups', async (t) => {
  const page = await open(t, group);
  const members = page.locator('#pd-members');
  const [direct, below] = [members.locator('pd-listing').first(), members.locator('pd-listing').last()];
  await direct.getByRole('searchbox').fill('own-1');
  await direct.getByRole('status').filter({ hasText: '21 of 120' }).waitFor();
  await holds(direct.locator('.pd-people'), 21);
  await direct.getByRole('searchbox').fill('own');
  await direct.getByRole('button', { name: 'Show 50 more of 70' }).click();
  await holds(direct.locator('.pd-people'), 100);
  assert.equal(await direct.locator('.pd-people a').nth(50).evaluate((link) => link === document.activeElement), true, 'focus goes on');
  await members.getByText('Include subgroups: 60 more').click();
  await below.getByRole('searchbox').fill('below-007');
  await holds(below.locator('.pd-people'), 1);
  assert.equal(new URL(page.url()).search, '', 'a part of a page leaves the address alone');
});

test('a list keeps its words in the address', async (t) => {
  const page = await open(t, `${group}lists/members-within/?q=part%20below-01`);
  await holds(page.locator('.pd-people'), 10);
  assert.equal(await page.locator('main .pd-title .pd-num').innerText(), '10 of 180');
  await page.getByRole('searchbox').fill('nobody of this name');
  await page.getByText('Nothing matches').waitFor();
  await page.waitForURL(/q=nobody/);
});

test('every "more" of an entity leads to a list that has it', async (t) => {
  const page = await open(t, '/catalog/default/resource/database/');
  await page.getByRole('link', { name: 'and 20 more' }).click();
  await page.waitForURL(/\/lists\/dependencyOf\/$/);
  assert.equal(await page.locator('.pd-list > li').count(), 50);
  await page.getByRole('searchbox').fill('user-070');
  await holds(page.locator('.pd-list'), 1);
  await page.goto(`${server.origin}/catalog/default/group/part/`);
  await page.getByRole('link', { name: 'and 20 more' }).first().click();
  await page.getByRole('status').filter({ hasText: '70 of ' }).waitFor({ state: 'attached' });
  await page.goto(`${server.origin}/catalog/default/resource/database/inspect/`);
  await page.getByRole('link', { name: /^and \d+ more$/ }).click();
  await page.getByRole('button', { name: /^Remove File: .*org.catalog-info.yaml/ }).waitFor();
});

test('what has no owner, no members or no group is a filter of the index', async (t) => {
  for (const [filter, chip, name] of [['owner]=none', 'Remove Owner: No owner', 'orphan'], ['is]=members', 'Remove State: Without members', 'empty']]) {
    const page = await open(t, `/catalog/?filters[${filter}`);
    await page.getByRole('button', { name: chip }).waitFor();
    await page.getByRole('status').filter({ hasText: '1 of ' }).waitFor({ state: 'attached' });
    assert.deepEqual(await page.locator('.pd-catalog tbody .pd-name').allInnerTexts(), [name]);
  }
  const page = await open(t, '/catalog/?filters[within]=group:default/all');
  await page.getByRole('status').filter({ hasText: '71 of ' }).waitFor({ state: 'attached' });
});

test('axe finds nothing on long lists, wide and narrow, before and after a search', async (t) => {
  const found = [];
  for (const width of [1280, 320]) {
    for (const address of [group, `${group}lists/members/`, '/catalog/default/resource/database/lists/dependencyOf/']) {
      const page = await open(t, address, { bypassCSP: true, viewport: { width, height: 800 } });
      const box = page.getByRole('searchbox').first();
      for (const words of ['', '0']) {
        await box.fill(words);
        if (words) await page.locator('pd-listing .pd-more, pd-listing .pd-pager[hidden]').first().waitFor({ state: 'attached' });
        await page.addScriptTag({ content: axe });
        found.push(...(await page.evaluate(async () => {
          const result = await /** @type {any} */ (globalThis).axe.run(document, { resultTypes: ['violations'] });
          return result.violations.map(({ id, nodes }) => `${id}: ${nodes[0].target} ${nodes[0].failureSummary}`);
        })).map((problem) => `${address} ${width} ${words}: ${problem}`));
      }
    }
  }
  assert.deepEqual(found, []);
});
