// Condenses the Go types of k8s.io/api to what reading their protobuf form as JSON needs, and writes it as data:
//
//   node scripts/protobuf-fields.mjs --out FILE.json --version 0.36.3 --api DIR --apimachinery DIR --apiextensions DIR --aggregator DIR
//
// The folders are those of the modules k8s.io/api, apimachinery, apiextensions-apiserver and kube-aggregator. A field is [number, JSON name, type, flags]; flags: 1 list, 2 map, 4 kept when
// zero (a pointer, or no omitempty), 8 inlined in JSON. A type is s(tring) b(ytes) t(ruth) i(nteger) f(loat), the name of another
// message, or one of the types with a JSON form of their own (see decode.ts).
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

const text = { type: 'string' };
const { values: options } = parseArgs({
  options: { out: text, version: text, api: text, apimachinery: text, apiextensions: text, aggregator: text },
});

const groups =
  'admissionregistration/v1 apps/v1 authentication/v1 authorization/v1 autoscaling/v1 autoscaling/v2 batch/v1 certificates/v1 coordination/v1 core/v1 discovery/v1 events/v1 flowcontrol/v1 networking/v1 node/v1 policy/v1 rbac/v1 scheduling/v1 storage/v1'.split(
    ' ',
  );

/** Groups whose types live with their own server. */
const servers = [
  { module: options.apiextensions, folder: 'pkg/apis/apiextensions/v1', prefix: 'apiextensions.v1' },
  { module: options.aggregator, folder: 'pkg/apis/apiregistration/v1', prefix: 'apiregistration.v1' },
];

const groupNames = {
  core: '',
  admissionregistration: 'admissionregistration.k8s.io',
  apiextensions: 'apiextensions.k8s.io',
  apiregistration: 'apiregistration.k8s.io',
  authentication: 'authentication.k8s.io',
  authorization: 'authorization.k8s.io',
  certificates: 'certificates.k8s.io',
  coordination: 'coordination.k8s.io',
  discovery: 'discovery.k8s.io',
  events: 'events.k8s.io',
  flowcontrol: 'flowcontrol.apiserver.k8s.io',
  networking: 'networking.k8s.io',
  node: 'node.k8s.io',
  rbac: 'rbac.authorization.k8s.io',
  scheduling: 'scheduling.k8s.io',
  storage: 'storage.k8s.io',
};

/** Types whose JSON is not that of their fields. */
const special = {
  'meta.v1.Time': 'Time',
  'meta.v1.MicroTime': 'MicroTime',
  'meta.v1.Duration': 'Duration',
  'meta.v1.FieldsV1': 'Raw',
  'resource.Quantity': 'Quantity',
  'intstr.IntOrString': 'IntOrString',
  'runtime.RawExtension': 'Raw',
  'apiextensions.v1.JSON': 'Raw',
  'apiextensions.v1.JSONSchemaPropsOrArray': 'SchemaOrMany',
  'apiextensions.v1.JSONSchemaPropsOrBool': 'SchemaOrTruth',
  'apiextensions.v1.JSONSchemaPropsOrStringArray': 'SchemaOrNames',
};

const scalars = {
  string: 's',
  bool: 't',
  int: 'i',
  int32: 'i',
  int64: 'i',
  uint8: 'i',
  float64: 'f',
  '[]byte': 'b',
  'types.UID': 's',
};

