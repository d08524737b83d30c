// @ts-check
// `platdocs serve`: a change on disk reaches the open page by itself.

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { cp, mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { launch, platdocs, root } from './portal.mjs';

test('an edit shows in the open page without a reload by hand', { timeout: 120_000 }, async (t) => {
  const temporary = await mkdtemp(path.join(os.tmpdir(), 'platdocs-serve-'));
  t.after(() => rm(temporary, { recursive: true }));
  const site = path.join(temporary, 'site');
  await cp(path.join(root, 'example-site'), site, { recursive: true });
  const server = spawn(platdocs, ['serve', site, '--port', '0']);
  t.after(() => server.kill('SIGKILL'));
  const origin = await new Promise((found, failed) => {
    let said = '';
    const listen = (chunk) => {
      said += chunk;
      // The address is there before the first build, which reloads whatever page is open then.
      const address = /http:\/\/(?:localhost|127\.0\.0\.1):\d+/.exec(said);
      if (address && said.includes('open pages reload')) found(address[0]);
    };
    server.stdout.on('data', listen);
    server.stderr.on('data', listen);
    server.on('exit', (code) => failed(new Error(`serve ended with ${code}:\n${said}`)));
  });

  const browser = await launch();
  t.after(() => browser.close());
  const page = await browser.newPage();
  const file = await firstDocs(site);
  const text = await readFile(file, 'utf8');
  const heading = /^# (.+)$/m.exec(text)?.[1].trim() ?? '';
  await page.goto(`${origin}/docs/`);
  const sets = await page.locator('main a[href]').evaluateAll((links) => links.map((link) => /** @type {HTMLAnchorElement} */ (link).href));
  for (const set of sets) {
    await page.goto(set);
    if ((await page.getByRole('heading', { level: 1 }).innerText()).includes(heading)) break;
  }
  await writeFile(file, `${text}\n\nThe lighthouse keeper counts to seven.\n`);
  await page.getByText('The lighthouse keeper counts to seven.').waitFor({ timeout: 60_000 });

  const ended = new Promise((done) => server.on('exit', done));
  server.kill('SIGTERM');
  await ended;
  assert.ok(server.signalCode === null || server.signalCode === 'SIGTERM');
});

/** The first start page of documentation with a heading, in the order of names. */
async function firstDocs(/** @type {string} */ site) {
  const files = (await readdir(site, { recursive: true })).filter((file) => file.endsWith('docs/index.md')).sort();
  for (const file of files) {
    if (/^# /m.test(await readFile(path.join(site, file), 'utf8'))) return path.join(site, file);
  }
  throw new Error('the example site has no docs/index.md');
}
