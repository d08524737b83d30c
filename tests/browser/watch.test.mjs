// @ts-check
// Control: pages that do what they should not must be noticed. Otherwise the other tests prove nothing.

import assert from 'node:assert/strict';
import { mkdtemp, mkdir, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { crawl, launch, serveFolder } from './portal.mjs';

const policy = `<meta http-equiv="Content-Security-Policy" content="default-src 'none'; require-trusted-types-for 'script'">`;
const pages = {
  'index.html': `<!doctype html><html lang="en"><meta charset="utf-8">${policy}<title>Good</title>
    <main><h1>Good</h1><a href="style/">a</a> <a href="gone/">b</a> <a href="foreign/#x">c</a> <a href="loud/">d</a></main>`,
  'style/index.html': `<!doctype html><html><meta charset="utf-8">${policy}<title>Inline style</title>
    <h1 style="color: red">One</h1><h1>Two</h1>`,
  'foreign/index.html': `<!doctype html><html lang="en"><meta charset="utf-8"><title>Foreign image</title>
    <main><h1>Foreign</h1><img src="http://127.0.0.2:9/x.png" alt=""></main>`,
  'loud/index.html': `<!doctype html><html lang="en"><meta charset="utf-8"><title>Loud</title>
    <style>div { width: 700px }</style><main><h1>Loud</h1><div>wide</div></main><script>console.log('hello'); undefined.x</script>`,
};

let browser, server, folder, visits;

before(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'platdocs-watch-'));
  for (const [name, text] of Object.entries(pages)) {
    await mkdir(path.dirname(path.join(folder, name)), { recursive: true });
    await writeFile(path.join(folder, name), text);
  }
  await writeFile(path.join(folder, '404.html'), pages['index.html']);
  [browser, server] = await Promise.all([launch(), serveFolder(folder)]);
  visits = await crawl(browser, server.origin);
});

after(async () => {
  await browser?.close();
  server?.close();
  if (folder) await rm(folder, { recursive: true });
});

const at = (name) => visits.get(`${server.origin}/${name}`);
const noticed = (name, start) => at(name).problems.some((problem) => problem.startsWith(start));

test('a good page has no problems', () => {
  const { problems, lang, h1, main, wide, policy: own } = at('');
  assert.deepEqual({ problems, lang, h1, main, wide, own }, { problems: [], lang: 'en', h1: 1, main: 1, wide: 0, own: true });
});

test('an inline style breaks the policy', () => {
  assert.ok(noticed('style/', 'console: policy: style-src'), at('style/').problems.join('\n'));
  assert.deepEqual([at('style/').lang, at('style/').h1, at('style/').main], ['', 2, 0]);
});

test('a request to another host is noticed, and so is a missing policy', () => {
  assert.ok(noticed('foreign/', 'request: http://127.0.0.2:9/x.png'), at('foreign/').problems.join('\n'));
  assert.equal(at('foreign/').policy, false);
  assert.equal(at('foreign/').ids.has('x'), false);
});

test('console output, errors and wide pages are noticed', () => {
  assert.ok(noticed('loud/', 'console: hello') && noticed('loud/', 'error: '), at('loud/').problems.join('\n'));
  assert.ok(at('loud/').wide > 300);
});

test('a link that leads nowhere is noticed', () => {
  assert.equal(at('gone/').status, 404);
});
