// Condenses the OpenAPI v3 documents of kube-apiserver: types, list types, merge keys, no prose.
//
//   node scripts/condense-openapi.mjs --out FILE.json --version VERSION DIR
//
// DIR is `api/openapi-spec/v3` of the Go module k8s.io/kubernetes.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

const groups = new Set([
  'api__v1',
  ...[
    'admissionregistration.k8s.io__v1',
    'apiextensions.k8s.io__v1',
    'apiregistration.k8s.io__v1',
    'apps__v1',
    'authentication.k8s.io__v1',
    'authorization.k8s.io__v1',
    'autoscaling__v1',
    'autoscaling__v2',
    'batch__v1',
    'certificates.k8s.io__v1',
    'coordination.k8s.io__v1',
    'discovery.k8s.io__v1',
    'events.k8s.io__v1',
    'flowcontrol.apiserver.k8s.io__v1',
    'networking.k8s.io__v1',
    'node.k8s.io__v1',
    'policy__v1',
    'rbac.authorization.k8s.io__v1',
    'resource.k8s.io__v1',
    'scheduling.k8s.io__v1',
    'storage.k8s.io__v1',
  ].map((name) => `apis__${name}`),
]);

// Types whose JSON form is their own; an empty schema takes any value.
const special = {
  'api.resource.Quantity': { format: 'quantity' },
  'util.intstr.IntOrString': { 'x-kubernetes-int-or-string': true },
  'meta.v1.FieldsV1': { type: 'object', 'x-kubernetes-preserve-unknown-fields': true },
  'runtime.RawExtension': { type: 'object', 'x-kubernetes-preserve-unknown-fields': true },
};

const kept = [
  'type',
  'format',
  'x-kubernetes-list-type',
  'x-kubernetes-list-map-keys',
  'x-kubernetes-map-type',
  'x-kubernetes-patch-strategy',
  'x-kubernetes-patch-merge-key',
];

const shortName = (name) =>
  name
    .replace(/^io\.k8s\.(api|apiextensions-apiserver|kube-aggregator|apimachinery)\./, '')
    .replace(/^pkg\.(apis\.)?/, '');

const nameOf = (ref) => shortName(ref.slice(ref.lastIndexOf('/') + 1));

/** The reference a property makes, bare or wrapped in allOf as kube-openapi does to carry a default. */
const referenceOf = (schema) => schema.$ref ?? (schema.allOf?.length === 1 ? schema.allOf[0].$ref : undefined);

/**
 * What a Go struct holds although nobody set it: structs by value are always there, as objects; maps, lists and pointers that are
 * not omitted when empty are there as null. Ownership of fields depends on it.
 */
function presenceOf(name, property, required) {
  if (property.default && Object.keys(property.default).length === 0 && referenceOf(property)) return 'object';
  const isScalar = !referenceOf(property) && property.type !== 'array' && property.type !== 'object';
  return required.includes(name) && !isScalar ? 'null' : undefined;
}

function condense(schema) {
  const reference = referenceOf(schema);
  const result = reference ? { $ref: nameOf(reference) } : {};
  for (const key of kept) if (schema[key] !== undefined) result[key] = schema[key];
  // Zero values are what Go structs start with, not what the server fills in.
  if (schema.default && typeof schema.default !== 'object') result.default = schema.default;
  if (schema.items) result.items = condense(schema.items);
  if (typeof schema.additionalProperties === 'object')
    result.additionalProperties = condense(schema.additionalProperties);
  if (schema.properties) {
    const fields = Object.entries(schema.properties).map(([name, property]) => {
      const presence = presenceOf(name, property, schema.required ?? []);
      return [name, { ...condense(property), ...(presence && { 'x-go-presence': presence }) }];
    });
    result.properties = Object.fromEntries(fields);
  }
  if (!reference && Object.keys(result).length === 0) result['x-kubernetes-preserve-unknown-fields'] = true;
  return result;
}

function referencesIn(value, found) {
  if (typeof value !== 'object' || value === null) return found;
  if (typeof value.$ref === 'string') found.add(value.$ref);
  for (const child of Object.values(value)) referencesIn(child, found);
  return found;
}

function read(directory) {
  const definitions = new Map();
  const kinds = new Map();
  for (const file of readdirSync(directory).sort()) {
    if (!groups.has(file.replace(/_openapi\.json$/, ''))) continue;
    const { schemas } = JSON.parse(readFileSync(join(directory, file), 'utf8')).components;
    for (const [name, schema] of Object.entries(schemas)) {
      const short = shortName(name);
      definitions.set(short, special[short] ?? condense(schema));
      const kindsOfIt = schema['x-kubernetes-group-version-kind'] ?? [];
      const [only] = kindsOfIt;
      // Options of requests belong to every group; lists are their items over again.
      if (kindsOfIt.length !== 1 || !schema.properties?.metadata || only.kind.endsWith('List')) continue;
      kinds.set(only.group ? `${only.group}/${only.version}/${only.kind}` : `${only.version}/${only.kind}`, short);
    }
  }
  return { definitions, kinds };
}

function reachable(definitions, roots) {
  const seen = new Set();
  const open = [...roots];
  while (open.length > 0) {
    const name = open.pop();
    if (seen.has(name)) continue;
    seen.add(name);
    if (!definitions.has(name)) throw new Error(`no definition of ${name}`);
    open.push(...referencesIn(definitions.get(name), new Set()));
  }
  return seen;
}

const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: { out: { type: 'string' }, version: { type: 'string' } },
});
const [directory] = positionals;
if (!directory || !options.version || !options.out) {
  console.error('usage: node scripts/condense-openapi.mjs --out FILE.json --version VERSION DIR');
  process.exit(2);
}
const { definitions, kinds } = read(directory);
const names = [...reachable(definitions, kinds.values())].sort();
const output = {
  source: `k8s.io/kubernetes@${options.version} api/openapi-spec/v3`,
  kinds: Object.fromEntries([...kinds].sort()),
  definitions: Object.fromEntries(names.map((name) => [name, definitions.get(name)])),
};
writeFileSync(options.out, `${JSON.stringify(output)}\n`);
console.log(`${kinds.size} kinds, ${names.length} definitions`);
