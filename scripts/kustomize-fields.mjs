// Takes out of kustomize's source which fields its transformers change, which fields name objects, and the legacy order of kinds.
//
//   node scripts/kustomize-fields.mjs --out FILE.json --version 0.21.1 DIR
//
// DIR is the Go module sigs.k8s.io/kustomize/api.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { load } from 'js-yaml';

const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: { out: { type: 'string' }, version: { type: 'string' } },
});
const [module] = positionals;

/** The YAML texts that are constants of a package, by name; one may end in another. */
function readTexts(folder) {
  const source = readdirSync(folder)
    .filter((name) => name.endsWith('.go'))
    .map((name) => readFileSync(join(folder, name), 'utf8'))
    .join('\n');
  const found = new Map();
  for (const [, name, text, more] of source.matchAll(/(\w+FieldSpecs)\s*=\s*`([^`]*)`(?:\s*\+\s*(\w+))?/g))
    found.set(name, { text, more });
  const whole = (name) => {
    const { text, more } = found.get(name);
    return more === undefined ? text : text + whole(more);
  };
  return (name) => load(whole(`${name}FieldSpecs`));
}

/** What a list of words in braces is called in Go. */
function readWords(file, name) {
  const source = readFileSync(file, 'utf8');
  const [, body] = new RegExp(`${name} = \\[\\]string\\{([^}]*)\\}`).exec(source);
  return [...body.matchAll(/"(\w+)"/g)].map(([, word]) => word);
}

const spec = ({ path, create, group, version, kind }) => ({ group, version, kind, path, create: create || undefined });

const textOf = readTexts(join(module, 'internal/konfig/builtinpluginconsts'));
const fields = [
  'commonLabels',
  'templateLabels',
  'commonAnnotations',
  'namespace',
  'images',
  'replicas',
  'varReference',
];
const constants = {
  commonLabels: 'commonLabel',
  templateLabels: 'templateLabel',
  commonAnnotations: 'commonAnnotation',
};
const order = join(module, 'internal/builtins/SortOrderTransformer.go');
const first = readWords(order, 'defaultOrderFirst');

/** In the order in which messages list kinds: those with a rank, then by name (kyaml/resid/gvk.go IsLessThan). */
const byKind = (a, b) => rankOf(a) - rankOf(b) || (a.kind < b.kind ? -1 : 1);
const rankOf = ({ kind }) => (first.includes(kind) ? first.indexOf(kind) : first.length);

const tables = {
  ...Object.fromEntries(fields.map((field) => [field, textOf(constants[field] ?? field)[field].map(spec)])),
  nameReference: textOf('nameReference').nameReference.map(({ group, version, kind, fieldSpecs }) => ({
    group,
    version,
    kind,
    fields: fieldSpecs.map(spec),
  })),
  orderFirst: first,
  orderLast: readWords(order, 'defaultOrderLast'),
};
tables.replicas.sort(byKind);
const source = `sigs.k8s.io/kustomize/api@v${options.version} internal/konfig/builtinpluginconsts, internal/builtins`;
const lines = Object.entries(tables).map(
  ([name, list]) => `${JSON.stringify(name)}:[\n${list.map((item) => JSON.stringify(item)).join(',\n')}\n]`,
);
writeFileSync(options.out, `{\n"source":${JSON.stringify(source)},\n${lines.join(',\n')}\n}\n`);
