// @ts-check
/**
 * A `fetch` for the official `CatalogClient` of Backstage that finds its answers in the files of a platdocs portal.
 *
 *     const base = 'https://developers.example.com/api/catalog';
 *     const client = new CatalogClient({
 *       discoveryApi: { getBaseUrl: async () => base },
 *       fetchApi: { fetch: staticCatalogFetch(base) },
 *     });
 *
 * Filters, orders and pages here what a file cannot. What needs a backend is answered with 501, so that the client fails
 * instead of working on half an answer. Lists are read once for each `fetch` that this function makes.
 *
 * @param {string} base the address of `api/catalog`, without slash at its end
 * @param {typeof globalThis.fetch} [fetch] what to read files with
 * @returns {typeof globalThis.fetch}
 */
export function staticCatalogFetch(base, fetch = globalThis.fetch) {
  const read = (/** @type {string} */ file) => fetch(`${base}/${file}`);
  /** @type {Promise<Entity[]> | undefined} */
  let list;
  const entities = () => (list ??= readAll(read).catch((error) => {
    list = undefined;
    throw error;
  }));

  return async (input, init = {}) => {
    const url = new URL(input instanceof Request ? input.url : input);
    const path = decodeURI(url.href.slice(base.length + 1).split('?')[0]);
    const call = `${init.method ?? 'GET'} ${path.replace(/^(entities\/by-(?:name|uid))\/.*/, '$1')}`;
    const query = url.searchParams;
    switch (call) {
      case 'GET entities/by-name':
        return path.split('/').length === 5 ? read(`${path.toLowerCase()}.json`) : refused(path);
      case 'GET entities/by-uid':
        return read(`${path.toLowerCase()}.json`);
      case 'POST entities/by-refs':
        return byRefs(read, JSON.parse(String(init.body)), query);
      case 'GET entities':
        return query.has('after') ? refused('after') : answer(listed(await entities(), query).items);
      case 'GET entities/by-query':
        return answer(listed(await entities(), fromCursor(query)));
      case 'GET entity-facets':
        return answer({ facets: facets(await entities(), query) });
      default:
        return refused(call);
    }
  };
}

/** @typedef {{ kind: string, metadata: Record<string, any>, relations?: { type: string, targetRef: string }[] } & Record<string, any>} Entity */
/** @typedef {{ key: string, value: unknown }} Fact what an entity has at a path, as Backstage's search table holds it */

const PAGE = 1_000;
const answer = (/** @type {unknown} */ data) => Response.json(data);
const refused = (/** @type {string} */ what) =>
  Response.json({ error: { name: 'NotImplementedError', message: `A static catalog cannot answer: ${what}` } }, { status: 501 });

/** All entities, page by page. @param {(file: string) => Promise<Response>} read @returns {Promise<Entity[]>} */
async function readAll(read) {
  const all = [];
  for (let file = '1.json'; file;) {
    const response = await read(`entities/by-query/${file}`);
    if (!response.ok) throw new Error(`entities/by-query/${file} answers ${response.status}`);
    const page = await response.json();
    all.push(...page.items);
    file = page.pageInfo.nextCursor;
  }
  return all;
}

/** @param {(file: string) => Promise<Response>} read @param {{ entityRefs: string[], query?: object }} body @param {URLSearchParams} query */
async function byRefs(read, body, query) {
  if (body.query) return refused('a query by predicate');
  const one = async (/** @type {string} */ ref) => {
    const [kind, namespace, name] = ref.toLowerCase().split(/[:/]/).map(encodeURIComponent);
    const response = await read(`entities/by-name/${kind}/${namespace}/${name}.json`);
    if (response.status === 404) return null;
    if (!response.ok) throw new Error(`${ref} answers ${response.status}`);
    const entity = await response.json();
    return passes(entity, query.getAll('filter')) ? entity : null;
  };
  /** @type {(Entity | null)[]} */
  const items = [];
  for (let at = 0; at < body.entityRefs.length; at += 10) items.push(...await Promise.all(body.entityRefs.slice(at, at + 10).map(one)));
  return answer({ items });
}

/** The parameters that a cursor stands for. @param {URLSearchParams} query */
function fromCursor(query) {
  const cursor = query.get('cursor');
  return cursor ? new URLSearchParams(JSON.parse(atob(cursor)).parameters) : query;
}

