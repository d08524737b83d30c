// @ts-check
// The static catalog API, read by Backstage's official client and held against its published schema.

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { promisify } from 'node:util';
import { CatalogClient } from '@backstage/catalog-client';
import Ajv from 'ajv';
import { staticCatalogFetch } from '../../docs/static-fetch.mjs';
import { platdocs, root, serveFolder } from './portal.mjs';

let folder, server, base, client;
const file = async (name) => JSON.parse(await readFile(path.join(folder, 'public/api/catalog', name), 'utf8'));
const refs = (entities) => entities.map((entity) => entity && `${entity.kind}:${entity.metadata.namespace}/${entity.metadata.name}`.toLowerCase());

before(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'platdocs-api-'));
  await writeFile(path.join(folder, 'platdocs.yaml'), [
    `sources: [{type: local, path: ${JSON.stringify(path.join(root, 'example-site/repos/*'))}}]`,
    'catalog: {api: {extensionless: true, by_uid: true}}',
  ].join('\n'));
  await promisify(execFile)(platdocs, ['build', folder, '--out', path.join(folder, 'public'), '--no-cache']);
  server = await serveFolder(path.join(folder, 'public'));
  base = `${server.origin}/api/catalog`;
  client = new CatalogClient({ discoveryApi: { getBaseUrl: async () => base }, fetchApi: { fetch: staticCatalogFetch(base) } });
});

after(async () => {
  server?.close();
  await rm(folder, { recursive: true, force: true });
});

describe('the official client with nothing in between', () => {
  const plain = () => new CatalogClient({ discoveryApi: { getBaseUrl: async () => base }, fetchApi: { fetch } });

  test('gets an entity by its reference, and nothing for one that is not there', async () => {
    const entity = await plain().getEntityByRef('component:default/booking-api');
    assert.deepEqual(entity, await file('entities/by-name/component/default/booking-api.json'));
    assert.equal(await plain().getEntityByRef('component:default/nothing'), undefined);
  });

  test('gets the facets', async () => {
    assert.deepEqual(await plain().getEntityFacets({ facets: ['kind'] }), await file('entity-facets.json'));
  });
});

describe('the official client with the fetch of the documentation', () => {
  test('gets an entity by its reference in any case, and nothing for one that is not there', async () => {
    const entity = await client.getEntityByRef('Component:default/Booking-API');
    assert.equal(entity.metadata.title, 'Booking API');
    assert.equal(await client.getEntityByRef('component:default/nothing'), undefined);
  });

  test('gets all entities, and those that filters leave', async () => {
    const all = await client.getEntities();
    assert.deepEqual(all.items, await file('entities.json'));
    const services = await client.getEntities({ filter: { kind: 'component', 'spec.type': 'SERVICE', 'relations.ownedBy': 'group:default/team-booking' } });
    assert.ok(services.items.length > 0);
    for (const entity of services.items) assert.equal(entity.spec.type, 'service');
    const either = await client.getEntities({ filter: [{ kind: ['api', 'system'] }, { 'metadata.tags': 'go', kind: 'component' }] });
    assert.deepEqual([...new Set(either.items.map((entity) => entity.kind))].sort(), ['API', 'Component', 'System']);
    assert.deepEqual((await client.getEntities({ filter: { kind: 'nothing' } })).items, []);
  });

  test('gets a page in the order that is asked for', async () => {
    const page = await client.getEntities({ filter: { kind: 'group' }, order: { field: 'metadata.name', order: 'desc' }, offset: 1, limit: 2 });
    const names = (await file('entities.json')).filter((entity) => entity.kind === 'Group').map((entity) => entity.metadata.name).sort().reverse();
    assert.deepEqual(page.items.map((entity) => entity.metadata.name), names.slice(1, 3));
  });

  test('gets entities by references in their order', async () => {
    const asked = ['api:default/booking-api', 'component:default/nothing', 'component:default/booking-api'];
    assert.deepEqual(refs((await client.getEntitiesByRefs({ entityRefs: asked })).items), [asked[0], undefined, asked[2]]);
    const filtered = await client.getEntitiesByRefs({ entityRefs: asked, filter: { kind: 'API' } });
    assert.deepEqual(refs(filtered.items), [asked[0], undefined, undefined]);
  });

  test('queries page by page, there and back', async () => {
    const first = await client.queryEntities({ filter: { kind: 'component' }, limit: 3, orderFields: { field: 'metadata.name', order: 'asc' } });
    assert.equal(first.items.length, 3);
    const second = await client.queryEntities({ cursor: first.pageInfo.nextCursor });
    const back = await client.queryEntities({ cursor: second.pageInfo.prevCursor });
    assert.deepEqual(refs(back.items), refs(first.items));
    const seen = [];
    for await (const page of client.streamEntities({ filter: { kind: 'component' }, pageSize: 4 })) seen.push(...refs(page));
    assert.equal(new Set(seen).size, first.totalItems);
  });

  test('finds text', async () => {
    const found = await client.queryEntities({ fullTextFilter: { term: 'booking', fields: ['metadata.title'] } });
    assert.ok(found.items.length > 0 && found.items.every((entity) => /booking/i.test(entity.metadata.title)));
  });

  test('gets facets as the file has them, and of a filter', async () => {
    const expect = (await file('entity-facets.json')).facets;
    const { facets } = await client.getEntityFacets({ facets: Object.keys(expect) });
    const sorted = (items) => [...items].sort((a, b) => (a.value < b.value ? -1 : 1));
    for (const [name, values] of Object.entries(expect)) assert.deepEqual(sorted(facets[name]), sorted(values), name);
    const types = await client.getEntityFacets({ facets: ['kind'], filter: { 'spec.type': 'service' } });
    assert.deepEqual(types.facets.kind.map(({ value }) => value), ['Component', 'Template']);
  });

  test('is told what a static catalog cannot do', async () => {
    await assert.rejects(client.getEntityAncestors({ entityRef: 'component:default/booking-api' }), /501/);
    await assert.rejects(client.queryEntities({ query: { kind: 'component' } }), /501/);
    await assert.rejects(client.refreshEntity('component:default/booking-api'), /501/);
  });
});

test('every entity is found by its uid', async () => {
  for (const entity of await file('entities.json')) {
    const found = await file(`entities/by-uid/${entity.metadata.uid}.json`);
    assert.equal(found.metadata.name, entity.metadata.name);
  }
});

test('the files of platdocs fit their published schemas, and nothing else does', async () => {
  for (const [schema, name] of [['index.schema.json', 'index.json'], ['services.schema.json', '../../services.json']]) {
    const ajv = new Ajv({ strict: false, allErrors: true });
    const valid = ajv.compile(await file(schema));
    const data = await file(name);
    assert.ok(valid(data), ajv.errorsText(valid.errors));
    const list = data.entities ?? data.services;
    assert.ok(list.length > 0, name);
    delete list[0].ref;
    assert.ok(!valid(data), `${schema} asks for a reference`);
    assert.ok(!valid({}), `${schema} asks for a list`);
  }
});
