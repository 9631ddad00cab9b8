import type { Shape, Struct } from './fit-shape.ts';

/** The Go types of a kustomization file (kustomize api/types), as far as a build reads them. */

const strings: Shape = { list: 'string' };

const kindFields = { group: 'string', version: 'string', kind: 'string' } as const satisfies Record<string, Shape>;

const selectorFields = {
  ...kindFields,
  name: 'string',
  namespace: 'string',
} as const satisfies Record<string, Shape>;

const selector: Struct = {
  struct: 'Selector',
  fields: { ...selectorFields, labelSelector: 'string', annotationSelector: 'string' },
};

const patch: Struct = {
  struct: 'Patch',
  fields: {
    path: 'string',
    patch: 'string',
    target: selector,
    options: { struct: 'PatchArgs', fields: { allowNameChange: 'bool', allowKindChange: 'bool' } },
  },
};

const image: Struct = {
  struct: 'Image',
  fields: { name: 'string', newName: 'string', tagSuffix: 'string', newTag: 'string', digest: 'string' },
};

const generatorOptions: Struct = {
  struct: 'GeneratorOptions',
  fields: { labels: 'texts', annotations: 'texts', disableNameSuffixHash: 'bool', immutable: 'bool' },
};

const pairs = 'GeneratorArgs.KvPairSources.';
const generatorFields = {
  namespace: 'string',
  name: 'string',
  behavior: 'string',
  literals: strings,
  files: strings,
  envs: strings,
  env: 'string',
  options: generatorOptions,
} as const satisfies Record<string, Shape>;
const embedded = {
  behavior: 'GeneratorArgs.',
  options: 'GeneratorArgs.',
  literals: pairs,
  files: pairs,
  envs: pairs,
  env: pairs,
};

const fieldOptions: Struct = {
  struct: 'FieldOptions',
  fields: { delimiter: 'string', index: 'int64', encoding: 'string', create: 'bool' },
};

const target: Struct = {
  struct: 'TargetSelector',
  fields: { select: selector, reject: { list: selector }, fieldPaths: strings, options: fieldOptions },
};

const replacement: Struct = {
  struct: 'ReplacementField',
  fields: {
    path: 'string',
    source: { struct: 'SourceSelector', fields: { ...selectorFields, fieldPath: 'string', options: fieldOptions } },
    sourceValue: 'string',
    targets: { list: target },
  },
};

const fieldSpec: Struct = {
  struct: 'FieldSpec',
  fields: { group: 'string', version: 'string', kind: 'string', path: 'string', create: 'bool' },
};

const label: Struct = {
  struct: 'Label',
  fields: { pairs: 'texts', includeSelectors: 'bool', includeTemplates: 'bool', fields: { list: fieldSpec } },
};

const variable: Struct = {
  struct: 'Var',
  fields: {
    name: 'string',
    objref: { struct: 'Target', fields: { apiVersion: 'string', ...kindFields, name: 'string', namespace: 'string' } },
    fieldref: { struct: 'FieldSelector', fields: { fieldPath: 'string' } },
  },
};

const legacySort: Struct = { struct: 'LegacySortOptions', fields: { orderFirst: strings, orderLast: strings } };

const sortOptions: Struct = {
  struct: 'SortOptions',
  fields: { order: 'string', legacySortOptions: legacySort },
};

const replica: Struct = { struct: 'Replica', fields: { name: 'string', count: 'int64' } };

/** types.Kustomization. */
export const kustomizationShape: Struct = {
  struct: 'Kustomization',
  fields: {
    apiVersion: 'string',
    kind: 'string',
    metadata: 'any',
    openapi: 'texts',
    namePrefix: 'string',
    nameSuffix: 'string',
    namespace: 'string',
    commonLabels: 'texts',
    labels: { list: label },
    commonAnnotations: 'texts',
    patchesStrategicMerge: strings,
    patchesJson6902: { list: patch },
    patches: { list: patch },
    images: { list: image },
    imageTags: { list: image },
    replacements: { list: replacement },
    replicas: { list: replica },
    vars: { list: variable },
    sortOptions,
    resources: strings,
    components: strings,
    crds: strings,
    bases: strings,
    configMapGenerator: { list: { struct: 'ConfigMapArgs', fields: generatorFields, embedded } },
    secretGenerator: { list: { struct: 'SecretArgs', fields: { ...generatorFields, type: 'string' }, embedded } },
    helmGlobals: 'any',
    helmCharts: 'any',
    helmChartInflationGenerator: 'any',
    generatorOptions,
    configurations: strings,
    generators: strings,
    transformers: strings,
    validators: strings,
    buildMetadata: strings,
  },
};

/** What files of built-in plugins say, of all kinds together (api/internal/builtins). */
export const pluginShape: Struct = {
  struct: 'Plugin',
  fields: {
    metadata: { struct: 'ObjectMeta', fields: { name: 'string', namespace: 'string' } },
    ...generatorFields,
    type: 'string',
    annotations: 'texts',
    labels: 'texts',
    fieldSpecs: { list: fieldSpec },
    prefix: 'string',
    suffix: 'string',
    imageTag: image,
    replica,
    unsetOnly: 'bool',
    setRoleBindingSubjects: 'string',
    target: selector,
    path: 'string',
    patch: 'string',
    jsonOp: 'string',
    paths: strings,
    patches: 'string',
    replacements: { list: replacement },
    sortOptions,
    value: 'string',
    targets: {
      list: { struct: 'Target', fields: { selector, fieldPath: 'string', filePathPosition: 'int64' } },
    },
    targetFilePath: 'string',
  },
};
