// What types need beyond the condensed schemas: which fields are required (OpenAPI), and which values the string types of k8s.io/api
// have (its Go constants under `+enum`), with the fields that hold them.
//
//   node scripts/kubernetes-enums.mjs --out FILE.json --version VERSION OPENAPI API
//
// OPENAPI is `api/openapi-spec/v3` of the Go module k8s.io/kubernetes, API the folder of k8s.io/api.
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: { out: { type: 'string' }, version: { type: 'string' } },
});
const [openapi, api] = positionals;

const shortName = (name) =>
  name
    .replace(/^io\.k8s\.(api|apiextensions-apiserver|kube-aggregator|apimachinery)\./, '')
    .replace(/^pkg\.(apis\.)?/, '');
const sorted = (entries) => Object.fromEntries([...entries].sort(([a], [b]) => (a < b ? -1 : 1)));

function readRequired() {
  const required = new Map();
  for (const file of readdirSync(openapi)) {
    if (!/__v\d+_openapi\.json$/.test(file)) continue;
    const { schemas } = JSON.parse(readFileSync(join(openapi, file), 'utf8')).components;
    for (const [name, schema] of Object.entries(schemas))
      if (schema.required) required.set(shortName(name), schema.required.toSorted());
  }
  return required;
}

const core = readFileSync(join(api, 'core/v1/types.go'), 'utf8');
const coreConstant = (name) => new RegExp(`^\\s*${name} +\\w+ += "([^"]*)"`, 'm').exec(core)[1];

/** The closed string types of a package: name → values. */
function enumsIn(source) {
  const names = [...source.matchAll(/^\/\/ \+enum\n(?:\/\/.*\n)*type (\w+) string$/gm)].map(([, name]) => name);
  const typed = source.matchAll(/^\s*(?:const )?\w+ +(\w+) += "([^"]*)"/gm);
  const converted = source.matchAll(/^\s*(?:const )?\w+ += (\w+)\((?:"([^"]*)"|v1\.(\w+))\)/gm);
  const constants = [...typed, ...converted].map(([, type, value, name]) => [type, value ?? coreConstant(name)]);
  return new Map(names.map((name) => [name, constants.filter(([type]) => type === name).map(([, value]) => value)]));
}

/** Fields of the structs of a package that hold one of these types: `Struct` → JSON name → type. */
function fieldsIn(source, prefix) {
  const structs = source.matchAll(/^type (\w+) struct \{\n([\s\S]*?)^\}/gm);
  return [...structs].flatMap(([, name, body]) => {
    const fields = [...body.matchAll(/^\s*\w+ +(?:\*|\[\])*(\w+\.)?(\w+) +`.*json:"(\w+)/gm)]
      .map(([, home, type, field]) => [field, `${home ? 'core.v1' : prefix}.${type}`])
      .filter(([, type]) => values.has(type));
    return fields.length === 0 ? [] : [[name, Object.fromEntries(fields)]];
  });
}

const groups = readdirSync(api).flatMap((group) =>
  ['v1', 'v2'].filter((version) => existsSync(join(api, group, version))).map((version) => `${group}/${version}`),
);
const values = new Map();
const fields = new Map();
const sources = new Map();
for (const group of groups) {
  const folder = join(api, group);
  const names = readdirSync(folder).filter((name) => /^[a-z_]*types[a-z_]*\.go$/.test(name) && !name.startsWith('zz_'));
  const source = names.map((name) => readFileSync(join(folder, name), 'utf8')).join('\n');
  for (const [name, list] of enumsIn(source)) values.set(`${group.replace('/', '.')}.${name}`, list);
  sources.set(group.replace('/', '.'), source);
}
for (const [prefix, source] of sources)
  for (const [name, own] of fieldsIn(source, prefix)) fields.set(`${prefix}.${name}`, own);
const source = `k8s.io/kubernetes@${options.version} api/openapi-spec/v3, k8s.io/api */v*/types.go`;
const parts = { required: sorted(readRequired()), enums: sorted(values), fields: sorted(fields) };
const print = (record) =>
  `{\n${Object.entries(record)
    .map(([key, value]) => `${JSON.stringify(key)}:${JSON.stringify(value)}`)
    .join(',\n')}\n}`;
const lines = Object.entries(parts).map(([name, record]) => `${JSON.stringify(name)}:${print(record)}`);
writeFileSync(options.out, `{\n"source":${JSON.stringify(source)},\n${lines.join(',\n')}\n}\n`);
