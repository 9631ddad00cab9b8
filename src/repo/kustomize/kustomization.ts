import { isJsonObject, type JsonObject } from '../../kube/json.ts';
import type { Json } from '../../kube/object.ts';
import type { FieldSpec } from './field-path.ts';
import { KustomizeError } from './kustomize-error.ts';

export interface Selector {
  readonly group?: string;
  readonly version?: string;
  readonly kind?: string;
  readonly name?: string;
  readonly namespace?: string;
  readonly labelSelector?: string;
  readonly annotationSelector?: string;
}

export interface PatchEntry {
  readonly path?: string;
  readonly patch?: string;
  readonly target?: Selector;
  readonly options?: { readonly allowNameChange?: boolean; readonly allowKindChange?: boolean };
}

export interface ImageEntry {
  readonly name: string;
  readonly newName?: string;
  readonly newTag?: string;
  readonly tagSuffix?: string;
  readonly digest?: string;
}

export interface LabelEntry {
  readonly pairs?: JsonObject;
  readonly includeSelectors?: boolean;
  readonly includeTemplates?: boolean;
  readonly fields?: readonly FieldSpec[];
}

export interface GeneratorOptions {
  readonly labels?: JsonObject;
  readonly annotations?: JsonObject;
  readonly disableNameSuffixHash?: boolean;
  readonly immutable?: boolean;
}

export interface GeneratorEntry {
  readonly name?: string;
  readonly namespace?: string;
  readonly behavior?: string;
  readonly type?: string;
  readonly literals?: readonly string[];
  readonly files?: readonly string[];
  readonly env?: string;
  readonly envs?: readonly string[];
  readonly options?: GeneratorOptions;
}

export interface FieldOptions {
  readonly delimiter?: string;
  readonly index?: number;
  readonly create?: boolean;
}

export interface ReplacementTarget {
  readonly select?: Selector;
  readonly reject?: readonly Selector[];
  readonly fieldPaths?: readonly string[];
  readonly options?: FieldOptions;
}

export interface Replacement {
  readonly path?: string;
  readonly source?: Selector & { readonly fieldPath?: string; readonly options?: FieldOptions };
  readonly sourceValue?: string;
  readonly targets?: readonly ReplacementTarget[];
}

export interface SortOptions {
  readonly order?: string;
  readonly legacySortOptions?: { readonly orderFirst?: readonly string[]; readonly orderLast?: readonly string[] };
}

/** A kustomization file (kustomize api/types/kustomization.go), old fields moved to the new ones. */
export interface Kustomization {
  readonly kind: string;
  readonly resources: readonly string[];
  readonly components: readonly string[];
  readonly namespace: string;
  readonly namePrefix: string;
  readonly nameSuffix: string;
  readonly commonLabels: JsonObject;
  readonly labels: readonly LabelEntry[];
  readonly commonAnnotations: JsonObject;
  readonly patchesStrategicMerge: readonly string[];
  readonly patchesJson6902: readonly PatchEntry[];
  readonly patches: readonly PatchEntry[];
  readonly images: readonly ImageEntry[];
  readonly replicas: readonly { readonly name: string; readonly count: number }[];
  readonly replacements: readonly Replacement[];
  readonly configMapGenerator: readonly GeneratorEntry[];
  readonly secretGenerator: readonly GeneratorEntry[];
  readonly generatorOptions: GeneratorOptions | undefined;
  readonly sortOptions: SortOptions | undefined;
  readonly buildMetadata: readonly string[];
  /** Fields in use that no offline build can follow: remote plugins, charts, custom configurations. */
  readonly unsupported: readonly string[];
}

type Shape = 'string' | 'strings' | 'map' | 'maps' | 'any';

const fields: Readonly<Record<string, Shape>> = {
  apiVersion: 'string',
  kind: 'string',
  metadata: 'map',
  openapi: 'map',
  namePrefix: 'string',
  nameSuffix: 'string',
  namespace: 'string',
  commonLabels: 'map',
  labels: 'maps',
  commonAnnotations: 'map',
  patchesStrategicMerge: 'strings',
  patchesJson6902: 'maps',
  patches: 'maps',
  images: 'maps',
  imageTags: 'maps',
  replacements: 'maps',
  replicas: 'maps',
  vars: 'maps',
  sortOptions: 'map',
  resources: 'strings',
  components: 'strings',
  crds: 'strings',
  bases: 'strings',
  configMapGenerator: 'maps',
  secretGenerator: 'maps',
  helmGlobals: 'map',
  helmCharts: 'maps',
  helmChartInflationGenerator: 'maps',
  generatorOptions: 'map',
  configurations: 'strings',
  generators: 'strings',
  transformers: 'strings',
  validators: 'strings',
  buildMetadata: 'strings',
};

const unsupportedFields = [
  'vars',
  'crds',
  'helmCharts',
  'helmChartInflationGenerator',
  'configurations',
  'generators',
  'transformers',
  'validators',
  'openapi',
];

const goType: Readonly<Record<Shape, string>> = {
  string: 'string',
  strings: '[]string',
  map: 'map[string]string',
  maps: '[]struct',
  any: 'interface{}',
};

/**
 * Reads a kustomization file. `strict` refuses unknown fields as kustomize does; Flux reads the file at its path leniently
 * (fluxcd/pkg kustomize/kustomize_generator.go GenerateManifest).
 */
