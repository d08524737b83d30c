// @ts-check
// The indexes of the catalog: filters, their address, sorting, stars, the reader's team, export, keyboard and pages without script.

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { after, before, test } from 'node:test';
import { builtPortal, launch, serveFolder, watch } from './portal.mjs';

const axe = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
let portal, server, browser;

before(async () => {
  portal = await builtPortal();
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

const names = (page) => page.locator('.pd-catalog tbody .pd-name').allInnerTexts();
const query = (page) => decodeURIComponent(new URL(page.url()).search);

/** Waits until the names in the table are these, in any order. */
async function shows(page, expect) {
  await page.waitForFunction((wanted) => {
    const shown = [...document.querySelectorAll('.pd-catalog tbody .pd-name')].map((name) => name.textContent);
    return JSON.stringify(shown.sort()) === wanted;
  }, JSON.stringify([...expect].sort()));
}

/** Opens a facet and gives the checkbox of a value. */
async function value(page, facet, name) {
  const summary = page.locator('.pd-filters summary', { hasText: facet });
  if (!(await summary.evaluate((element) => /** @type {any} */ (element.parentElement).open))) await summary.click();
  return page.locator('.pd-facet[open]').getByRole('checkbox', { name });
}

test('the address of Backstage filters, values of a facet add up, facets and words narrow', async (t) => {
  const page = await open(t, '/catalog/?filters[kind]=component&filters[type]=service&filters[owners]=team-booking');
  await page.waitForFunction(() => document.querySelector('.pd-title .pd-num')?.textContent?.includes(' of '));
  const booking = await names(page);
  assert.ok(booking.includes('Booking API') && booking.length < 6, booking.join());
  await (await value(page, 'Owner', 'Team Operations')).check();
  await page.waitForFunction((before) => document.querySelectorAll('tbody tr').length > before, booking.length);
  assert.equal(query(page), '?filters[kind]=component&filters[type]=service&filters[owners]=group:default/team-booking&filters[owners]=group:default/team-operations');
  await page.keyboard.press('Escape');
  await page.getByRole('searchbox', { name: /filter by text/i }).fill('booking go');
  await shows(page, ['Booking API']);
});

test('a facet counts what the other filters leave, and tags must all fit', async (t) => {
  const page = await open(t, '/kinds/component/?filters[lifecycle]=deprecated');
  await page.waitForFunction(() => document.querySelector('.pd-title .pd-num')?.textContent?.includes(' of '));
  const platform = await value(page, 'Owner', 'Team Platform');
  await platform.waitFor();
  const total = await page.locator('.pd-facet[open] label').evaluateAll((labels) => labels.reduce((sum, label) => sum + Number(label.querySelector('.pd-num')?.textContent), 0));
  assert.equal(total, (await names(page)).length);
  await page.goto(`${server.origin}/catalog/?filters[tags]=go&filters[tags]=tier-1`);
  await page.waitForFunction(() => document.querySelector('.pd-title .pd-num')?.textContent?.includes(' of '));
  for (const tags of await page.locator('tbody [data-column="tags"]').allInnerTexts()) assert.match(tags, /\bgo\b[^]*tier-1|tier-1[^]*\bgo\b/);
});

test('labels of the configuration are facets of their own, and a press on the words chooses', async (t) => {
  const page = await open(t, '/catalog/');
  assert.ok(await value(page, 'Tier', '1'));
  const facet = page.locator('.pd-facet[open]');
  await facet.locator('label span', { hasText: /^1$/ }).first().click();
  await page.waitForURL(/filters\[labels\]/);
  assert.equal(query(page), '?filters[labels]=skerry.example/tier=1');
  await page.getByRole('button', { name: 'Remove Tier: 1' }).waitFor();
  assert.ok(await facet.getByRole('checkbox', { name: '1' }).isChecked());
  assert.deepEqual(await facet.locator('label').evaluateAll((labels) => labels.map((label) => label.querySelector('span')?.textContent)), ['1', '2', '3']);
  const found = await names(page);
  assert.ok(found.includes('Booking API') && !found.includes('Lane planner'), found.join());
  await page.keyboard.press('Escape');
  await (await value(page, 'Backup', 'pitr')).check();
  await page.getByText('Nothing matches').waitFor();
  await page.goto(`${server.origin}/catalog/?filters[labels]=skerry.example/tier=1&filters[labels]=skerry.example/tier=3`);
  await page.getByRole('button', { name: 'Remove Tier: 3' }).waitFor();
  const both = await names(page);
  assert.ok(both.includes('Booking API') && both.includes('Lane planner'), both.join());
});

test('back and forward go through the filters', async (t) => {
  const page = await open(t, '/kinds/component/');
  const all = await names(page);
  await (await value(page, 'Lifecycle', 'deprecated')).check();
  await page.waitForURL(/filters/);
  await page.waitForFunction((before) => document.querySelectorAll('tbody tr').length < before, all.length);
  const some = await names(page);
  await page.goBack();
  await shows(page, all);
  assert.equal(query(page), '');
  await page.goForward();
  await shows(page, some);
});

test('columns sort both ways and say so', async (t) => {
  const page = await open(t, '/kinds/component/');
  const head = page.getByRole('columnheader', { name: 'Name' });
  const button = head.getByRole('button');
  const all = await names(page);
  await button.click();
  // The address changes at once, the rows when all of them are loaded.
  await page.locator('th[aria-sort="ascending"]').waitFor();
  await page.waitForURL(/sort=title/);
  assert.equal(await head.getAttribute('aria-sort'), 'ascending');
  await shows(page, all);
  const up = await names(page);
  assert.deepEqual(up, [...up].sort(new Intl.Collator(undefined, { numeric: true, sensitivity: 'base' }).compare));
  await button.press('Enter');
  await page.locator('th[aria-sort="descending"]').waitFor();
  await page.waitForURL(/sort=-title/);
  assert.equal(await head.getAttribute('aria-sort'), 'descending');
  await shows(page, all);
  assert.deepEqual(await names(page), up.reverse());
});

test('a star is kept, on rows and on the page of the entity, and can be filtered by', async (t) => {
  const page = await open(t, '/kinds/component/');
  await page.getByRole('button', { name: 'Star Booking API' }).press('Enter');
  await page.getByRole('link', { name: 'Booking API' }).first().click();
  const star = page.getByRole('button', { name: 'Star Booking API' });
  assert.equal(await star.getAttribute('aria-pressed'), 'true');
  await page.goto(`${server.origin}/catalog/`);
  await page.getByRole('button', { name: 'Starred', exact: true }).click();
  await shows(page, ['Booking API']);
  assert.equal(query(page), '?filters[user]=starred');
  await page.getByRole('button', { name: 'Star Booking API' }).click();
  await page.getByText('Nothing here has a star yet').waitFor();
});

test('"Mine" asks for a team and then shows what it owns', async (t) => {
  const page = await open(t, '/kinds/component/');
  await page.getByRole('button', { name: 'Mine' }).click();
  await page.locator('.pd-facet[open]').getByRole('checkbox', { name: /Team Web/ }).check();
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'Mine' }).click();
  await page.waitForURL(/filters\[user\]=owned/);
  await page.waitForFunction(() => document.querySelector('.pd-title .pd-num')?.textContent?.includes(' of '));
  for (const owner of await page.locator('tbody [data-column="owner"]').allInnerTexts()) assert.equal(owner, 'Team Web');
  await page.reload();
  await page.getByRole('button', { name: 'Remove Mine' }).waitFor();
});

