// @ts-check
// Search as readers meet it: the box, the dialog, the page, and what they do when things go wrong. The engine is a small one of the
// tests where it has to be slow, to fail or to lie.

import assert from 'node:assert/strict';
import { readFile, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { launch, portalOf, serveFolder, watch } from './portal.mjs';
import { HOSTILE, putStub } from './search-stub.mjs';

const axe = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

let portal, server, browser;

const entity = (/** @type {string} */ name, /** @type {string} */ kind, more = '') => `apiVersion: backstage.io/v1alpha1
kind: ${kind}
metadata: {name: ${name}, annotations: {backstage.io/techdocs-ref: 'dir:.'}}
spec: {type: service, lifecycle: production, owner: team${more}}
---
`;

const FILES = {
  'platdocs.yaml': 'title: Ferries\nurl: https://ferries.example/dev/\nsources:\n  - {type: local, path: repos/*}\n',
  'repos/booking/catalog-info.yaml': entity('booking', 'Component'),
  'repos/booking/mkdocs.yml': 'site_name: Booking handbook\nnav: [{Start: index.md}, {Holds: holds.md}]\n',
  'repos/booking/docs/index.md': '# Start\n\nHow a booking is made. A Booking is paid.\n\n## Rebooking\n\nRebooking is no word for it, but booking: yes.\n',
  'repos/booking/docs/holds.md': `# Holds\n\n${'A hold.\n\n'.repeat(60)}`,
};

before(async () => {
  portal = await portalOf(FILES);
  await putStub(portal.folder);
  [server, browser] = await Promise.all([serveFolder(portal.folder), launch()]);
});

after(async () => {
  await browser?.close();
  server?.close();
  await portal?.remove();
});

const docs = () => `${server.origin}/docs/default/component/booking/`;

/** A page of the portal in a fresh context, which must keep the console empty. @param {import('node:test').TestContext} t */
async function open(t, url = docs(), options = {}, loud = false) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, ...options });
  const page = await context.newPage();
  page.setDefaultTimeout(15_000);
  const problems = await watch(page, server.origin);
  t.after(async () => {
    await context.close();
    if (!loud) assert.deepEqual(problems, []);
  });
  await page.goto(url);
  return page;
}

const box = (page) => page.locator('.pd-header pd-search a');
const dialog = (page) => page.locator('dialog.pd-search-dialog[open]');
const input = (page) => page.getByRole('combobox', { name: 'Search the portal' });
const options = (page) => page.getByRole('option');
const active = (page) => page.locator('[aria-selected="true"]');
/** What screen readers are told at last. */
const heard = (page, text) => page.locator('.pd-search-dialog pd-announcer, pd-search-page pd-announcer').getByText(text).waitFor({ state: 'attached' });

/** Opens the dialog and searches. */
async function search(page, q) {
  await page.keyboard.press('/');
  await input(page).fill(q);
}

/** Keeps the answers of an address back until they are let go. */
async function gate(page, which) {
  /** @type {() => void} */
  let open = () => {};
  const wait = new Promise((done) => { open = () => done(undefined); });
  await page.context().route(which, async (route) => {
    await wait;
    await route.fulfill({ body: '' });
  });
  return open;
}

test('without intent nothing is loaded, and nothing but the path of the folder is named', async (t) => {
  const context = await browser.newContext();
  t.after(() => context.close());
  const page = await context.newPage();
  const asked = [];
  page.on('request', (request) => asked.push(new URL(request.url()).pathname));
  await page.goto(docs(), { waitUntil: 'networkidle' });
  assert.deepEqual(asked.filter((url) => /\/search\/|search-|search\..*(css|svg)/.test(url)), []);
  await box(page).hover();
  await page.waitForRequest(/engine\.0stub\.js/);
  assert.ok(asked.some((url) => url.endsWith('/search/index.json')));
  assert.equal(await dialog(page).count(), 0, 'a hover only prepares');
});

test('the box opens the dialog by press, focus and key, and Escape gives the focus back', async (t) => {
  const page = await open(t);
  assert.equal(await box(page).getAttribute('role'), 'button');
  await box(page).click();
  await dialog(page).waitFor();
  assert.ok(await input(page).evaluate((element) => element === document.activeElement));
  await page.keyboard.press('Escape');
  await dialog(page).waitFor({ state: 'detached' });
  assert.ok(await box(page).evaluate((element) => element === document.activeElement));
  const link = page.locator('article a').first();
  await link.focus();
  for (const key of ['/', 'Control+k', 'Meta+k']) {
    await page.keyboard.press(key);
    await dialog(page).waitFor();
    await page.keyboard.press('Escape');
    await dialog(page).waitFor({ state: 'detached' });
    assert.ok(await link.evaluate((element) => element === document.activeElement), key);
  }
});

