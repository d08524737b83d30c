// @ts-check
// A small engine that speaks the protocol of search, for what the real one does not do on purpose: slow, failing and hostile
// answers, and more pages than the example site has.

import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';

export const HOSTILE = '<img src=x onerror=alert(1)>"\'><script>alert(2)</script>';

/** Ports by the dozen, and some of everything else. */
const pages = [
  { url: 'docs/a/', title: 'Booking handbook', kind: 'docs', crumbs: ['Docs', 'Guides'], owner: 'Team Booking',
    sections: [['holds', 'Holds', 'A booking hold keeps room on a ferry for a while, until it is paid or runs out.'],
      ['code', 'Create a booking', 'POST /bookings\n{ "ferry": "north" }', true], ['', '', 'How a booking is made, changed and cancelled.']] },
  { url: 'catalog/default/api/booking/', title: 'Booking API', kind: 'api', note: 'GET /bookings', owner: 'Team Booking', lifecycle: 'production',
    crumbs: ['Ticketing'], sections: [['get', 'GET /bookings', 'Lists every booking of a passenger.']] },
  { url: 'catalog/default/component/old/', title: 'Booking archive', kind: 'component', owner: 'Team Data', lifecycle: 'deprecated', crumbs: [], sections: [] },
  { url: 'catalog/default/product/pass/', title: 'Booking pass', kind: 'product', owner: '', crumbs: [], sections: [] },
  ...Array.from({ length: 45 }, (_, at) => ({ url: `ports/${at}/`, title: `Port ${at}`, kind: at % 3 ? 'docs' : 'resource', crumbs: ['Docs', 'Ports'], owner: '',
    sections: [['quay', 'The quay', `Port number ${at} has a quay.`]] })),
  { url: 'catalog/default/component/evil/', title: `Evil ${HOSTILE}`, kind: HOSTILE, crumbs: [HOSTILE], owner: HOSTILE, lifecycle: HOSTILE, note: HOSTILE,
    sections: [['x', `Evil ${HOSTILE}`, `Evil ${HOSTILE}`]] },
  { url: 'javascript:alert(3)', title: 'Evil scheme', kind: 'docs', crumbs: [], owner: '', sections: [] },
  { url: '//elsewhere.example/', title: 'Evil host', kind: 'docs', crumbs: [], owner: '', sections: [] },
  { url: 'https://elsewhere.example/', title: 'Evil address', kind: 'docs', crumbs: [], owner: '', sections: [] },
];