test('the rows that are found are saved as CSV and JSON', async (t) => {
  const page = await open(t, '/kinds/component/?filters[type]=service&filters[lifecycle]=deprecated');
  await page.waitForFunction(() => document.querySelector('.pd-title .pd-num')?.textContent?.includes(' of '));
  const shown = await names(page);
  const saved = async (format) => {
    const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('link', { name: format }).click()]);
    return readFile(await download.path(), 'utf8');
  };
  const json = JSON.parse(await saved('JSON'));
  assert.deepEqual(json.entities.map((entity) => entity.title), shown);
  assert.ok(json.entities.every((entity) => !('text' in entity)));
  const lines = (await saved('CSV')).trimEnd().split('\r\n');
  assert.equal(lines.length, shown.length + 1);
  assert.match(lines[0], /^ref,title,kind,/);
  assert.equal(await page.evaluate(() => /** @type {any} */ (document.querySelector('pd-export')).csv(document.querySelector('pd-catalog'),
    [{ ref: 'a:b/c', title: '=1+1', url: '' }]).split('\r\n')[1].split(',')[1]), "'=1+1");
});

test('where nothing matches the page says what to take away', async (t) => {
  const page = await open(t, '/catalog/?filters[kind]=api&filters[lifecycle]=production&q=qqqq');
  await page.getByText('Nothing matches').waitFor();
  await page.getByRole('button', { name: /Without “qqqq” \(\d+\)/ }).click();
  await page.locator('tbody tr').first().waitFor();
  assert.equal(query(page), '?filters[kind]=api&filters[lifecycles]=production');
});