/** What a list call answers. @param {Entity[]} all @param {URLSearchParams} query */
function listed(all, query) {
  const term = (query.get('fullTextFilterTerm') ?? '').toLowerCase();
  const fields = (query.get('fullTextFilterFields') ?? '').toLowerCase().split(',').filter(Boolean);
  const mentions = (/** @type {Entity} */ entity) =>
    facts(entity).some(({ key, value }) => (!fields.length || fields.includes(key)) && String(value).toLowerCase().includes(term));
  const found = all.filter((entity) => passes(entity, query.getAll('filter')) && (!term || mentions(entity)));
  const orders = [...query.getAll('orderField').map((text) => text.split(',')), ...query.getAll('order').map((text) => text.split(':').reverse())];
  if (orders.length) order(found, orders);
  const offset = Number(query.get('offset') ?? 0);
  const limit = Number(query.get('limit') ?? (query.has('offset') ? PAGE : found.length));
  const end = Math.min(offset + limit, found.length);
  /** @param {number} at */
  const cursor = (at) => {
    const parameters = new URLSearchParams(query);
    parameters.set('offset', String(Math.max(at, 0)));
    parameters.set('limit', String(limit));
    return btoa(JSON.stringify({ parameters: parameters.toString() }));
  };
  const pageInfo = { ...(end < found.length && { nextCursor: cursor(end) }), ...(offset > 0 && { prevCursor: cursor(offset - limit) }) };
  return { items: found.slice(offset, end), totalItems: found.length, pageInfo };
}

/** Sorts by fields, entities without one last. @param {Entity[]} entities @param {string[][]} orders */
function order(entities, orders) {
  const keys = new Map(entities.map((entity) => {
    const known = facts(entity);
    return [entity, orders.map(([field]) => known.find(({ key }) => key === field.toLowerCase())?.value)];
  }));
  entities.sort((a, b) => {
    for (const [nth, [, direction]] of orders.entries()) {
      const [left, right] = [keys.get(a)?.[nth], keys.get(b)?.[nth]].map((value) => (value === undefined ? undefined : String(value).toLowerCase()));
      if (left === right) continue;
      if (left === undefined || right === undefined) return left === undefined ? 1 : -1;
      return (left < right ? -1 : 1) * (direction === 'desc' ? -1 : 1);
    }
    return 0;
  });
}

/** How many entities have which value. @param {Entity[]} all @param {URLSearchParams} query */
function facets(all, query) {
  const found = all.filter((entity) => passes(entity, query.getAll('filter'))).map(facts);
  return Object.fromEntries(query.getAll('facet').map((facet) => {
    /** @type {Map<string, number>} */
    const counts = new Map();
    for (const known of found) {
      const values = new Set(known.filter(({ key }) => key === facet.toLowerCase()).map(({ value }) => String(value)));
      for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
    }
    return [facet, [...counts].sort().map(([value, count]) => ({ value, count }))];
  }));
}

/**
 * Backstage's filters: one of them must hold; each is a comma list of which every key must have one of its values, or exist.
 * @param {Entity} entity @param {string[]} filters
 */
function passes(entity, filters) {
  if (!filters.length) return true;
  const known = facts(entity);
  return filters.some((filter) => {
    /** @type {Map<string, string[] | undefined>} */
    const wanted = new Map();
    for (const part of filter.split(',')) {
      const [, key, value] = /^([^=]*)(?:=(.*))?$/.exec(part) ?? [];
      const name = key.trim().toLowerCase();
      wanted.set(name, value === undefined ? wanted.get(name) : [...(wanted.get(name) ?? []), value.trim().toLowerCase()]);
    }
    return [...wanted].every(([key, values]) =>
      known.some((fact) => fact.key === key && (!values || values.includes(String(fact.value).toLowerCase()))));
  });
}

/** The paths of an entity with their values; lists have one fact for each item. @param {Entity} entity @returns {Fact[]} */
function facts(entity) {
  /** @type {Fact[]} */
  const found = [];
  const visit = (/** @type {string} */ path, /** @type {unknown} */ value) => {
    if (Array.isArray(value)) {
      for (const item of value) {
        visit(path, item);
        // As in Backstage, so that `metadata.tags.java` exists.
        if (typeof item === 'string') found.push({ key: `${path}.${item}`.toLowerCase(), value: true });
      }
    } else if (value && typeof value === 'object') {
      for (const [key, below] of Object.entries(value)) visit(path ? `${path}.${key}` : key, below);
    } else {
      found.push({ key: path.toLowerCase(), value });
    }
  };
  const { relations, ...rest } = entity;
  visit('', rest);
  for (const { type, targetRef } of relations ?? []) found.push({ key: `relations.${type}`.toLowerCase(), value: targetRef });
  return found;
}