test('single keys can be switched off, and no key opens while the reader types', async (t) => {
  const page = await open(t);
  await page.evaluate(() => {
    document.documentElement.dataset.keys = 'off';
    document.body.append(Object.assign(document.createElement('input'), { id: 'own' }));
  });
  await page.keyboard.press('/');
  assert.equal(await dialog(page).count(), 0, '/ is switched off');
  await page.keyboard.press('Control+k');
  await dialog(page).waitFor();
  await page.keyboard.press('Escape');
  await dialog(page).waitFor({ state: 'detached' });
  await page.evaluate(() => delete document.documentElement.dataset.keys);
  await page.locator('#own').focus();
  await page.keyboard.press('/');
  await page.keyboard.press('Control+k');
  assert.equal(await dialog(page).count(), 0);
  assert.equal(await page.locator('#own').inputValue(), '/');
});

test('what is typed before the dialog is there begins the query', async (t) => {
  const page = await open(t, `${server.origin}/`);
  const letGo = await (async () => {
    /** @type {() => void} */
    let go = () => {};
    const wait = new Promise((done) => { go = () => done(undefined); });
    await page.route('**/search-dialog.*.js', async (route) => {
      await wait;
      await route.continue();
    });
    return go;
  })();
  await page.keyboard.press('/');
  await page.keyboard.type('boo');
  letGo();
  await dialog(page).waitFor();
  assert.equal(await input(page).inputValue(), 'boo');
  await page.keyboard.press('Escape');
  await dialog(page).waitFor({ state: 'detached' });
  await page.locator('.pd-large a').focus();
  await page.keyboard.press('k');
  await dialog(page).waitFor();
  assert.equal(await input(page).inputValue(), 'k', 'the large box takes what is typed onto it');
});

