import { isJsonObject, type JsonObject } from '../../kube/json.ts';
import type { Json } from '../../kube/object.ts';
import type { FieldSpec } from './field-path.ts';
import { fitShape } from './fit-shape.ts';
import { kustomizationShape } from './kustomization-shape.ts';
import { KustomizeError, prefixError } from './kustomize-error.ts';

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

export interface ReplicaEntry {
  readonly name: string;
  readonly count: number;
}

/** A variable of the old kind (kustomize api/types/var.go). */
export interface Var {
  readonly name: string;
  readonly objref: Partial<Record<'apiVersion' | 'group' | 'version' | 'kind' | 'name' | 'namespace', string>>;
  readonly fieldref?: { readonly fieldPath?: string };
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
  readonly replicas: readonly ReplicaEntry[];
  readonly replacements: readonly Replacement[];
  readonly configMapGenerator: readonly GeneratorEntry[];
  readonly secretGenerator: readonly GeneratorEntry[];
  readonly generatorOptions: GeneratorOptions | undefined;
  readonly sortOptions: SortOptions | undefined;
  readonly buildMetadata: readonly string[];
  readonly configurations: readonly string[];
  readonly crds: readonly string[];
  readonly vars: readonly Var[];
  /** Files, folders, or YAML itself of built-in plugins. */
  readonly generators: readonly string[];
  readonly transformers: readonly string[];
  readonly validators: readonly string[];
  readonly openapi: Readonly<Record<string, string>>;
  /** Fields in use that no offline build can follow: charts. */
  readonly unsupported: readonly string[];
}

const unsupportedFields = ['helmCharts', 'helmChartInflationGenerator'];

/**
 * Reads a kustomization file. `strict` refuses unknown fields as kustomize does; Flux reads the file at its path leniently
 * (fluxcd/pkg kustomize/kustomize_generator.go GenerateManifest).
 */
export function readKustomization(value: Json, options: { strict: boolean; root: string }): Kustomization {
  const raw = fitKustomization(value, options.strict);
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
    configurations: list('configurations'),
    crds: list('crds'),
    vars: list<Partial<Var>>('vars').map(({ name = '', objref = {}, ...rest }) => ({ ...rest, name, objref })),
    generators: list('generators'),
    transformers: list('transformers'),
    validators: list('validators'),
    openapi: (raw.openapi as Readonly<Record<string, string>> | undefined) ?? {},
    unsupported: unsupportedFields.filter((field) => !isEmpty(raw[field])),
  };
}

function fitKustomization(value: Json, strict: boolean): Readonly<Record<string, Json>> {
  try {
    return fitShape(value, kustomizationShape, { strict });
  } catch (thrown) {
    throw prefixError(strict ? 'invalid Kustomization' : 'error unmarshaling JSON: while decoding JSON', thrown);
  }
}

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
