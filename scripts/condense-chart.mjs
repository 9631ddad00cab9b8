// Condenses what `helm template` printed into the data of a chart model: objects with tokens in place of what depends on the release.
//
//   node scripts/condense-chart.mjs --out FILE.json --chart metallb-0.16.1 --app-version v0.16.1 --namespace metallb-system
//     --name 'metallb={fullname}' [--name …] [--keep NAME]… [--empty CONFIGMAP]… --source 'TEXT' base.yaml [variant=rendered.yaml]…
//
// `--name` says which names start with what; `--keep` names objects that are called the same in every release; `--empty` leaves out the
// content of a ConfigMap. A variant holds the objects that differ from the base or come on top. CRDs are left out: see condense-crds.mjs.

import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { parseArgs } from 'node:util';
import { loadAll } from 'js-yaml';

const text = { type: 'string' };
const list = { type: 'string', multiple: true, default: [] };
const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    out: text,
    chart: text,
    'app-version': text,
    namespace: text,
    source: text,
    name: list,
    keep: list,
    empty: list,
  },
});

/** Fields that hold the name of an object, or an argument or value that may contain one. */
const naming = ['name', 'serviceAccountName', 'secretName', 'resourceNames', 'args', 'value', 'annotations'];
const names = options.name.map((rule) => rule.split('='));

function withTokens(value, path) {
  if (Array.isArray(value)) return value.map((item) => withTokens(item, path));
  if (typeof value === 'object' && value !== null) {
    const entries = Object.entries(value).filter(([, inner]) => inner !== null);
    return Object.fromEntries(entries.map(([key, inner]) => [key, withTokens(inner, [...path, key])]));
  }
  return typeof value === 'string' ? tokenize(value, path) : value;
}

function tokenize(value, path) {
  const key = path.at(-1);
  if (key === 'namespace') return value === options.namespace ? '{namespace}' : value;
  if (key === 'helm.sh/chart') return value === options.chart ? '{chart}' : value;
  if (key === 'app.kubernetes.io/instance') return '{release}';
  if (key === 'app.kubernetes.io/version') return value === options['app-version'] ? '{appVersion}' : value;
  const tagged = value.replace(`:${options['app-version']}`, ':{appVersion}');
  if (path.includes('labels') || path.includes('matchLabels') || path.includes('selector')) return value;
  const inContainer =
    key === 'name' && ['containers', 'initContainers', 'volumes', 'volumeMounts', 'ports', 'env'].includes(path.at(-2));
  if (options.keep.includes(value) || inContainer || !path.some((step) => naming.includes(step))) return tagged;
  if (!path.includes('annotations')) return withName(tagged, '(^|=)');
  return withName(tagged.replace(`${options.namespace}/`, '{namespace}/'), '(^|/)');
}

function withName(value, before) {
  for (const [name, token] of names) {
    const found = new RegExp(`${before}${name}(?=[-:.]|$)`);
    if (found.test(value)) return value.replace(found, `$1${token}`);
  }
  return value;
}

function objectsOf(file) {
  return loadAll(readFileSync(file, 'utf8'))
    .filter((object) => object && object.kind !== 'CustomResourceDefinition')
    .map((object) => (options.empty.includes(object.metadata.name) ? { ...object, data: {} } : object))
    .map((object) => withTokens(object, []));
}

const [base, ...variants] = positionals;
const objects = objectsOf(base);
const known = new Set(objects.map((object) => JSON.stringify(object)));
const data = { source: options.source, base: objects };
for (const variant of variants) {
  const [name, file] = variant.split('=');
  data[name] = objectsOf(file).filter((object) => !known.has(JSON.stringify(object)));
}
const print = (value) =>
  Array.isArray(value) ? `[\n${value.map((item) => JSON.stringify(item)).join(',\n')}\n]` : JSON.stringify(value);
const body = Object.entries(data).map(([key, value]) => `${JSON.stringify(key)}: ${print(value)}`);
mkdirSync(dirname(options.out), { recursive: true });
writeFileSync(options.out, `{\n${body.join(',\n')}\n}\n`);
process.stdout.write(
  `${options.out}: ${Object.values(data)
    .slice(1)
    .map((part) => part.length)
    .join(' + ')} objects\n`,
);
