import { readFileSync } from 'node:fs';
import { kinds } from '../../src/kube/types/kinds.ts';
import { printFields, printType, type TypeNames, type TypeSchema } from './print-type.ts';

interface Condensed {
  readonly kinds: Readonly<Record<string, string>>;
  readonly definitions: Readonly<Record<string, TypeSchema>>;
}

interface Extras {
  readonly required: Readonly<Record<string, readonly string[]>>;
  readonly enums: Readonly<Record<string, readonly string[]>>;
  readonly fields: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

/** A type as it is printed, and the ids of what it names. */
interface Printed {
  readonly text: string;
  readonly uses: ReadonlySet<string>;
}

const { kinds: known, definitions } = read<Condensed>('src/kube/schemas/builtin.json');
const extras = read<Extras>('data/kubernetes-enums.json');

/** Types that are written by hand: how they are named, and the file they are in. */
const own: Readonly<Record<string, readonly [type: string, file: string]>> = {
  KubeObject: ['KubeObject', '../object.ts'],
  Json: ['Json', '../object.ts'],
  JsonFields: ['JsonFields', '../object.ts'],
  'meta.v1.ObjectMeta': ['Partial<ObjectMeta>', '../object.ts'],
  'meta.v1.LabelSelector': ['LabelSelector', '../selector.ts'],
  'meta.v1.LabelSelectorRequirement': ['LabelSelectorRequirement', '../selector.ts'],
  'api.resource.Quantity': ['Quantity', './scalars.ts'],
  'util.intstr.IntOrString': ['IntOrString', './scalars.ts'],
};
const condition = ['Condition', '../object.ts'] as const;

/** Names that upstream spells otherwise than we do, or gives twice. */
const renamed: Readonly<Record<string, string>> = {
  'apiextensions.v1.ServiceReference': 'ConversionServiceReference',
  'apiextensions.v1.WebhookClientConfig': 'ConversionClientConfig',
  'discovery.v1.EndpointPort': 'SlicePort',
  'core.v1.IPFamily': 'IpFamily',
  'networking.v1.HTTPIngressPath': 'IngressPath',
};

/** Fields that are there in every object although no schema asks for them: validation does. */
const always: ReadonlySet<string> = new Set([
  'apps.v1.ReplicaSetSpec.template',
  'core.v1.Service.spec',
  'networking.v1.Ingress.spec',
]);

/** Times that Go prints as null when they are not set. */
const unset: ReadonlySet<string> = new Set(
  ['firstTimestamp', 'lastTimestamp', 'eventTime'].map((field) => `core.v1.Event.${field}`),
);

function read<T>(path: string): T {
  return JSON.parse(readFileSync(path, 'utf8')) as T;
}

const groupOf = (id: string): string => id.slice(0, id.indexOf('.'));
const handWritten = (id: string): readonly [string, string] | undefined =>
  own[id] ?? (/Condition$/.test(id) && definitions[id]?.properties?.status ? condition : undefined);
const nameOf = (id: string): string => renamed[id] ?? id.slice(id.lastIndexOf('.') + 1);

/** The files of types of the built-in kinds, one a group: path → text. */
export function kubernetesTypes(): ReadonlyMap<string, string> {
  const roots = Object.values(kinds).map(({ apiVersion, kind }) => known[`${apiVersion}/${kind}`]!);
  const printed = new Map<string, Printed>();
  const open = [...roots];
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    if (printed.has(id) || handWritten(id)) continue;
    printed.set(id, print(id, roots.includes(id)));
    open.push(...printed.get(id)!.uses);
  }
  requireDistinct([...printed.keys()]);
  const groups = [...new Set([...printed.keys()].map(groupOf))].sort();
  const files = groups.map((group) => [`src/kube/types/${group}.ts`, printGroup(group, printed)] as const);
  return new Map([...files, ['src/kube/types.ts', printIndex(groups)]]);
}

function print(id: string, isKind: boolean): Printed {
  const values = extras.enums[id];
  if (values) return { text: printType({ enum: values }, id, nothing), uses: new Set() };
  const uses = new Set<string>();
  const names = namesWithin(uses);
  const { apiVersion: _, kind, metadata, ...properties } = definitions[id]!.properties ?? {};
  if (!isKind) return { text: printType(definitions[id]!, id, names), uses };
  uses.add('KubeObject');
  return { text: `KubeObject & ${printFields({ properties }, id, names, 0)}`, uses };
}