test('before anything is typed there are recent searches and the sections of the portal', async (t) => {
  const page = await open(t);
  await search(page, 'booking');
  await options(page).first().waitFor();
  await page.keyboard.press('Enter');
  await page.waitForURL(/docs\/a\//);
  await page.goto(docs());
  await page.keyboard.press('/');
  const recent = page.getByRole('group', { name: 'Recent searches' }).getByRole('option');
  assert.deepEqual(await recent.allInnerTexts(), ['booking']);
  assert.ok(await page.getByRole('group', { name: 'Go to' }).getByRole('option', { name: 'Catalog' }).isVisible());
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await page.locator('.pd-hit').first().waitFor();
  assert.equal(await input(page).inputValue(), 'booking');
  await input(page).fill('');
  await page.getByRole('button', { name: 'Clear recent searches' }).click();
  await page.getByRole('group', { name: 'Recent searches' }).waitFor({ state: 'detached' });
  assert.equal(await page.evaluate(() => localStorage.getItem('pd-recent')), '[]');
});

test('the list is walked with the arrows over cards and sections, and Enter opens', async (t) => {
  const page = await open(t);
  await search(page, 'booking');
  await page.locator('.pd-hit-section').first().waitFor();
  assert.equal(await input(page).getAttribute('aria-expanded'), 'true');
  const walked = [];
  for (let step = 0; step < 4; step++) {
    walked.push(await active(page).locator('.pd-hit-title, .pd-hit-heading').innerText());
    assert.equal(await input(page).getAttribute('aria-activedescendant'), await active(page).getAttribute('id'));
    await page.keyboard.press('ArrowDown');
  }
  assert.deepEqual(walked, ['Booking handbook', 'Holds', 'Create a booking', 'Booking API']);
  for (const key of ['ArrowUp', 'ArrowUp', 'ArrowUp', 'Home']) await page.keyboard.press(key);
  assert.equal(await active(page).locator('.pd-hit-heading').innerText(), 'Holds', 'Home stays with the text');
  const card = page.getByRole('group', { name: 'Booking handbook, Docs' });
  assert.match(await card.innerText(), /Docs › Guides[\s\S]*Team Booking[\s\S]*2 more sections on this page/);
  assert.equal(await card.locator('code.pd-hit-snippet').innerText(), 'POST /bookings\n{ "ferry": "north" }');
  assert.deepEqual(await card.locator('.pd-hit-title mark').allInnerTexts(), ['Booking']);
  assert.equal(await page.getByRole('group', { name: 'Booking archive' }).locator('.pd-badge').innerText(), 'deprecated');
  await heard(page, '4 pages for booking');
  await page.keyboard.press('Enter');
  await page.waitForURL(/docs\/a\/#holds$/);
});

test('Enter before the answer opens the first result of it; with Ctrl in a new tab', async (t) => {
  const page = await open(t);
  const letGo = await gate(page, '**/search/gate**');
  await search(page, 'slow booking');
  await page.waitForRequest('**/search/gate**');
  await page.keyboard.press('Enter');
  letGo();
  await page.waitForURL(/docs\/a\/$/);
  await page.goto(docs());
  await search(page, 'booking');
  await page.locator('.pd-hit').first().waitFor();
  const [tab] = await Promise.all([page.context().waitForEvent('page'), page.keyboard.press('Control+Enter')]);
  await tab.waitForURL(/docs\/a\/$/);
  assert.equal(page.url(), docs());
});

test('an older answer never takes the place of a newer one, and the old list stays until the new one is there', async (t) => {
  const page = await open(t);
  await search(page, 'booking');
  await page.getByRole('group', { name: 'Booking handbook' }).waitFor();
  const letGo = await gate(page, /search\/gate\?slow1/);
  await input(page).fill('slow1 port');
  await page.waitForRequest(/gate\?slow1/);
  await page.locator('.pd-search-line[data-slow]').waitFor();
  assert.ok(await page.getByRole('group', { name: 'Booking handbook' }).isVisible());
  await input(page).fill('archive');
  await page.getByRole('group', { name: 'Booking handbook' }).waitFor({ state: 'detached' });
  assert.ok(await page.getByRole('group', { name: 'Booking archive' }).isVisible());
  const drawn = page.evaluate(() => new Promise((done) => {
    new MutationObserver(() => done('drawn')).observe(/** @type {Node} */ (document.querySelector('pd-results')), { childList: true });
    document.addEventListener('pd-test', () => done('still'));
  }));
  letGo();
  await page.evaluate(() => fetch('/').then(() => document.dispatchEvent(new Event('pd-test'))));
  assert.equal(await drawn, 'still');
  assert.equal(await page.locator('.pd-search-line[data-slow]').count(), 0);
});

test('titles do not wait for snippets for long, and snippets fill the room that is kept for them', async (t) => {
  const page = await open(t);
  const letGo = await gate(page, /search\/gate\?snippets/);
  await search(page, 'quay');
  const card = page.getByRole('group', { name: 'Port 1, Docs' });
  await card.waitFor();
  assert.equal(await card.locator('.pd-hit-snippet').count(), 0);
  const top = () => page.getByRole('group', { name: 'Port 3,' }).evaluate((element) => element.getBoundingClientRect().top);
  const before = await top();
  letGo();
  await card.locator('.pd-hit-snippet').waitFor();
  assert.ok(Math.abs((await top()) - before) < 16, 'cards with one section keep their place');
});

test('nothing acts while a word is being composed', async (t) => {
  const page = await open(t);
  await search(page, 'booking');
  await options(page).first().waitFor();
  const at = await active(page).getAttribute('id');
  await input(page).evaluate((element) => {
    for (const key of ['ArrowDown', 'Enter']) element.dispatchEvent(new KeyboardEvent('keydown', { key, isComposing: true, bubbles: true, cancelable: true }));
  });
  assert.equal(await active(page).getAttribute('id'), at);
  assert.equal(page.url(), docs());
});

test('a correction is said and can be taken back, and dropped words are named', async (t) => {
  const page = await open(t);
  await search(page, 'boking');
  await page.getByText('Showing results for booking').waitFor();
  await heard(page, 'Showing results for booking');
  await page.getByRole('button', { name: 'Search for boking instead' }).click();
  await page.getByText('Nothing found for boking').waitFor();
});

test('where nothing is found the reader learns which word is to blame and what to do', async (t) => {
  const page = await open(t);
  await search(page, 'booking zzzz');
  const help = page.locator('.pd-search-help');
  await help.waitFor();
  assert.match(await help.innerText(), /Nothing found for booking zzzz[\s\S]*zzzz\s+occurs nowhere/);
  await heard(page, 'Nothing found for booking zzzz');
  assert.ok(await help.getByRole('link', { name: 'Catalog' }).isVisible());
  await help.getByRole('button', { name: 'Show 4 pages without it' }).click();
  await page.locator('.pd-hit').first().waitFor();
  assert.equal(await input(page).inputValue(), 'booking');
  await page.getByRole('button', { name: /^In Booking handbook/ }).click();
  await page.locator('.pd-hit').nth(1).waitFor({ state: 'detached' });
  await input(page).fill('archive');
  await help.getByRole('button', { name: /Search the whole portal/ }).click();
  await page.getByRole('group', { name: 'Booking archive' }).waitFor();
  await input(page).fill('"zzzz port"');
  await help.getByRole('button', { name: 'Search without quotes' }).click();
  assert.equal(await input(page).inputValue(), 'zzzz port');
});

test('where the portal wants it, no search is remembered', async (t) => {
  const page = await open(t);
  await page.evaluate(() => localStorage.setItem('pd-recent', '["before"]'));
  await page.evaluate(() => document.querySelector('template[data-search]')?.setAttribute('data-recent', 'off'));
  await search(page, 'booking');
  await page.locator('.pd-hit a').first().click();
  await page.waitForURL(/docs\/a\//);
  assert.equal(await page.evaluate(() => localStorage.getItem('pd-recent')), '[]');
});

test('parts of the portal narrow the list, and the whole list opens as a page', async (t) => {
  const page = await open(t);
  await search(page, 'booking');
  const api = page.getByRole('button', { name: 'APIs 1' });
  await api.click();
  await page.locator('.pd-search-chips [aria-pressed="true"]').filter({ hasText: 'API' }).waitFor();
  assert.deepEqual(await page.locator('.pd-hit-title').allInnerTexts(), ['Booking API']);
  await page.getByRole('link', { name: 'All results (1)' }).click();
  await page.waitForURL(`${server.origin}/search/?q=booking&section=APIs`);
  await page.locator('.pd-hit').waitFor();
});

test('what failed is said with a way on, and results stay', async (t) => {
  const page = await open(t);
  await page.context().route('**/search/mended', (route) => route.fulfill({ status: 503, body: '' }));
  await search(page, 'booking');
  await page.locator('.pd-hit').first().waitFor();
  await input(page).fill('offline');
  const help = page.locator('.pd-search-help');
  await help.getByText('The connection may be down').waitFor();
  assert.ok(await page.getByRole('group', { name: 'Booking handbook' }).isVisible());
  await page.context().route('**/search/mended', (route) => route.fulfill({ body: '' }));
  await help.getByRole('button', { name: 'Try again' }).click();
  await help.waitFor({ state: 'detached' }).catch(() => help.waitFor({ state: 'hidden' }));
  await page.context().route('**/search/mended', (route) => route.fulfill({ status: 503, body: '' }));
  await input(page).fill('updated');
  await help.getByRole('button', { name: 'Reload the page' }).waitFor();
});

test('an engine that is not there is asked for again past the caches, then a failure is said', async (t) => {
  const page = await open(t, docs(), {}, true);
  let asked = 0;
  await page.context().route('**/engine.*.js', (route) => {
    asked++;
    return route.fulfill({ status: 404, body: '' });
  });
  await search(page, 'booking');
  await page.getByText('Search could not be loaded.').waitFor();
  assert.ok(asked >= 2);
  await page.context().unroute('**/engine.*.js');
  await page.getByRole('button', { name: 'Try again' }).click();
  await page.locator('.pd-hit').first().waitFor();
});

test('where no worker can start the engine runs on the page, if the policy of the page lets it', async (t) => {
  const page = await open(t, docs(), { bypassCSP: true });
  await page.evaluate(() => { globalThis.Worker = /** @type {any} */ (class { constructor() { throw new Error('none'); } }); });
  await search(page, 'booking');
  await page.locator('.pd-hit').first().waitFor();
});

test('no other script than the engine passes the policy of Trusted Types', async (t) => {
  for (const e of ['../assets/evil.js', 'https://elsewhere.example/engine.0.js', 'engine.js?x', 'engine.0.js#', '//x/engine.0.js', {}]) {
    const page = await open(t, docs(), {}, true);
    const asked = [];
    page.context().on('request', (request) => asked.push(request.url()));
    await page.context().route('**/search/index.json', (route) => route.fulfill({ json: { v: 2, e } }));
    await search(page, 'booking');
    await page.getByText('Search could not be loaded.').waitFor();
    assert.deepEqual(asked.filter((url) => /evil|elsewhere|engine/.test(url)), [], JSON.stringify(e));
  }
});

test('without an index the box is a link to a page that leads on', async (t) => {
  const page = await open(t, docs(), {}, true);
  await page.context().route('**/search/index.json', (route) => route.fulfill({ status: 404, body: '' }));
  await box(page).hover();
  await page.locator('pd-search[data-plain]').first().waitFor();
  await box(page).click();
  await page.waitForURL(`${server.origin}/search/`);
  await page.locator('pd-search-page input').focus();
  await page.getByText('Search needs JavaScript').waitFor();
  assert.equal(await page.locator('pd-search-page').isVisible(), false);
  await page.locator('.pd-search-plain').getByRole('link', { name: 'Catalog' }).click();
  await page.waitForURL(`${server.origin}/catalog/`);
  await page.goto(docs());
  await page.keyboard.press('/');
  await page.waitForURL(`${server.origin}/search/`);
});

test('without script the box is a link, and the page says so and leads on', async (t) => {
  const page = await open(t, docs(), { javaScriptEnabled: false });
  await box(page).click();
  await page.waitForURL(`${server.origin}/search/`);
  assert.ok(await page.getByText('Search needs JavaScript').isVisible());
  for (const name of ['Catalog', 'APIs', 'Documentation']) assert.ok(await page.locator('main').getByRole('link', { name, exact: true }).isVisible(), name);
  assert.equal(await page.locator('main input').isVisible(), false);
});

test('the portal itself is searched: words, a slip of the finger, a phrase, in these docs, and the page that is found marks it', async (t) => {
  const real = await portalOf(FILES);
  const own = await serveFolder(real.folder);
  t.after(async () => {
    own.close();
    await real.remove();
  });
  const page = await open(t, 'about:blank', {}, true);
  await page.goto(`${own.origin}/docs/default/component/booking/`);
  await search(page, 'rebookng');
  await page.getByText('Showing results for rebooking').waitFor();
  await page.locator('.pd-hit-section').filter({ hasText: 'Rebooking' }).first().waitFor();
  await input(page).fill('"no word for it"');
  await page.locator('.pd-hit-section mark').first().waitFor();
  assert.equal(await page.locator('.pd-hit').count(), 1);
  await page.getByRole('button', { name: 'In Booking handbook' }).click();
  await page.locator('.pd-hit').first().waitFor();
  await input(page).fill('hold');
  await page.locator('.pd-hit-title').filter({ hasText: 'Holds' }).first().click();
  await page.waitForURL(/booking\/holds\//);
  await page.waitForFunction(() => /** @type {any} */ (CSS).highlights.get('pd-found')?.size > 50);
});

test('the page of search has filters, pages and an address that says it all', async (t) => {
  const page = await open(t, `${server.origin}/search/?q=port&foo=bar&page=2`);
  await page.locator('.pd-hit').first().waitFor();
  assert.equal(await page.locator('.pd-search-count').innerText(), '45 pages');
  assert.equal(await page.locator('.pd-hit').count(), 20);
  assert.equal(await page.locator('.pd-hit-title').first().innerText(), 'Port 20');
  assert.match(await page.title(), /^port · Search · Ferries$/);
  assert.equal(await page.locator('meta[name="robots"]').getAttribute('content'), 'noindex');
  await page.getByRole('button', { name: 'Next' }).click();
  await page.getByText('Page 3 of 3').waitFor();
  assert.equal(await page.locator('.pd-hit').count(), 5);
  await page.waitForFunction(() => document.activeElement?.classList.contains('pd-hit-page'));
  await page.getByRole('checkbox', { name: 'Resource' }).check();
  await page.waitForURL(`${server.origin}/search/?q=port&kind=resource`);
  await page.getByText('15 pages').waitFor();
  assert.ok(await page.getByRole('checkbox', { name: 'Resource' }).evaluate((element) => element === document.activeElement));
  assert.match(await page.locator('pd-search-facets').innerText(), /Docs\s+30/, 'what the other facets leave');
  await page.goBack();
  await page.getByText('Page 3 of 3').waitFor();
  await page.goBack();
  await page.getByText('Page 2 of 3').waitFor();
  await page.goForward();
  await page.goForward();
  await page.getByText('15 pages').waitFor();
  await page.getByRole('button', { name: 'Remove Kind: Resource' }).click();
  await page.waitForURL(`${server.origin}/search/?q=port`);
  await page.getByText('45 pages').waitFor();
  await heard(page, '45 pages for port');
  await page.goto(`${server.origin}/search/?q=hold&in=docs/a`);
  await page.getByRole('button', { name: 'Remove In: Booking handbook' }).waitFor();
});

test('typing replaces the entry of the history, Enter adds one', async (t) => {
  const page = await open(t, `${server.origin}/search/`);
  const find = page.getByRole('searchbox', { name: 'Search the portal' });
  const entries = () => page.evaluate(() => history.length);
  const first = await entries();
  await find.fill('port');
  await page.getByText('45 pages').waitFor();
  await page.waitForURL(/\?q=port$/);
  assert.equal(await entries(), first);
  await find.press('Enter');
  assert.equal(await entries(), first + 1);
  await find.fill('booking');
  await page.getByText('4 pages').waitFor();
  assert.equal(await entries(), first + 1);
  await find.press('Enter');
  assert.equal(await entries(), first + 2);
  await page.goBack();
  await page.getByText('45 pages').waitFor();
  assert.equal(await find.inputValue(), 'port');
  await page.goBack();
  await page.waitForURL(/\/search\/$/);
  assert.equal(await find.inputValue(), '');
});

test('the way back from a result leads to the list as it was', async (t) => {
  const page = await open(t, `${server.origin}/search/?q=port`);
  const last = page.locator('.pd-hit').nth(15).locator('.pd-hit-page');
  await last.scrollIntoViewIfNeeded();
  await page.locator('.pd-hit').nth(15).locator('.pd-hit-section').waitFor();
  const top = await page.evaluate(() => scrollY);
  assert.ok(top > 200);
  await last.click();
  await page.waitForURL(/ports\/15\/$/);
  await page.goBack();
  await page.locator('.pd-hit').nth(15).waitFor();
  await page.waitForFunction((wanted) => Math.abs(scrollY - wanted) < 4, await page.evaluate(() => history.state.top));
});

test('on the page the arrows walk through the links, and the box of the header leads to its input', async (t) => {
  const page = await open(t, `${server.origin}/search/?q=booking`);
  await page.locator('.pd-hit-section').first().waitFor();
  await page.keyboard.press('/');
  const find = page.getByRole('searchbox', { name: 'Search the portal' });
  assert.ok(await find.evaluate((element) => element === document.activeElement));
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowDown');
  assert.equal(await page.evaluate(() => document.activeElement?.querySelector('.pd-hit-heading')?.textContent), 'Holds');
  await page.keyboard.press('ArrowUp');
  await page.keyboard.press('ArrowUp');
  assert.ok(await find.evaluate((element) => element === document.activeElement));
  await page.locator('.pd-header').getByRole('link', { name: 'Docs' }).focus();
  await box(page).click();
  assert.ok(await find.evaluate((element) => element === document.activeElement));
});

test('the words that were searched for are marked on the page they led to, until Escape', async (t) => {
  const page = await open(t, `${server.origin}/catalog/`);
  await page.evaluate((to) => sessionStorage.setItem('pd-found', `${to}\nbooking\nyes`), new URL(docs()).pathname);
  await page.goto(docs());
  const marks = () => page.evaluate(() => {
    const found = /** @type {any} */ (CSS).highlights.get('pd-found');
    return found ? [...found].map((range) => range.toString()) : [];
  });
  await page.waitForFunction(() => /** @type {any} */ (CSS).highlights.has('pd-found'));
  assert.deepEqual(await marks(), ['booking', 'Booking', 'booking', 'yes'], 'whole words only');
  assert.equal(await page.evaluate(() => sessionStorage.getItem('pd-found')), null);
  await page.keyboard.press('Escape');
  assert.deepEqual(await marks(), []);
  await page.reload({ waitUntil: 'networkidle' });
  assert.deepEqual(await marks(), [], 'they came with the search, not with the page');
  await page.goto(`${server.origin}/search/?q=booking`);
  await page.locator('.pd-hit mark').first().waitFor();
  await page.locator('.pd-hit-page').first().click({ modifiers: ['Control'] });
  assert.match(await page.evaluate(() => sessionStorage.getItem('pd-found') ?? ''), /^\/docs\/a\/\nbooking$/);
});

for (const bypassCSP of [false, true]) {
  test(`hostile answers and queries are text, ${bypassCSP ? 'without' : 'with'} the policy`, async (t) => {
    const page = await open(t, docs(), { bypassCSP });
    let alerts = 0;
    page.on('dialog', (box) => { alerts++; return box.dismiss(); });
    await search(page, 'evil');
    await page.locator('.pd-hit-section').first().waitFor();
    assert.deepEqual(await page.locator('.pd-hit-title').allInnerTexts(), [`Evil ${HOSTILE}`], 'addresses out of the portal are left out');
    await input(page).fill(`zzzz${HOSTILE}`);
    await page.locator('.pd-search-help').waitFor();
    await page.goto(`${server.origin}/search/?q=${encodeURIComponent(`zzzz${HOSTILE}`)}&kind=${encodeURIComponent(HOSTILE)}&in=${encodeURIComponent(HOSTILE)}&page=${encodeURIComponent(HOSTILE)}`);
    await page.locator('.pd-search-help').waitFor();
    assert.ok((await page.locator('.pd-search-help').innerText()).includes(HOSTILE));
    await page.goto(`${server.origin}/search/?q=evil`);
    await page.locator('.pd-hit-section').first().waitFor();
    assert.equal(await page.locator('main img, dialog img, main script, dialog script').count(), 0);
    assert.equal(alerts, 0);
  });
}

test('axe finds nothing in any state, light and dark, wide and narrow', async (t) => {
  const found = [];
  for (const colorScheme of /** @type {const} */ (['light', 'dark'])) {
    for (const viewport of [{ width: 1280, height: 800 }, { width: 320, height: 640 }]) {
      const page = await open(t, docs(), { bypassCSP: true, colorScheme, viewport, reducedMotion: 'reduce' }, true);
      const check = async (/** @type {string} */ state) => {
        if (!(await page.evaluate(() => 'axe' in globalThis))) await page.addScriptTag({ content: axe });
        const violations = await page.evaluate(async () => {
          const result = await /** @type {any} */ (globalThis).axe.run(document, { resultTypes: ['violations'] });
          return result.violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => `${node.target} ${node.failureSummary}`).slice(0, 3).join('; ')}`);
        });
        const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
        found.push(...violations.map((violation) => `${state} ${colorScheme} ${viewport.width}: ${violation}`), ...(wide > 0 ? [`${state} ${viewport.width}: ${wide} px too wide`] : []));
      };
      await page.context().route('**/search/mended', (route) => route.fulfill({ status: 503, body: '' }));
      await page.keyboard.press('/');
      await page.locator('.pd-hit-line').first().waitFor();
      await check('empty');
      await input(page).fill('booking');
      await page.locator('.pd-hit-section').first().waitFor();
      await check('results');
      await page.getByRole('button', { name: 'APIs 1' }).click();
      await page.locator('.pd-search-chips [aria-pressed="true"]').filter({ hasText: 'API' }).waitFor();
      await check('filtered');
      await input(page).fill('boking zzzz');
      await page.locator('.pd-search-help').waitFor();
      await check('nothing');
      await input(page).fill('offline');
      await page.getByText('The connection may be down').waitFor();
      await check('failed');
      for (const [state, address] of [['page', ''], ['page with results', '?q=port&kind=docs'], ['page with nothing', '?q=zzzz&kind=docs'], ['page failed', '?q=offline']]) {
        await page.goto(`${server.origin}/search/${address}`);
        await page.locator(state === 'page with results' ? '.pd-hit-section' : '.pd-search-panel p').first().waitFor();
        if (viewport.width < 400 && state === 'page with results') await page.locator('.pd-search-side summary').first().click();
        await check(state);
      }
    }
  }
  assert.deepEqual(found, []);
});

test('the description of the search names its address', async () => {
  const text = await readFile(path.join(portal.folder, 'search/opensearch.xml'), 'utf8');
  assert.ok(text.includes('template="https://ferries.example/dev/search/?q={searchTerms}"'), text);
});