export function readKustomization(value: Json, options: { strict: boolean; root: string }): Kustomization {
  if (!isJsonObject(value))
    throw new KustomizeError(unreadable(`json: cannot unmarshal ${jsonType(value)} into Go value`));
  const raw = checkFields(value, options.strict);
  if (options.strict && Object.keys(raw).every((field) => field === 'apiVersion' || field === 'kind')) {
    throw new KustomizeError('kustomization.yaml is empty');
  }
  const kind = (raw.kind as string | undefined) || 'Kustomization';
  enforceKind(raw, kind, options.root);
  const list = <T>(field: string): readonly T[] => (raw[field] as readonly T[] | undefined) ?? [];
  const text = (field: string) => (raw[field] as string | undefined) ?? '';
  return {
    kind,
    resources: [...list<string>('resources'), ...list<string>('bases')],
    components: list('components'),
    namespace: text('namespace'),
    namePrefix: text('namePrefix'),
    nameSuffix: text('nameSuffix'),
    commonLabels: (raw.commonLabels as JsonObject | undefined) ?? {},
    labels: list('labels'),
    commonAnnotations: (raw.commonAnnotations as JsonObject | undefined) ?? {},
    patchesStrategicMerge: list('patchesStrategicMerge'),
    patchesJson6902: list('patchesJson6902'),
    patches: list('patches'),
    images: [...list<ImageEntry>('images'), ...list<ImageEntry>('imageTags')],
    replicas: list('replicas'),
    replacements: list('replacements'),
    configMapGenerator: list('configMapGenerator'),
    secretGenerator: list('secretGenerator'),
    generatorOptions: raw.generatorOptions as GeneratorOptions | undefined,
    sortOptions: raw.sortOptions as SortOptions | undefined,
    buildMetadata: list('buildMetadata'),
    unsupported: unsupportedFields.filter((field) => !isEmpty(raw[field])),
  };
}

/** Go's JSON decoder takes field names in any case; unknown ones are refused, or left out when not strict. */
function checkFields(value: JsonObject, strict: boolean): Readonly<Record<string, Json>> {
  const raw: Record<string, Json> = {};
  for (const [name, field] of Object.entries(value)) {
    const known = fields[name] ? name : Object.keys(fields).find((key) => key.toLowerCase() === name.toLowerCase());
    if (!known) {
      if (strict) throw new KustomizeError(unreadable(`json: unknown field ${JSON.stringify(name)}`));
      continue;
    }
    if (field === null) continue;
    if (!hasShape(field, fields[known]!)) {
      const found =
        Array.isArray(field) && fields[known]!.endsWith('s')
          ? jsonType(misfit(field, fields[known]!))
          : jsonType(field);
      const type = goType[fields[known]!];
      throw new KustomizeError(
        unreadable(`json: cannot unmarshal ${found} into Go struct field Kustomization.${known} of type ${type}`),
      );
    }
    raw[known] = field;
  }
  checkTexts(raw);
  return raw;
}

/** Labels and annotations must be texts: `yes` and `1` are none unless they stand in quotes. */
function checkTexts(raw: Readonly<Record<string, Json>>): void {
  const check = (map: Json | undefined, field: string) => {
    const wrong = isJsonObject(map)
      ? Object.values(map).find((value) => value !== null && typeof value !== 'string')
      : undefined;
    if (wrong === undefined) return;
    throw new KustomizeError(
      unreadable(`json: cannot unmarshal ${jsonType(wrong)} into Go struct field ${field} of type string`),
    );
  };
  check(raw.commonLabels, 'Kustomization.commonLabels');
  check(raw.commonAnnotations, 'Kustomization.commonAnnotations');
  for (const label of (raw.labels ?? []) as readonly JsonObject[]) check(label.pairs, 'Label.labels.pairs');
  const options = raw.generatorOptions as JsonObject | undefined;
  check(options?.labels, 'GeneratorOptions.generatorOptions.labels');
  check(options?.annotations, 'GeneratorOptions.generatorOptions.annotations');
}

const unreadable = (reason: string) => `invalid Kustomization: ${reason}`;

const itemFits = (item: Json, shape: Shape) => (shape === 'strings' ? typeof item === 'string' : isJsonObject(item));

const misfit = (list: readonly Json[], shape: Shape): Json => list.find((item) => !itemFits(item, shape)) ?? null;

function hasShape(value: Json, shape: Shape): boolean {
  if (shape === 'string') return typeof value === 'string';
  if (shape === 'map') return isJsonObject(value);
  return Array.isArray(value) && value.every((item: Json) => itemFits(item, shape));
}

const jsonType = (value: Json): string => {
  if (Array.isArray(value)) return 'array';
  return typeof value === 'boolean' ? 'bool' : value === null ? 'null' : typeof value;
};

const isEmpty = (value: Json | undefined): boolean =>
  value === undefined ||
  (Array.isArray(value) ? value.length === 0 : isJsonObject(value) && Object.keys(value).length === 0);

function enforceKind(raw: Readonly<Record<string, Json>>, kind: string, root: string): void {
  const problems: string[] = [];
  if (kind !== 'Kustomization' && kind !== 'Component') problems.push('kind should be Kustomization or Component');
  const wanted = `kustomize.config.k8s.io/${kind === 'Component' ? 'v1alpha1' : 'v1beta1'}`;
  if (raw.apiVersion && raw.apiVersion !== wanted) problems.push(`apiVersion for ${kind} should be ${wanted}`);
  if (problems.length > 0) {
    throw new KustomizeError(`Failed to read kustomization file under ${root}:\n${problems.join('\n')}`);
  }
}