const nothing: TypeNames = { nameOf: () => undefined, isRequired: () => false };

/** Names for the fields of a definition; what they name is added to `uses`. */
function namesWithin(uses: Set<string>): TypeNames {
  const use = (id: string): string => {
    uses.add(id);
    const [type, file] = handWritten(id) ?? [nameOf(id)];
    if (file) uses.add(id);
    return type;
  };
  return {
    nameOf: (schema, path) => {
      if (unset.has(path)) return 'string | null';
      if (schema.$ref === undefined) return openOf(schema, use) ?? enumAt(path, use);
      const target = definitions[schema.$ref]!;
      const isPlain = !target.properties && !handWritten(schema.$ref);
      return isPlain ? printType(target, schema.$ref, namesWithin(uses)) : use(schema.$ref);
    },
    isRequired: (_, field, path) =>
      always.has(`${path}.${field}`) || isNeeded(path, field) || (extras.required[path]?.includes(field) ?? false),
  };
}

/** A spec is there when it holds something that has to be. */
function isNeeded(path: string, field: string): boolean {
  const target = definitions[path]?.properties?.[field]?.$ref;
  return field === 'spec' && target !== undefined && (extras.required[target]?.length ?? 0) > 0;
}

function openOf(schema: TypeSchema, use: (id: string) => string): string | undefined {
  const { type, properties, additionalProperties, enum: values, ...rest } = schema;
  if (rest['x-kubernetes-int-or-string']) return use('util.intstr.IntOrString');
  if (type === undefined && rest.format === 'quantity') return use('api.resource.Quantity');
  if (type === 'object' && !properties && typeof additionalProperties !== 'object') return use('JsonFields');
  return type === undefined && !values ? use('Json') : undefined;
}

/** The type of the values of a field, or of the items of a list, when upstream gave them one. */
function enumAt(path: string, use: (id: string) => string): string | undefined {
  const dot = path.lastIndexOf('.');
  const [definition, field] = [path.slice(0, dot), path.slice(dot + 1)];
  const id = extras.fields[definition]?.[field.replace('[]', '')];
  const isList = definitions[definition]?.properties?.[field.replace('[]', '')]?.type === 'array';
  return id === undefined || isList !== field.endsWith('[]') ? undefined : use(id);
}

function requireDistinct(ids: readonly string[]): void {
  const seen = new Map<string, string>();
  for (const id of ids) {
    const other = seen.get(nameOf(id));
    if (other) throw new Error(`${other} and ${id} would have one name`);
    seen.set(nameOf(id), id);
  }
}

function printGroup(group: string, printed: ReadonlyMap<string, Printed>): string {
  const ids = [...printed.keys()]
    .filter((id) => groupOf(id) === group)
    .sort((a, b) => (nameOf(a) < nameOf(b) ? -1 : 1));
  const imports = new Map<string, Set<string>>();
  for (const id of ids.flatMap((each) => [...printed.get(each)!.uses])) {
    const [type, file] = handWritten(id) ?? [nameOf(id), groupOf(id) === group ? undefined : `./${groupOf(id)}.ts`];
    if (file) imports.set(file, (imports.get(file) ?? new Set()).add(type.replace(/^Partial<(.*)>$/, '$1')));
  }
  const lines = [...imports]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([file, names]) => `import type { ${[...names].sort().join(', ')} } from '${file}';\n`);
  const types = ids.map((id) => `\n/** ${id} */\nexport type ${nameOf(id)} = ${printed.get(id)!.text};\n`);
  return `${header}${lines.join('')}${types.join('')}`;
}

const header =
  '// Generated by `npm run generate` from src/kube/schemas/builtin.json and data/kubernetes-enums.json.\n';

const printIndex = (groups: readonly string[]): string =>
  `${header}${[...groups, 'kinds', 'scalars']
    .sort()
    .map((name) => `export * from './types/${name}.ts';\n`)
    .join('')}`;