/** The engine; its text becomes the file. @param {any[]} all */
function stub(all) {
  let root = '';
  let latest = 0;
  const facets = ['section', 'kind', 'owner', 'lifecycle'];
  for (const page of all) page.section = page.url.startsWith('catalog/') ? (page.kind === 'api' ? 'APIs' : 'Catalog') : 'Docs';
  /** @param {string} text @param {string[]} words */
  const ranges = (text, words) => {
    const found = [];
    for (const word of words) {
      for (let at = text.toLowerCase().indexOf(word); at >= 0 && word; at = text.toLowerCase().indexOf(word, at + 1)) found.push([at, word.length]);
    }
    return found.sort((a, b) => a[0] - b[0]);
  };
  const textOf = (/** @type {any} */ page) => [page.title, ...page.sections.flatMap((/** @type {any} */ section) => section.slice(1, 3))].join(' ').toLowerCase();
  const passes = (/** @type {any} */ page, /** @type {any} */ filters, /** @type {string} */ but) =>
    Object.entries(filters ?? {}).every(([facet, values]) => facet === but || !values.length || values.includes(page[facet]));
  const within = (/** @type {any} */ page, /** @type {string} */ scope) => !scope || page.url === 'docs/a/';
  let last = [''];

  const search = (/** @type {any} */ message) => {
    const known = { boking: 'booking' };
    const typed = message.q.toLowerCase().split(/\s+/).filter(Boolean);
    const corrections = message.literal ? [] : typed.filter((word) => Object.hasOwn(known, word)).map((from) => ({ from, to: known[from] }));
    const words = message.literal ? typed : typed.map((word) => (Object.hasOwn(known, word) ? known[word] : word));
    last = words;
    const occurs = (/** @type {string} */ word) => all.some((page) => textOf(page).includes(word));
    const unknown = words.filter((word) => !occurs(word));
    const matching = (/** @type {string[]} */ wanted) => all.filter((page) => wanted.every((word) => textOf(page).includes(word)));
    const fit = matching(words);
    const found = fit.filter((page) => passes(page, message.filters, '') && within(page, message.within));
    const counts = {};
    for (const facet of facets) {
      const values = new Map();
      for (const page of fit) {
        if (!page[facet] || !within(page, message.within)) continue;
        values.set(page[facet], (values.get(page[facet]) ?? 0) + (passes(page, message.filters, facet) ? 1 : 0));
      }
      counts[facet] = [...values].sort().map(([value, count]) => ({ value, label: '', count }));
    }
    const lift = found.length ? [] : [...Object.entries(message.filters ?? {}).flatMap(([facet, values]) => values.map((value) => ({ facet, value, count: fit.filter((page) => passes(page, message.filters, facet)).length }))),
      ...(message.within ? [{ facet: 'in', value: message.within, count: fit.length }] : [])];
    return { type: 'results', q: message.q, total: found.length, dropped: message.q.includes('dropped') ? ['dropped'] : [], corrections, cut: message.q.length > 256, within: message.within && 'Booking handbook', unknown: unknown.map((word) => ({ word, without: matching(words.filter((other) => other !== word)).length })),
      nearest: unknown.length ? ['booking'] : [], lift, facets: counts,
      results: found.slice(message.from, message.from + message.count).map((page) => ({ page: all.indexOf(page), url: page.url, title: page.title, titleRanges: ranges(page.title, words),
        crumbs: page.crumbs, kind: page.kind, owner: page.owner, lifecycle: page.lifecycle ?? '', note: page.note ?? '', tier: 3, score: 1 })) };
  };
  const snippets = (/** @type {any} */ message) => ({ type: 'snippets', pages: message.pages.map((/** @type {number} */ page) => ({ page, more: page === 0 ? 2 : 0,
    sections: all[page].sections.map(([anchor, heading, text, code = false]) => ({ url: all[page].url + (anchor && `#${anchor}`), heading, headingRanges: ranges(heading, last),
      snippet: { text, code, ranges: ranges(text, last) } })) })) });

  const handle = async (/** @type {any} */ message) => {
    if (message.type === 'open') {
      root = message.root;
      return { id: message.id, type: 'opened', facets };
    }
    if (message.type === 'snippets') {
      if (last.includes('quay')) await fetch(`${root}gate?snippets`);
      return { id: message.id, ...snippets(message) };
    }
    latest = message.id;
    for (const why of ['offline', 'updated', 'broken']) if (message.q === why && !(await fetch(`${root}mended`)).ok) return { id: message.id, type: 'error', why };
    if (message.q.startsWith('slow')) await fetch(`${root}gate?${message.q}`);
    if (message.id !== latest) return { id: message.id, type: 'stale' };
    return { id: message.id, ...search({ ...message, q: message.q.replace(/^slow\w* ?|^(offline|updated|broken)$/, '') }) };
  };
  if (typeof WorkerGlobalScope === 'undefined') globalThis.platdocsSearch = { engine: () => ({ handle }) };
  else globalThis.onmessage = async ({ data }) => postMessage(await handle(data));
}

/** Puts the engine into the folder of a portal. @param {string} folder */
export async function putStub(folder) {
  const search = path.join(folder, 'search');
  await mkdir(search, { recursive: true });
  await writeFile(path.join(search, 'engine.0stub.js'), `(${stub})(${JSON.stringify(pages)});`);
  for (const { url, title } of pages) {
    if (!/^[a-z]+\/[\w/]+\/$/.test(url)) continue;
    await mkdir(path.join(folder, url), { recursive: true });
    await writeFile(path.join(folder, url, 'index.html'), `<!doctype html><html lang="en"><link rel="icon" href="data:,"><title>x</title><h1>${title.split('<')[0]}</h1>`);
  }
  await writeFile(path.join(search, 'index.json'), JSON.stringify({ v: 2, e: 'engine.0stub.js', b: 'b.0.bin' }));
}
