// @ts-check
// Takes pictures of the main kinds of pages: wide and narrow, light and dark. Usage: scripts/screenshots OUT

import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { builtPortal, crawl, launch, samples, serveFolder } from './portal.mjs';

const out = process.argv[2];
if (!out) {
  console.error('usage: scripts/screenshots OUT');
  process.exit(2);
}
await mkdir(out, { recursive: true });
const portal = await builtPortal();
const [server, browser] = await Promise.all([serveFolder(portal.folder), launch()]);
try {
  const chosen = samples(await crawl(browser, server.origin));
  for (const colorScheme of /** @type {const} */ (['light', 'dark'])) {
    for (const [device, width, height] of /** @type {const} */ ([['desktop', 1440, 900], ['phone', 390, 844]])) {
      const context = await browser.newContext({ colorScheme, viewport: { width, height }, deviceScaleFactor: device === 'phone' ? 2 : 1 });
      const page = await context.newPage();
      for (const [kind, { url }] of chosen) {
        await page.goto(url, { waitUntil: 'networkidle' });
        await page.screenshot({ path: path.join(out, `${kind.replaceAll(' ', '-')}-${device}-${colorScheme}.png`) });
      }
      await context.close();
    }
  }
  console.log(`${chosen.size * 4} pictures in ${out}`);
} finally {
  await browser.close();
  server.close();
  await portal.remove();
}
