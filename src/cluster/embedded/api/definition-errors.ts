import { equalJson } from '../../../kube/json.ts';
import type { Json, UnknownObject } from '../../../kube/object.ts';
import type { Schema } from '../../../kube/schema.ts';
import { validateSchema } from '../../../kube/schema-validate.ts';
import { patternErrors } from './definition-patterns.ts';
import { type FieldError, invalid, notSupported, required } from './field-error.ts';

/** The parts of a definition that are checked; nothing of it is known to be there. */
interface DefinitionDraft {
  readonly group?: string;
  readonly scope?: string;
  readonly names?: {
    readonly plural?: string;
    readonly singular?: string;
    readonly kind?: string;
    readonly listKind?: string;
  };
  readonly versions?: readonly VersionDraft[];
}

interface VersionDraft {
  readonly name?: string;
  readonly served?: boolean;
  readonly storage?: boolean;
  readonly deprecated?: boolean;
  readonly schema?: { readonly openAPIV3Schema?: Schema };
}

type Errors = readonly FieldError[];

/** What is wrong with a definition: apiextensions-apiserver pkg/apis/apiextensions/validation/validation.go. */
export function definitionErrors(definition: UnknownObject): Errors {
  const spec = (definition.spec ?? {}) as DefinitionDraft;
  const { group = '', names = {}, versions = [] } = spec;
  const misnamed = definition.metadata.name !== `${names.plural}.${group}`;
  return [
    ...(misnamed
      ? [invalid('metadata.name', definition.metadata.name, 'must be spec.names.plural+"."+spec.group')]
      : []),
    ...(group === '' ? [required('spec.group')] : []),
    ...scopeErrors(spec.scope),
    ...storageErrors(versions),
    ...schemaErrors(versions),
    ...nameErrors(names),
    ...storedErrors(definition, versions),
  ];
}

function scopeErrors(scope: string | undefined): Errors {
  if (scope === undefined || scope === '') return [required('spec.scope')];
  return scope === 'Namespaced' || scope === 'Cluster'
    ? []
    : [notSupported('spec.scope', scope, ['Cluster', 'Namespaced'])];
}

const nameErrors = (names: NonNullable<DefinitionDraft['names']>): Errors =>
  (['plural', 'singular', 'kind', 'listKind'] as const).flatMap((field) =>
    names[field] ? [] : [required(`spec.names.${field}`)],
  );

function storageErrors(versions: readonly VersionDraft[]): Errors {
  if (versions.filter(({ storage }) => storage).length === 1) return [];
  const shown = versions.map((version) => printVersion(version, isShared(versions)));
  return [invalid('spec.versions', shown, 'must have exactly one version marked as storage version')];
}

/** A version as Go prints its internal form: what all versions share is kept elsewhere. */
const printVersion = (version: VersionDraft, shared: boolean) => ({
  Name: version.name ?? '',
  Served: version.served ?? false,
  Storage: version.storage ?? false,
  Deprecated: version.deprecated ?? false,
  DeprecationWarning: null,
  Schema: shared ? null : { OpenAPIV3Schema: version.schema?.openAPIV3Schema ?? null },
  Subresources: null,
  AdditionalPrinterColumns: null,
  SelectableFields: null,
});

const isShared = (versions: readonly VersionDraft[]): boolean =>
  versions.every(({ schema }) => equalJson(schema, versions[0]?.schema));

/** Each storage version is one that objects may be stored in. */
function storedErrors(definition: UnknownObject, versions: readonly VersionDraft[]): Errors {
  const { storedVersions = [] } = (definition.status ?? {}) as { readonly storedVersions?: readonly string[] };
  return versions.flatMap(({ name = '', storage }) =>
    storage && !storedVersions.includes(name)
      ? [invalid('status.storedVersions', storedVersions, `must have the storage version ${name}`)]
      : [],
  );
}

/** A schema that all versions share is checked once, under another name. */
function schemaErrors(versions: readonly VersionDraft[]): Errors {
  const shared = isShared(versions);
  return versions.flatMap(({ schema }, index) => {
    const own = `spec.versions[${index}].schema.openAPIV3Schema`;
    if (!schema?.openAPIV3Schema) return [required(own)];
    if (shared && index > 0) return [];
    return structuralErrors(schema.openAPIV3Schema, shared ? 'spec.validation.openAPIV3Schema' : own, '');
  });
}

/** What keeps a schema from being structural: pkg/apiserver/schema/validation.go; and defaults that do not fit it. */
function structuralErrors(schema: Schema, at: string, place: string): Errors {
  const untyped =
    !schema.type && !schema['x-kubernetes-int-or-string'] && !schema['x-kubernetes-preserve-unknown-fields'];
  const where = place === '' ? 'must not be empty at the root' : `must not be empty for specified ${place}`;
  const { additionalProperties: values } = schema;
  return [
    ...(untyped ? [required(`${at}.type`, where)] : []),
    ...patternErrors(schema, at),
    ...defaultErrors(schema, at),
    ...Object.entries(schema.properties ?? {}).flatMap(([name, field]) =>
      structuralErrors(field, `${at}.properties[${name}]`, 'object fields'),
    ),
    ...(schema.items ? structuralErrors(schema.items, `${at}.items`, 'array items') : []),
    ...(typeof values === 'object' ? structuralErrors(values, `${at}.additionalProperties`, 'object fields') : []),
  ];
}

function defaultErrors(schema: Schema, at: string): Errors {
  if (schema.default === undefined || (schema.default === null && schema.nullable)) return [];
  return validateSchema(schema.default as Json, schema).map(({ reason, field, message }) => {
    const below = field === '<nil>' ? '' : `.${field}`;
    return { reason, field: `${at}.default${below}`, body: message } as FieldError;
  });
}
