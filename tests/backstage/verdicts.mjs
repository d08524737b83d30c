// Compares the verdicts of strict mode with those of Backstage itself, document by document.
//
//   npm install --prefix /tmp/backstage --ignore-scripts @backstage/catalog-model@1.10.1 \
//     @backstage/plugin-catalog-backend@4.0.0 @backstage/plugin-scaffolder-common@2.3.0 yaml
//   node tests/backstage/verdicts.mjs /tmp/backstage FOLDER
//
// FOLDER holds catalog files in any folders below it. Each is read by Backstage's own code (envelope, placeholders,
// policies, kinds, relations, search index) and by `platdocs check --strict`, and the first differences are printed.
// Development only: no test of the project needs it.

import { execFileSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const [packages, folder] = process.argv.slice(2).map(path => resolve(path));
if (!folder) {
  console.error('usage: verdicts.mjs PACKAGES FOLDER');
  process.exit(2);
}
const require = createRequire(join(packages, 'package.json'));
const modules = join(packages, 'node_modules');
const inside = path => require(join(modules, path));
const model = require('@backstage/catalog-model');
const scaffolder = require('@backstage/plugin-scaffolder-common');
const backend = '@backstage/plugin-catalog-backend/dist';
const { PlaceholderProcessor, ...resolvers } = inside(`${backend}/processors/PlaceholderProcessor.cjs.js`);
const { BuiltinKindsEntityProcessor } = inside(`${backend}/processors/BuiltinKindsEntityProcessor.cjs.js`);
const { DefaultCatalogProcessingOrchestrator } = inside(`${backend}/processing/DefaultCatalogProcessingOrchestrator.cjs.js`);
const { ProcessorOutputCollector } = inside(`${backend}/processing/ProcessorOutputCollector.cjs.js`);
const { buildEntitySearch } = inside(
  existsSync(join(modules, `${backend}/database/operations/stitcher/buildEntitySearch.cjs.js`))
    ? `${backend}/database/operations/stitcher/buildEntitySearch.cjs.js`
    : `${backend}/stitching/buildEntitySearch.cjs.js`,
);
const { parseEntityYaml } = require('@backstage/plugin-catalog-node');

const BASE = 'https://github.com/acme/repo/blob/main/';
const logger = { child: () => logger, warn() {}, debug() {}, info() {}, error() {} };
const integrations = { resolveUrl: ({ url, base }) => new URL(url, base).toString() };

/** Reads files of the folder; what lies elsewhere is taken as there. */
const reader = {
  readUrl: async url => ({
    buffer: async () => {
      if (!url.startsWith(BASE)) return Buffer.from('elsewhere');
      return readFileSync(join(folder, decodeURIComponent(url.slice(BASE.length))));
    },
  }),
};
const scaffolderEntities = {
  getProcessorName: () => 'ScaffolderEntitiesProcessor',
  validateEntityKind: entity => scaffolder.templateEntityV1beta3Validator.check(entity),
  postProcessEntity: async entity => {
    if (entity.kind === 'Template' && entity.spec.owner) {
      model.parseEntityRef(entity.spec.owner, { defaultKind: 'Group' });
    }
    return entity;
  },
};
const policies = model.EntityPolicies.allOf([
  new model.SchemaValidEntityPolicy(),
  new model.DefaultNamespaceEntityPolicy(),
  new model.NoForeignRootFieldsEntityPolicy(),
  new model.FieldFormatEntityPolicy(),
]);
const orchestrator = new DefaultCatalogProcessingOrchestrator({
  processors: [
    new PlaceholderProcessor({
      resolvers: {
        json: resolvers.jsonPlaceholderResolver,
        yaml: resolvers.yamlPlaceholderResolver,
        text: resolvers.textPlaceholderResolver,
      },
      reader,
      integrations,
    }),
    new BuiltinKindsEntityProcessor(),
    scaffolderEntities,
    { getProcessorName: () => 'Reader', readLocation: async () => true },
  ],
  integrations,
  rulesEnforcer: { isAllowed: () => true },
  logger,
  policy: policies,
});

/** The innermost message of an error. */
const innermost = error => (error.cause ? innermost(error.cause) : error.message);

async function verdict(json, path) {
  const location = { type: 'url', target: BASE + path };
  const parent = {
    apiVersion: 'backstage.io/v1alpha1',
    kind: 'Location',
    metadata: {
      name: 'generated-parent-of-all',
      annotations: {
        [model.ANNOTATION_LOCATION]: `url:${BASE}`,
        [model.ANNOTATION_ORIGIN_LOCATION]: `url:${BASE}`,
      },
    },
    spec: {},
  };
  const collector = new ProcessorOutputCollector(logger, parent);
  collector.generic()({ type: 'entity', location, entity: json });
  const emitted = collector.results();
  if (emitted.errors.length) return innermost(emitted.errors[0]);
  const result = await orchestrator.process({ entity: emitted.deferredEntities[0].entity });
  if (!result.ok) return innermost(result.errors[0]);
  try {
    buildEntitySearch('id', result.completedEntity);
  } catch (error) {
    return innermost(error);
  }
  return null;
}

/** Backstage's verdicts on the documents of a file, in their order; documents of nothing are left out. */
async function ofBackstage(path) {
  const found = [];
  for (const item of parseEntityYaml(readFileSync(join(folder, path)), { type: 'url', target: path })) {
    found.push(item.type === 'entity' ? await verdict(item.entity, path) : item.error.message);
  }
  return found;
}

function* files(below) {
  for (const name of readdirSync(below).sort()) {
    const path = join(below, name);
    if (statSync(path).isDirectory()) yield* files(path);
    else if (/\.ya?ml$/.test(name)) yield relative(folder, path);
  }
}

/** What strict mode says: by file the refusals, and how many documents were skipped. */
function ofPlatdocs() {
  const site = mkdtempSync(join(tmpdir(), 'verdicts-'));
  const targets = [...files(folder)].map(path => `    - ./${path}`);
  const root = join(folder, 'catalog-info.yaml');
  const had = existsSync(root);
  const text =
    `apiVersion: backstage.io/v1alpha1\nkind: Location\nmetadata: {name: generated-all-files}\nspec:\n  targets:\n${targets.join('\n')}\n`;
  if (had) throw new Error(`${root} is in the way`);
  writeFileSync(root, text);
  writeFileSync(join(site, 'platdocs.yaml'), `sources: [{type: local, path: ${folder}, gitignore: false, web_url: ${BASE.slice(0, BASE.indexOf('/blob'))}}]\n`);
  try {
    const program = process.env.PLATDOCS ?? join(dirname(fileURLToPath(import.meta.url)), '../../target/debug/platdocs');
    const args = ['check', '--strict', '--no-cache', '--format', 'json', site];
    let output;
    try {
      output = execFileSync(program, args, { encoding: 'utf8', maxBuffer: 1 << 28, stdio: ['ignore', 'pipe', 'ignore'] });
    } catch (error) {
      output = error.stdout;
    }
    return JSON.parse(output).findings;
  } finally {
    rmSync(root);
    rmSync(site, { recursive: true });
  }
}

const findings = ofPlatdocs();
const refusing = new Set(['E-CAT-REFUSED', 'E-CAT-ROOT', 'E-YAML-SYNTAX', 'E-YAML-DUPLICATE-KEY']);
const skipping = new Set(['I-CAT-SKELETON', 'I-CAT-FOREIGN', 'I-CAT-EMPTY']);
// What follows the first sentence depends on the machine or is an advertisement.
const normal = text =>
  text.replace(/\s+/g, ' ').replace(/ To learn more .*/, '').replace(/(could not read location \S+), .*/, '$1').slice(0, 190);
let documents = 0;
let accepted = 0;
let same = 0;
const differences = [];
for (const path of files(folder)) {
  const theirs = await ofBackstage(path).catch(error => [innermost(error)]);
  const refused = theirs.filter(Boolean);
  documents += theirs.length;
  accepted += theirs.length - refused.length;
  const own = findings.filter(finding => finding.file.endsWith(`/${path}`));
  const mine = own.filter(finding => refusing.has(finding.code)).map(finding => finding.backstage?.refuses ?? finding.message);
  const skipped = own.filter(finding => skipping.has(finding.code));
  const left = theirs.filter(text => text).map(normal);
  for (const text of mine.map(normal)) {
    const at = left.findIndex(other => other === text || (text.startsWith('YAML error') && other.startsWith('YAML error')));
    if (at >= 0) left.splice(at, 1), (same += 1);
    else differences.push(`${path}\n  platdocs only: ${text}`);
  }
  if (skipped.length) same += left.splice(0).length;
  differences.push(...left.map(text => `${path}\n  Backstage only: ${text}`));
}
console.log(`${documents} documents, Backstage accepts ${accepted} and refuses ${documents - accepted}; ${same} refusals are the same or skipped here`);
console.log(differences.length ? differences.join('\n') : 'no differences');
process.exit(differences.length ? 1 : 0);
