// Condenses what kube-apiserver tells of its resources: a line each, with groups in the order it tells them. Whether a change of the
// spec counts up `metadata.generation` is in no document: the strategies of such kinds start it at 1.
//
//   node scripts/condense-discovery.mjs --out FILE.json --version VERSION KUBERNETES APIEXTENSIONS
//
// The folders are those of the Go modules k8s.io/kubernetes and k8s.io/apiextensions-apiserver.
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: { out: { type: 'string' }, version: { type: 'string' } },
});
const [kubernetes, apiextensions] = positionals;

/** Served beside the version that objects are kept in, which here is the only one. */
const left = new Set(['autoscaling/v1']);
const ordinary = ['create', 'delete', 'deletecollection', 'get', 'list', 'patch', 'update', 'watch'];

const document = (name) => JSON.parse(readFileSync(join(kubernetes, 'api/discovery', name), 'utf8'));

const foldersIn = (folder) =>
  readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name);

/** Kinds in lower case whose strategy counts generations. */
function countedKinds() {
  const registries = join(kubernetes, 'pkg/registry');
  const groups = [
    ...foldersIn(registries).map((group) => join(registries, group)),
    join(apiextensions, 'pkg/registry'),
  ];
  const folders = groups.flatMap((group) => foldersIn(group).map((kind) => [kind, join(group, kind, 'strategy.go')]));
  return new Set(
    folders
      .filter(([, file]) => existsSync(file) && /\.Generation = 1$/m.test(readFileSync(file, 'utf8')))
      .map(([kind]) => kind),
  );
}

function describe(resource, parts, counted) {
  const { name, kind, singularName, namespaced, verbs, shortNames, categories } = resource;
  if (singularName !== kind.toLowerCase()) throw new Error(`${name} is called ${singularName} when there is one`);
  return {
    plural: name,
    kind,
    namespaced: namespaced || undefined,
    shortNames,
    categories,
    subresources: parts.length > 0 ? parts : undefined,
    verbs: verbs.join() === ordinary.join() ? undefined : verbs,
    counted: counted.has(kind.toLowerCase()) || undefined,
  };
}

function readGroupVersion(file, counted) {
  const { resources } = document(file);
  const whole = resources.filter(({ name }) => !name.includes('/'));
  return whole
    .map((resource) => {
      const parts = resources.filter(({ name }) => name.startsWith(`${resource.name}/`));
      return describe(resource, parts.map(({ name }) => name.slice(name.indexOf('/') + 1)).sort(), counted);
    })
    .sort((a, b) => (a.plural < b.plural ? -1 : 1));
}

const { items } = document('aggregated_v2.json');
const stable = items.flatMap(({ metadata, versions }) =>
  versions
    .map(({ version }) => `${metadata.name}/${version}`)
    .filter((name) => /\/v\d+$/.test(name) && !left.has(name)),
);
const counted = countedKinds();
const resources = {
  v1: readGroupVersion('api__v1.json', counted),
  ...Object.fromEntries(
    stable.sort().map((name) => [name, readGroupVersion(`apis__${name.replace('/', '__')}.json`, counted)]),
  ),
};
const print = ([name, list]) => `${JSON.stringify(name)}:[\n${list.map((each) => JSON.stringify(each)).join(',\n')}\n]`;
const source = `k8s.io/kubernetes@${options.version} api/discovery, pkg/registry/*/*/strategy.go`;
const order = ['', ...items.map(({ metadata }) => metadata.name)];
writeFileSync(
  options.out,
  `{\n"source":${JSON.stringify(source)},\n"groups":${JSON.stringify(order)},\n"resources":{\n${Object.entries(resources).map(print).join(',\n')}\n}\n}\n`,
);