test('without script the indexes lead on: by kind, by page, by tag, and to the whole list', async (t) => {
  const page = await open(t, '/catalog/', { javaScriptEnabled: false });
  await page.getByRole('navigation', { name: 'Catalog by kind' }).getByRole('link', { name: /Components/ }).click();
  await page.waitForURL(/\/kinds\/component\/$/);
  assert.ok(await page.getByRole('link', { name: 'Booking API' }).isVisible());
  assert.equal(await page.getByRole('searchbox').isVisible(), false);
  assert.equal((await page.request.get(new URL((await page.getByRole('link', { name: 'CSV' }).getAttribute('href')) ?? '', page.url()).href)).status(), 200);
  await page.getByRole('link', { name: /Tags/ }).click();
  await page.waitForURL(/\/tags\/$/);
  await page.getByRole('main').getByRole('link', { name: /^tier-1/ }).click();
  await page.waitForURL(/\/tags\/tier-1\/$/);
  assert.ok((await names(page)).length > 1);
});

test('on a phone a row is a name and a line', async (t) => {
  const page = await open(t, '/catalog/', { viewport: { width: 390, height: 844 } });
  const row = page.locator('tbody tr').first();
  assert.ok(/** @type {any} */ (await row.boundingBox()).height < 96);
  assert.ok(await row.getByText('Team Operations').isVisible());
});

test('on a phone the filters are behind one button, by keyboard, and what is chosen stays in sight', async (t) => {
  const page = await open(t, '/kinds/component/?filters[lifecycle]=production', { viewport: { width: 390, height: 844 }, bypassCSP: true });
  const button = page.locator('.pd-filter-fold > summary');
  await button.filter({ hasText: /Filter\s*1/ }).waitFor();
  assert.ok(await page.getByRole('button', { name: 'Remove Lifecycle: production' }).isVisible());
  const facet = page.locator('pd-facet summary', { hasText: 'Owner' });
  assert.equal(await facet.isVisible(), false);
  await button.focus();
  await page.keyboard.press('Enter');
  await facet.focus();
  await page.keyboard.press('Enter');
  const team = page.locator('.pd-facet[open]').getByRole('checkbox', { name: /Team Booking/ });
  await team.focus();
  await page.keyboard.press('Space');
  await page.waitForURL(/filters\[owners\]=/);
  await page.getByRole('button', { name: 'Remove Owner: Team Booking' }).waitFor();
  await button.filter({ hasText: /Filter\s*2/ }).waitFor();
  await page.addScriptTag({ content: axe });
  const violations = await page.evaluate(async () => (await /** @type {any} */ (globalThis).axe.run(document, { resultTypes: ['violations'] })).violations
    .map(({ id, nodes }) => `${id}: ${nodes[0].target} ${nodes[0].failureSummary}`));
  assert.deepEqual(violations, []);
  await page.locator('.pd-done').filter({ hasText: /Show \d+ rows?/ }).focus();
  await page.keyboard.press('Enter');
  await facet.waitFor({ state: 'hidden' });
  assert.ok(await button.evaluate((summary) => summary === document.activeElement), 'focus comes back');
  await page.getByRole('button', { name: 'Remove Owner: Team Booking' }).click();
  await button.filter({ hasText: /Filter\s*1/ }).waitFor();
  assert.equal(query(page), '?filters[lifecycles]=production');
});

test('on a phone the order is a choice, kept in the address', async (t) => {
  for (const [address, table] of [['/kinds/component/', '.pd-catalog'], ['/services/', '.pd-services']]) {
    const page = await open(t, address, { viewport: { width: 390, height: 844 } });
    const sort = page.getByRole('combobox', { name: 'Sort' });
    await sort.selectOption('-title');
    await page.waitForURL(/sort=-title/);
    const sorted = (selector) => page.waitForFunction((rows) => {
      const names = [...document.querySelectorAll(rows)].map((name) => name.textContent ?? '');
      const { compare } = new Intl.Collator(undefined, { numeric: true, sensitivity: 'base' });
      return names.length > 3 && names.every((name, at) => at === 0 || compare(names[at - 1], name) >= 0);
    }, selector);
    await sorted(`${table} tbody .pd-name`);
    await page.reload();
    await sorted(`${table} tbody .pd-name`);
    assert.equal(await sort.inputValue(), '-title');
  }
});
