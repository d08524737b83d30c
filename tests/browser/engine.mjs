// @ts-check
// The search engine of the browser, loaded into Node, and what Rust answers for comparison.

import { spawn } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import readline from 'node:readline';
import vm from 'node:vm';
import { platdocs } from './portal.mjs';

/**
 * @typedef {{ engine: (fetch: (url: string) => Promise<any>) => { handle: (message: any) => Promise<any> }, words: (text: string) => any[] }} Script
 */

/**
 * The engine as a portal ships it.
 * @param {string} folder its folder `search/`
 * @returns {Promise<Script>}
 */
export async function shipped(folder) {
  const { e } = JSON.parse(await readFile(path.join(folder, 'index.json'), 'utf8'));
  const context = vm.createContext({ TextDecoder, Blob, DecompressionStream, Response });
  vm.runInContext(await readFile(path.join(folder, e), 'utf8'), context);
  return context.platdocsSearch;
}

/**
 * A `fetch` that reads a folder.
 * @param {string} folder
 * @param {(path: string, bytes: Buffer) => Buffer | undefined} [change] what is served in place of a file, nothing for 404
 */
export const folderFetch = (folder, change = (_, bytes) => bytes) => async (/** @type {string} */ url) => {
  const bytes = await readFile(path.join(folder, url)).catch(() => undefined);
  const served = bytes && change(url, bytes);
  return served ? new Response(new Uint8Array(served)) : new Response('not found', { status: 404 });
};

/**
 * The lines of JSON that the program `answers` writes.
 * @param {...string} args
 */
export async function* answers(...args) {
  const program = path.join(path.dirname(platdocs), 'examples/answers');
  const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = new Promise((resolve) => child.on('close', resolve));
  for await (const line of readline.createInterface({ input: child.stdout })) yield JSON.parse(line);
  const code = await ended;
  if (code !== 0) throw new Error(`${program} ${args.join(' ')} ended with ${code}`);
}

/**
 * What the engine answers to a request of `answers`, in the same form.
 * @param {{ handle: (message: any) => Promise<any> }} opened
 * @param {any} request
 */
export async function answered(opened, request) {
  const plain = ({ id: _id, type: _type, ...rest }) => rest;
  const found = await opened.handle({ id: 1, type: 'search', ...request });
  if (found.type !== 'results') return found;
  const pages = found.results.slice(0, 2).map((/** @type {any} */ card) => card.page);
  const snippets = await opened.handle({ id: 2, type: 'snippets', pages });
  const explain = pages.length ? plain(await opened.handle({ id: 3, type: 'explain', page: pages[0] })) : null;
  return { request, results: plain(found), snippets: snippets.pages ?? snippets, explain };
}
