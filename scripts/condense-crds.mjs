// Condenses CustomResourceDefinitions to what an API server acts on: names, scope, columns, subresources and the structural
// schema with its defaults, limits and CEL rules. Prose, caBundles and release labels are left out.
//
//   node scripts/condense-crds.mjs --out FILE.json [--group GROUP]… [--all] CRD.yaml|FOLDER…
//
// CRDs come from `helm show crds`, `helm template` or a controller's `config/crd/bases`; of a folder all YAML files are read.
// `--group` (repeatable) keeps the definitions of that API group alone. `--all` keeps every object in the order of the files:
// those that are no definitions as they are.

import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { loadAll } from 'js-yaml';

const usage = 'usage: condense-crds.mjs --out FILE.json [--group GROUP]… [--all] CRD.yaml|FOLDER…';

/** Keywords of a structural schema whose value is data, taken as they are. */
const plainKeywords = [
  ...['type', 'format', 'nullable', 'default', 'enum', 'pattern', 'required', 'uniqueItems', 'multipleOf'],
  ...['minimum', 'maximum', 'exclusiveMinimum', 'exclusiveMaximum', 'minLength', 'maxLength'],
  ...['minItems', 'maxItems', 'minProperties', 'maxProperties'],
  ...['x-kubernetes-validations', 'x-kubernetes-int-or-string', 'x-kubernetes-preserve-unknown-fields'],
  ...[
    'x-kubernetes-embedded-resource',
    'x-kubernetes-list-type',
    'x-kubernetes-list-map-keys',
    'x-kubernetes-map-type',
  ],
];
const schemaKeywords = ['items', 'not', 'additionalProperties'];
const schemaListKeywords = ['allOf', 'anyOf', 'oneOf'];
const prose = ['description', 'title', 'example', 'externalDocs'];

function condenseSchema(schema, path) {
  if (typeof schema !== 'object' || schema === null) return schema;
  const out = {};
  for (const [keyword, value] of Object.entries(schema)) {
    if (prose.includes(keyword)) continue;
    if (plainKeywords.includes(keyword)) out[keyword] = value;
    else if (schemaKeywords.includes(keyword)) out[keyword] = condenseSchema(value, `${path}.${keyword}`);
    else if (schemaListKeywords.includes(keyword)) out[keyword] = value.map((part) => condenseSchema(part, path));
    else if (keyword === 'properties') out.properties = condenseProperties(value, path);
    else throw new Error(`${path}: keyword ${keyword} is not known to this script`);
  }
  return out;
}

const condenseProperties = (properties, path) =>
  Object.fromEntries(
    Object.entries(properties).map(([name, schema]) => [name, condenseSchema(schema, `${path}.${name}`)]),
  );

const omit = (object, ...keys) => Object.fromEntries(Object.entries(object).filter(([key]) => !keys.includes(key)));

function condenseVersion(version, name) {
  const columns = version.additionalPrinterColumns?.map((column) => omit(column, 'description'));
  const schema = condenseSchema(version.schema.openAPIV3Schema, `${name}/${version.name}`);
  return {
    ...omit(version, 'additionalPrinterColumns', 'schema'),
    ...(columns && { additionalPrinterColumns: columns }),
    schema: { openAPIV3Schema: schema },
  };
}

function condense(crd) {
  const { name, annotations } = crd.metadata;
  const policy = annotations?.['helm.sh/resource-policy'];
  const { conversion, versions, ...spec } = crd.spec;
  const client = conversion?.webhook?.clientConfig;
  const webhook = client && { ...conversion.webhook, clientConfig: omit(client, 'caBundle') };
  return {
    apiVersion: crd.apiVersion,
    kind: crd.kind,
    metadata: { name, ...(policy && { annotations: { 'helm.sh/resource-policy': policy } }) },
    spec: {
      ...spec,
      ...(conversion && { conversion: webhook ? { ...conversion, webhook } : conversion }),
      versions: versions.map((version) => condenseVersion(version, name)),
    },
  };
}

const filesOf = (path) =>
  statSync(path).isDirectory()
    ? readdirSync(path)
        .filter((name) => /\.ya?ml$/.test(name))
        .map((name) => join(path, name))
    : [path];

const isDefinition = (object) => object?.kind === 'CustomResourceDefinition';

function main() {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { out: { type: 'string' }, group: { type: 'string', multiple: true }, all: { type: 'boolean' } },
  });
  if (!values.out || positionals.length === 0) throw new Error(usage);
  const given = positionals.flatMap(filesOf).flatMap((file) => loadAll(readFileSync(file, 'utf8')));
  const crds = values.all
    ? given.filter(Boolean).map((object) => (isDefinition(object) ? condense(object) : object))
    : given
        .filter(isDefinition)
        .filter((crd) => !values.group || values.group.includes(crd.spec.group))
        .map(condense)
        .sort((a, b) => (a.metadata.name < b.metadata.name ? -1 : 1));
  if (!crds.some(isDefinition)) throw new Error('no CustomResourceDefinition in the files given');
  mkdirSync(dirname(values.out), { recursive: true });
  const text = `[\n${crds.map((crd) => JSON.stringify(crd)).join(',\n')}\n]\n`;
  writeFileSync(values.out, text);
  process.stdout.write(`${values.out}: ${crds.length} objects, ${Math.round(text.length / 1024)} KiB\n`);
}

try {
  main();
} catch (error) {
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 2;
}
