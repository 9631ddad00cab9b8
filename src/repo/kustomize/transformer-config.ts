import type { FieldSpec } from './field-path.ts';
import tables from './field-tables.json' with { type: 'json' };
import { KustomizeError, prefixError } from './kustomize-error.ts';

/** Which fields name objects of a kind (api/internal/konfig/builtinpluginconsts/namereference.go). */
export interface NameReferences {
  readonly kind: string;
  readonly group?: string;
  readonly version?: string;
  readonly fields: readonly FieldSpec[];
}

/** The fields each transformer changes (api/internal/plugins/builtinconfig/transformerconfig.go). */
export interface TransformerConfig {
  readonly namePrefix: readonly FieldSpec[];
  readonly nameSuffix: readonly FieldSpec[];
  readonly namespace: readonly FieldSpec[];
  readonly commonLabels: readonly FieldSpec[];
  readonly labels: readonly FieldSpec[];
  readonly templateLabels: readonly FieldSpec[];
  readonly commonAnnotations: readonly FieldSpec[];
  readonly varReference: readonly FieldSpec[];
  readonly images: readonly FieldSpec[];
  readonly replicas: readonly FieldSpec[];
  readonly nameReference: readonly NameReferences[];
}

type FieldList = Exclude<keyof TransformerConfig, 'nameReference'>;

/** The lists of a configuration with kustomize's names for them in messages, in the order in which it merges them. */
const fieldLists: Readonly<Record<FieldList, string>> = {
  namePrefix: 'NamePrefix',
  nameSuffix: 'NameSuffix',
  namespace: 'NameSpace',
  commonAnnotations: 'CommonAnnotations',
  commonLabels: 'CommonLabels',
  labels: 'Labels',
  templateLabels: 'TemplateLabels',
  varReference: 'VarReference',
  images: 'Images',
  replicas: 'Replicas',
};

/** What names of fields are in a configuration. */
export const configurationLists: readonly FieldList[] = Object.keys(fieldLists) as FieldList[];

const named: readonly FieldSpec[] = [{ path: 'metadata/name' }];

/** The built-in fields (api/internal/konfig/builtinpluginconsts). */
export const defaultConfig: TransformerConfig = {
  namePrefix: named,
  nameSuffix: named,
  namespace: tables.namespace,
  commonLabels: tables.commonLabels,
  labels: [],
  templateLabels: tables.templateLabels,
  commonAnnotations: tables.commonAnnotations,
  varReference: tables.varReference,
  images: tables.images,
  replicas: tables.replicas,
  nameReference: tables.nameReference,
};

/** A configuration with the fields of another one after its own. Throws a KustomizeError where both disagree on whether a field is created. */
export function mergeConfigs(config: TransformerConfig, more: Partial<TransformerConfig>): TransformerConfig {
  if (config === more) return config;
  const merged: Partial<Record<FieldList, readonly FieldSpec[]>> = {};
  for (const list of configurationLists) {
    try {
      merged[list] = mergeFields(config[list], more[list] ?? []);
    } catch (thrown) {
      throw prefixError(`failed to merge ${fieldLists[list]} fieldSpec`, thrown);
    }
  }
  return { ...config, ...merged, nameReference: mergeNames(config.nameReference, more.nameReference ?? []) };
}

/** Fields with more of them: those that are there already stand once (api/types/fieldspec.go MergeAll). */
export function mergeFields(fields: readonly FieldSpec[], more: readonly FieldSpec[]): readonly FieldSpec[] {
  if (more.length === 0 || fields === more) return fields;
  const result = [...fields];
  for (const field of more) {
    const same = result.find((each) => each.path === field.path && covers(each, field));
    if (!same) result.push(field);
    else if ((same.create ?? false) !== (field.create ?? false)) throw new KustomizeError('conflicting fieldspecs');
  }
  return result;
}

const covers = (field: FieldSpec, other: FieldSpec): boolean =>
  (!other.group || other.group === field.group) &&
  (!other.version || other.version === field.version) &&
  (!other.kind || other.kind === field.kind);

function mergeNames(names: readonly NameReferences[], more: readonly NameReferences[]): readonly NameReferences[] {
  if (more.length === 0 || names === more) return names;
  const result = [...names];
  for (const entry of more) {
    const at = result.findIndex((each) => sameKind(each, entry));
    if (at < 0) result.push(entry);
    else result[at] = { ...result[at]!, fields: mergeFields(result[at]!.fields, entry.fields) };
  }
  return result;
}

const sameKind = (a: NameReferences, b: NameReferences): boolean =>
  a.kind === b.kind && (a.group ?? '') === (b.group ?? '') && (a.version ?? '') === (b.version ?? '');
