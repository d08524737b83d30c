// @ts-check
// The built example site, looked at by a browser: every page for what no page may do, one of every kind for what it should.

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { after, before, describe, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { builtPortal, crawl, kindOf, launch, samples, serveFolder } from './portal.mjs';

const axe = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const wide = { width: 1280, height: 800 };
const narrow = { width: 320, height: 640 };

let portal, server, browser, visits, chosen;

before(async () => {
  portal = await builtPortal();
  [server, browser] = await Promise.all([serveFolder(portal.folder), launch()]);
  visits = await crawl(browser, server.origin);
  chosen = samples(visits);
});

after(async () => {
  await browser?.close();
  server?.close();
  await portal?.remove();
});

/** Opens a page of a kind in a fresh context. */
async function open(kind, options = {}) {
  const visit = chosen.get(kind);
  assert.ok(visit, `the example site has a page of the kind ${kind}, out of ${[...chosen.keys()].join(', ')}`);
  const context = await browser.newContext({ viewport: wide, reducedMotion: 'no-preference', ...options });
  const page = await context.newPage();
  page.setDefaultTimeout(15_000);
  await page.goto(visit.url);
  return page;
}

/** Nothing in the list, or the list as the message. */
function none(list) {
  assert.equal(list.length, 0, `\n${list.join('\n')}`);
}

const html = () => [...visits.values()].filter((visit) => visit.html);
/** Lightness of the page's background, from 0 to 1, measured on a picture of it. */
const lightness = (page) => page.evaluate(() => {
  const canvas = document.createElement('canvas').getContext('2d');
  const colour = [document.body, document.documentElement].map((element) => getComputedStyle(element).backgroundColor)
    .find((value) => !/, 0\)$|\/ 0\)$|^transparent$/.test(value));
  canvas.fillStyle = colour ?? 'white';
  canvas.fillRect(0, 0, 1, 1);
  return Math.max(...canvas.getImageData(0, 0, 1, 1).data.slice(0, 3)) / 255;
});