/** All `type … struct {…}` and `type … x` of a package's types. */
function readPackage(folder, prefix, structs, aliases) {
  const files = readdirSync(folder).filter(
    (name) => name.endsWith('.go') && !/_test\.go$|^generated|^zz_|doc/.test(name),
  );
  for (const file of files) {
    const text = readFileSync(join(folder, file), 'utf8')
      .replace(/\/\*[\s\S]*?\*\//g, '')
      .replace(/^\s*\/\/.*$/gm, '');
    for (const [, name, body] of text.matchAll(/^type (\w+) struct \{\n([\s\S]*?)^\}/gm))
      structs.set(`${prefix}.${name}`, body);
    for (const [, name] of text.matchAll(/^type (\w+) struct ?\{\}/gm)) structs.set(`${prefix}.${name}`, '');
    for (const [, name, of] of text.matchAll(/^type (\w+) =? ?([[\]\w.]+)$/gm))
      if (of !== 'struct') aliases.set(`${prefix}.${name}`, of);
  }
}

function qualify(type, prefix) {
  if (!type.includes('.')) return `${prefix}.${type}`;
  const [alias, name] = type.split('.');
  const version = /^(\w+?)(v\d\w*)$/.exec(alias);
  if (alias === 'v1' || alias === 'apiv1') return `core.v1.${name}`;
  return version ? `${version[1]}.${version[2]}.${name}` : `${alias}.${name}`;
}

function makeTables() {
  const structs = new Map();
  const aliases = new Map();
  for (const group of groups) readPackage(join(options.api, group), group.replace('/', '.'), structs, aliases);
  for (const { module, folder, prefix } of servers) readPackage(join(module, folder), prefix, structs, aliases);
  readPackage(join(options.apimachinery, 'pkg/apis/meta/v1'), 'meta.v1', structs, aliases);
  const messages = {};
  const wanted = [];
  const kinds = {};
  for (const [name, body] of structs) {
    if (!/metav1\.TypeMeta/.test(body) && name !== 'meta.v1.DeleteOptions') continue;
    const [group, version, kind] = name.split('.');
    if (group === 'meta' && kind !== 'DeleteOptions') continue;
    const owner = groupNames[group] ?? group;
    kinds[`${owner === '' ? '' : `${owner}/`}${version}/${kind}`] = name;
    wanted.push(name);
  }
  while (wanted.length > 0) {
    const name = wanted.pop();
    if (messages[name]) continue;
    messages[name] = readFields(name, { structs, aliases, wanted });
  }
  return { source: `k8s.io/api@v${options.version}`, kinds: sorted(kinds), messages: sorted(messages) };
}

const sorted = (record) => Object.fromEntries(Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1)));

function readFields(name, types) {
  const body = types.structs.get(name);
  if (body === undefined) throw new Error(`no such type: ${name}`);
  const prefix = name.slice(0, name.lastIndexOf('.'));
  const fields = [];
  for (const line of body.split('\n')) {
    const match = /^\s*(?:(\w+)\s+)?([*[\]\w.]+)\s+`(.*)`/.exec(line);
    if (!match) continue;
    const [, , goType, tags] = match;
    const number = /protobuf:"\w+,(\d+)/.exec(tags)?.[1];
    if (number === undefined) continue;
    const [jsonName, ...options] = /json:"([^"]*)"/.exec(tags)[1].split(',');
    const typed = typeOf(goType, prefix, types);
    const repeated = /protobuf:"\w+,\d+,rep/.test(tags) && typed.flags === 0 && typed.type.startsWith('list:');
    const { type, flags } = repeated ? { type: typed.type.slice('list:'.length), flags: 1 } : typed;
    const inline = options.includes('inline') ? 8 : 0;
    const kept = goType.startsWith('*') || !(options.includes('omitempty') || options.includes('omitzero')) ? 4 : 0;
    fields.push([Number(number), jsonName, type, flags | inline | kept]);
  }
  return fields;
}

/** Protobuf type of a Go type as a package writes it; what is a message is added to the wanted ones. */
function typeOf(goType, prefix, types) {
  const bare = goType.replace(/^\*/, '');
  if (scalars[bare]) return { type: scalars[bare], flags: 0 };
  const map = /^map\[[\w.]+\](.+)$/.exec(bare);
  if (map) return { type: typeOf(map[1], prefix, types).type, flags: 2 };
  if (bare.startsWith('[]')) {
    const inner = typeOf(bare.slice(2), prefix, types);
    return { type: inner.type, flags: inner.flags | 1 };
  }
  const name = qualify(bare, prefix);
  if (special[name]) return { type: special[name], flags: 0 };
  const alias = types.aliases.get(name);
  if (alias !== undefined) {
    const inner = typeOf(alias, name.slice(0, name.lastIndexOf('.')), types);
    // A list that is a type of its own is a message of its own in protobuf.
    return inner.flags === 1 ? { type: `list:${inner.type}`, flags: 0 } : inner;
  }
  if (!types.structs.has(name)) throw new Error(`no such type: ${name}`);
  types.wanted.push(name);
  return { type: name, flags: 0 };
}

const tables = makeTables();
writeFileSync(options.out, `${JSON.stringify(tables)}\n`);
console.log(`${Object.keys(tables.messages).length} messages, ${Object.keys(tables.kinds).length} kinds`);