describe('every page', () => {
  test('is reached: the front page leads to all kinds', () => {
    for (const kind of ['home', 'catalog', 'entity component', 'entity group', 'docs list', 'docs with code', 'not found']) {
      assert.ok(chosen.has(kind), `${kind} is not among ${[...chosen.keys()].join(', ')}`);
    }
  });

  test('is there', () => {
    none([...visits.values()].filter((visit) => visit.status !== 200).map((visit) => {
      const from = html().filter((other) => other.links.some((link) => link.split(/[?#]/)[0] === visit.url));
      return `${visit.url} answers ${visit.status}, linked from ${from[0]?.url}`;
    }));
  });

  test('keeps the console empty, keeps its policy, asks no other host', () => {
    none(html().flatMap((visit) => visit.problems.map((problem) => `${visit.url}: ${problem}`)));
  });

  test('has its policy first, a language, a title, one main and one h1', () => {
    const good = (visit) => visit.policy && visit.lang && visit.title && visit.main === 1 && visit.h1 === 1;
    none(html().filter((visit) => !good(visit)).map(({ url, policy, lang, title, main, h1 }) => JSON.stringify({ url, policy, lang, title, main, h1 })));
  });

  test('has the same navigation, which leads to every section', () => {
    const wanted = ['Catalog', 'Services', 'APIs', 'Docs', 'Organisation', 'Health'].join();
    none(html().filter((visit) => visit.sections.join() !== wanted).map((visit) => `${visit.url} has ${visit.sections.join()}`));
  });

  test('needs no scrolling sideways at 320 px', () => {
    none(html().filter((visit) => visit.wide > 0).map((visit) => `${visit.url} is ${visit.wide} px too wide`));
  });

  test('does not shift while it loads', () => {
    none(html().filter((visit) => visit.shift > 0.01).map((visit) => `${visit.url} shifts by ${visit.shift}`));
  });

  test('links to places that exist', () => {
    const missing = [];
    for (const visit of html()) {
      for (const link of visit.links) {
        const [page, id] = link.split('#');
        const target = visits.get(page);
        if (id && target?.html && !target.ids.has(decodeURIComponent(id))) missing.push(`${visit.url} links to ${link}`);
      }
    }
    none(missing);
  });
});

test('axe finds nothing on a page of every kind, light and dark, wide and narrow', async () => {
  const found = [];
  const pages = process.env.PLATDOCS_AXE === 'all' ? new Map(html().map((visit) => [visit.url, visit])) : chosen;
  // Only here the policy is off, because it keeps axe itself out.
  for (const colorScheme of /** @type {const} */ (['light', 'dark'])) {
    const context = await browser.newContext({ bypassCSP: true, colorScheme, reducedMotion: 'reduce' });
    const page = await context.newPage();
    for (const { url } of new Set(pages.values())) {
      for (const viewport of [wide, narrow]) {
        await page.setViewportSize(viewport);
        await page.goto(url);
        await page.addScriptTag({ content: axe });
        const violations = await page.evaluate(async () => {
          const result = await /** @type {any} */ (globalThis).axe.run(document, { resultTypes: ['violations'] });
          return result.violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => `${node.target} ${node.failureSummary}`).slice(0, 3).join('; ')}`);
        });
        found.push(...violations.map((violation) => `${url} ${colorScheme} ${viewport.width}: ${violation}`));
      }
    }
    await context.close();
  }
  none(found);
});

test('the skip link is the first stop and leads to the content', async () => {
  for (const kind of chosen.keys()) {
    const page = await open(kind);
    await page.keyboard.press('Tab');
    const first = await page.evaluate(() => document.activeElement?.textContent);
    assert.match(first ?? '', /skip/i, `first stop of ${kind}`);
    await page.keyboard.press('Enter');
    assert.equal(await page.evaluate(() => document.activeElement?.tagName), 'MAIN', kind);
    await page.context().close();
  }
});

test('focus can be seen at every stop of the front page', async () => {
  const page = await open('home');
  for (let stop = 0; stop < 15; stop++) {
    await page.keyboard.press('Tab');
    const seen = await page.evaluate(() => {
      const at = document.activeElement;
      if (!at || at === document.body) return '';
      const boxes = [at, at.parentElement].map((element) => getComputedStyle(/** @type {Element} */ (element)));
      return boxes.some((style) => style.outlineStyle !== 'none' || style.boxShadow !== 'none') ? '' : at.outerHTML;
    });
    assert.equal(seen, '', 'has focus but does not show it');
  }
  await page.context().close();
});

test('the navigation says where the reader is, and is a menu on phones', async () => {
  for (const [kind, section, current] of [['catalog', 'Catalog', 'page'], ['services', 'Services', 'page'], ['entity component', 'Catalog', 'true'],
    ['entity api', 'APIs', 'true'], ['entity group', 'Organisation', 'true'], ['health findings', 'Health', 'true'], ['docs with code', 'Docs', 'true']]) {
    const page = await open(kind, { viewport: { width: 390, height: 844 }, javaScriptEnabled: kind !== 'catalog' });
    const navigation = page.getByRole('navigation', { name: 'Portal' });
    assert.equal(await navigation.getByRole('link').count(), 0, 'closed at first');
    await page.locator('header summary').click();
    assert.deepEqual(await navigation.locator('[aria-current]').allInnerTexts(), [section], kind);
    assert.equal(await navigation.getByRole('link', { name: section }).getAttribute('aria-current'), current, kind);
    if (kind !== 'catalog') {
      await page.keyboard.press('Escape');
      await navigation.getByRole('link').first().waitFor({ state: 'hidden' });
    }
    await page.context().close();
  }
});

test('days are said as readers say them, by the clock of the reader, with the day itself as title', async () => {
  const days = { '2026-11-25': 'today', '2026-11-24': 'yesterday', '2026-11-22': '3 days ago', '2026-11-03T23:59:59Z': '3 weeks ago',
    '2026-08-20': '3 months ago', '2022-01-01': '4 years ago', '2026-12-24': 'some day' };
  const { url } = chosen.get('home');
  const context = await browser.newContext({ timezoneId: 'Asia/Tokyo' });
  const page = await context.newPage();
  await page.clock.setFixedTime(new Date('2026-11-25T10:00:00Z'));
  await page.route(url, async (route) => {
    const response = await route.fetch();
    const times = Object.keys(days).map((day) => `<p class="day"><time datetime="${day}">some day</time><pd-moment></pd-moment></p>`);
    await route.fulfill({ response, body: (await response.text()).replace('</main>', `${times.join('')}</main>`) });
  });
  await page.goto(url);
  await page.locator('.day time[title]').first().waitFor();
  assert.deepEqual(await page.locator('.day').allInnerTexts(), Object.values(days));
  assert.deepEqual(await page.locator('.day time').evaluateAll((times) => times.map((time) => time.getAttribute('title'))), [...Array(6).fill('some day'), null]);
  await context.close();
});

test('the catalog is filtered by keyboard, and the address keeps the filter on reload and on the way back', async () => {
  const page = await open('catalog');
  const rows = page.getByRole('table').locator('tbody tr');
  const all = await rows.count();
  const name = (await rows.last().getByRole('link').first().innerText()).trim();
  const box = page.getByRole('searchbox', { name: /filter by text/i });
  await box.focus();
  await page.keyboard.type(name);
  await page.waitForURL(/[?&]q=/);
  await page.waitForFunction((before) => document.querySelectorAll('tbody tr').length < before, all);
  assert.equal((await rows.first().getByRole('link').first().innerText()).trim(), name);
  const found = await rows.count();

  await page.reload();
  await page.waitForFunction((wanted) => document.querySelectorAll('tbody tr').length === wanted, found);
  assert.equal(await box.inputValue(), name);

  await rows.first().getByRole('link').first().focus();
  await page.keyboard.press('Enter');
  await page.waitForURL(/\/catalog\/[^/]+\/[^/]+\/[^/]+\//);
  await page.goBack();
  await page.waitForFunction((wanted) => document.querySelectorAll('tbody tr').length === wanted, found);
  assert.equal(await box.inputValue(), name);
  await page.context().close();
});

test('a facet is chosen by keyboard', async () => {
  const page = await open('catalog');
  const kind = page.locator('summary', { hasText: /^\s*Kind/ });
  await kind.focus();
  await page.keyboard.press('Enter');
  const value = page.getByRole('checkbox').first();
  await value.waitFor();
  await value.focus();
  await page.keyboard.press('Space');
  await page.waitForURL(/filters(\[|%5B)kind/);
  await page.reload();
  assert.match(decodeURIComponent(page.url()), /filters\[kind\]/);
  await page.context().close();
});

test('groups are opened, closed and filtered by keyboard', async () => {
  const page = await open('org');
  const groups = page.locator('.pd-tree li:visible');
  const all = await groups.count();
  await page.getByRole('button', { name: 'Collapse all' }).focus();
  await page.keyboard.press('Enter');
  assert.equal(await groups.count(), await page.locator('.pd-groups > .pd-tree > li').count());
  await page.locator('.pd-tree summary').first().focus();
  await page.keyboard.press('Enter');
  assert.ok(await groups.count() > 1, 'one level is open');
  const box = page.getByRole('searchbox', { name: /filter the groups/i });
  await box.fill('booking');
  const names = await page.locator('.pd-group-name:visible').allInnerTexts();
  assert.ok(names.length > 1 && names.at(-1)?.includes('Booking'), names.join(', '));
  await box.fill('no such group');
  assert.ok(await page.getByText('No group of this page has such a name').isVisible());
  await box.fill('');
  await page.getByRole('button', { name: 'Expand all' }).click();
  assert.equal(await groups.count(), all);
  await page.context().close();
});

test('findings are filtered by keyboard, and the address keeps the filter on reload', async () => {
  const page = await open('home');
  await page.getByRole('navigation', { name: 'Portal' }).getByRole('link', { name: 'Health' }).click();
  await page.getByRole('link', { name: 'All findings' }).click();
  const rows = page.locator('.pd-finding');
  const all = await rows.count();
  const words = (await rows.last().locator('.pd-place code').innerText()).trim();
  const box = page.getByRole('searchbox', { name: /filter by text/i });
  await box.focus();
  await page.keyboard.type(words);
  // The address follows every pause in typing; the rows are those of the whole text when it holds that.
  await page.waitForURL((url) => url.searchParams.get('q') === words);
  await page.getByRole('status').filter({ hasText: /finding/ }).waitFor();
  assert.ok(await rows.count() <= all && (await rows.first().innerText()).includes(words));
  await page.reload();
  await page.getByRole('status').filter({ hasText: /finding/ }).waitFor();
  assert.equal(await box.inputValue(), words);
  await page.getByRole('combobox', { name: 'Severity' }).selectOption('info');
  await page.waitForURL(/severity=info/);
  await box.fill('no such finding');
  await page.getByRole('status').filter({ hasText: '0 findings' }).waitFor();
  assert.equal(await rows.count(), 0);
  await page.context().close();
});

test('docs sets and teams are filtered by words', async () => {
  for (const [path, word, says] of [['docs/', 'payments', '1 docs set'], ['docs/coverage/', 'booking', '1 team']]) {
    const page = await open('home');
    await page.goto(`${server.origin}/${path}`);
    const box = page.getByRole('searchbox', { name: /filter the/i });
    const entries = page.locator('pd-filter li:visible');
    const all = await entries.count();
    await box.fill(word);
    await page.getByRole('status').filter({ hasText: says }).waitFor();
    assert.equal(await entries.count(), 1);
    await box.fill('no such words');
    assert.ok(await page.locator('pd-filter > .pd-empty').isVisible());
    await box.fill('');
    assert.equal(await entries.count(), all);
    await page.context().close();
  }
});

test('a missing page names the pages that are near', async () => {
  const page = await open('home');
  await page.goto(`${server.origin}/docs/default/component/booking-ap/guide/error.html`);
  const near = page.locator('pd-near a').first();
  await near.waitFor();
  assert.match(await near.innerText(), /^Errors and retries/);
  await near.click();
  await page.waitForURL(`${server.origin}/docs/default/component/booking-api/guides/errors/`);
  await page.goto(`${server.origin}/zzzzzzzz/qqqqqqqq`, { waitUntil: 'networkidle' });
  assert.equal(await page.locator('pd-near').isVisible(), false);
  await page.context().close();
});

test('the Markdown of a page is copied', async () => {
  const page = await open('docs with code', { permissions: ['clipboard-read', 'clipboard-write'] });
  await page.getByRole('button', { name: 'Copy as Markdown' }).click();
  await page.locator('pd-markdown button').filter({ hasText: 'Copied' }).waitFor();
  const copy = await page.request.get(await page.getByRole('link', { name: 'View Markdown' }).evaluate((link) => link.href));
  assert.equal(await page.evaluate(() => navigator.clipboard.readText()), await copy.text());
  await page.context().close();
});

test('numbered marks in code lead to their notes and are not copied', async () => {
  const page = await open('home', { permissions: ['clipboard-read', 'clipboard-write'] });
  await page.goto(`${server.origin}/docs/default/template/go-service/first-service/`);
  const code = page.locator('figure.code:has(.annotation)');
  await code.getByRole('button').click();
  await page.getByRole('status').filter({ hasText: 'Copied' }).waitFor({ state: 'attached' });
  const copied = await page.evaluate(() => navigator.clipboard.readText());
  assert.match(copied, /\n  staging: auto\n  production: manual$/);
  await code.getByRole('link', { name: 'Note (2)' }).click();
  assert.match(await page.locator('li:has(> :target)').innerText(), /A person runs/);
  await page.context().close();
});

test('without script everything is read and reached', async () => {
  const options = { javaScriptEnabled: false };
  const catalog = await open('catalog', options);
  assert.ok(await catalog.getByRole('table').locator('tbody tr').first().getByRole('link').first().isVisible());
  const docs = await open('docs with code', options);
  assert.ok(await docs.getByRole('article').isVisible());
  assert.ok(await docs.getByRole('navigation', { name: 'Documentation' }).getByRole('link').first().isVisible());
  const entity = await open('entity component', options);
  assert.ok(await entity.getByText('Owner', { exact: true }).first().isVisible());
  const organisation = await open('org', options);
  const tree = organisation.locator('.pd-tree');
  assert.ok(await tree.getByRole('link', { name: 'Team Booking' }).isVisible());
  await organisation.locator('summary').filter({ hasText: 'Skerry Line' }).click();
  assert.equal(await tree.getByRole('link', { name: 'Team Booking' }).isVisible(), false);
  assert.equal(await organisation.getByRole('button', { name: 'Expand all' }).isVisible(), false);
  const health = await open('health', options);
  await health.getByRole('link', { name: 'All findings' }).click();
  assert.ok(await health.locator('.pd-finding').first().isVisible());
  assert.equal(await health.getByRole('searchbox').isVisible(), false);
  for (const page of [catalog, docs, entity, organisation, health]) await page.context().close();
});

test('a link to an entity shows its card to pointer and keyboard, and Escape hides it', async () => {
  const page = await open('entity component');
  const card = page.getByRole('tooltip');
  const links = page.locator('.pd-related .pd-name');
  await links.first().hover();
  await card.waitFor();
  assert.match(await card.innerText(), /\w+:default\//);
  assert.equal(await links.first().getAttribute('aria-describedby'), await card.getAttribute('id'));
  await card.hover();
  await page.mouse.move(0, 0);
  await card.waitFor({ state: 'detached' });

  await links.first().focus();
  await page.keyboard.press('Tab');
  await card.waitFor();
  await page.keyboard.press('Escape');
  assert.equal(await card.count(), 0);
  await page.context().close();
});

test('line numbers of a source lead to their lines and are not copied', async () => {
  const page = await open('entity inspect');
  const line = page.locator('[data-line]').nth(1);
  const number = await line.getAttribute('data-line');
  await line.click();
  assert.equal(new URL(page.url()).hash, `#pd-L${number}`);
  const text = await page.locator('.pd-numbered code').evaluate((code) => {
    getSelection()?.selectAllChildren(code);
    return getSelection()?.toString() ?? '';
  });
  assert.match(text, /^apiVersion: .*\nkind: /);
  await page.context().close();
});

test('a graph is walked by keyboard, and its links say what they are', async () => {
  const page = await open('graph system', { javaScriptEnabled: false });
  const links = page.locator('.pd-graph a');
  assert.ok(await links.count() > 3);
  await links.nth(1).focus();
  await page.keyboard.press('Tab');
  const focused = links.nth(2);
  assert.ok(await focused.evaluate((link) => link === document.activeElement), 'the next link has focus');
  const [before, after] = await Promise.all([links.nth(3), focused].map((link) => link.locator('rect').evaluate((rect) => getComputedStyle(rect).strokeWidth)));
  assert.notEqual(before, after, 'focus can be seen');
  assert.ok(await focused.getAttribute('aria-label'));
  await page.keyboard.press('Enter');
  await page.waitForURL(/\/catalog\/[^/]+\/[^/]+\/[^/]+\/$/);
  await page.context().close();
});

test('on a phone a graph starts at the entity that it is about, with and without script', async () => {
  for (const javaScriptEnabled of [true, false]) {
    for (const kind of ['entity component', 'graph component']) {
      const page = await open(kind, { javaScriptEnabled, viewport: { width: 390, height: 844 } });
      const [graph, here] = await Promise.all(['.pd-graph', '.pd-graph [data-state="here"] rect'].map((part) => page.locator(part).first().boundingBox()));
      assert.ok(graph && here && here.x >= graph.x && here.x + here.width <= graph.x + graph.width + 1, `${kind}: ${JSON.stringify({ graph, here })}`);
      await page.context().close();
    }
  }
});

test('the system decides between light and dark until the reader does, and the choice is there before the first paint', async () => {
  const dark = await open('home', { colorScheme: 'dark' });
  assert.ok((await lightness(dark)) < 0.3, 'dark by the system');
  await dark.context().close();

  const page = await open('home', { colorScheme: 'light' });
  assert.ok((await lightness(page)) > 0.85, 'light by the system');
  const button = page.getByRole('button', { name: /colour theme/i });
  for (let press = 0; press < 3 && (await lightness(page)) > 0.3; press++) await button.click();
  assert.ok((await lightness(page)) < 0.3, 'dark by choice');
  await page.addInitScript(() => {
    new MutationObserver((_, observer) => {
      if (!document.body) return;
      Object.assign(globalThis, { themeAtBody: document.documentElement.dataset.theme });
      observer.disconnect();
    }).observe(document, { childList: true, subtree: true });
  });
  await page.reload();
  assert.equal(await page.evaluate(() => /** @type {any} */ (globalThis).themeAtBody), 'dark');
  assert.ok((await lightness(page)) < 0.3, 'dark after reload');
  await page.context().close();
});

test('print is light and leaves the frame out', async () => {
  const page = await open('docs with code', { colorScheme: 'dark' });
  await page.emulateMedia({ media: 'print', colorScheme: 'dark' });
  assert.ok((await lightness(page)) > 0.95, 'white paper');
  assert.equal(await page.getByRole('button', { name: /colour theme/i }).isVisible(), false);
  assert.equal(await page.getByRole('navigation', { name: 'Documentation' }).isVisible(), false);
  assert.ok(await page.getByRole('article').isVisible());
  await page.context().close();
});

test('nothing moves for readers who ask for that', async () => {
  for (const kind of ['home', 'catalog', 'docs with code']) {
    const page = await open(kind, { reducedMotion: 'reduce' });
    const moving = await page.evaluate(() => [...document.querySelectorAll('*')].filter((element) => {
      const style = getComputedStyle(element);
      return `${style.transitionDuration},${style.animationDuration}`.split(',').some((time) => Number.parseFloat(time) > 0.01);
    }).map((element) => element.outerHTML.slice(0, 100)));
    none(moving);
    await page.context().close();
  }
});

test('a first view loads at most 15 kB of script and 15 kB of style, gzipped', async () => {
  for (const [kind, visit] of chosen) {
    const context = await browser.newContext();
    const page = await context.newPage();
    const sizes = { script: 0, stylesheet: 0 };
    const bodies = [];
    page.on('response', (response) => {
      const type = response.request().resourceType();
      if (type in sizes) bodies.push(response.body().then((body) => { sizes[type] += gzipSync(body).length; }));
    });
    await page.goto(visit.url, { waitUntil: 'networkidle' });
    await Promise.all(bodies);
    assert.ok(sizes.stylesheet > 0, `${kind} has a style sheet`);
    assert.ok(sizes.script <= 15_000 && sizes.stylesheet <= 15_000, `${kindOf(visit)}: ${JSON.stringify(sizes)}`);
    await context.close();
  }
});
