import { equalJson } from '../../../../kube/json.ts';
import type { Condition, Json, UnknownObject } from '../../../../kube/object.ts';
import type { Schema } from '../../../../kube/schema.ts';
import { validateSchema } from '../../../../kube/schema-validate.ts';
import { type FieldError, invalid, notSupported, required } from '../../api/field-error.ts';
import type { WriteRequest } from '../../api/state.ts';
import { columnErrors, type Shown } from './definition-columns.ts';
import { ruleCostErrors } from './definition-costs.ts';
import { patternErrors } from './definition-patterns.ts';

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

interface VersionDraft extends Shown {
  readonly name?: string;
  readonly served?: boolean;
  readonly storage?: boolean;
  readonly deprecated?: boolean;
  readonly schema?: { readonly openAPIV3Schema?: Schema };
}

type Errors = readonly FieldError[];

/** What is wrong with a definition: apiextensions-apiserver pkg/apis/apiextensions/validation/validation.go. */
export const definitionErrors = (definition: UnknownObject): Errors => [
  ...metadataNameErrors(definition),
  ...ownErrors(definition),
  ...storedErrors(definition),
];

function metadataNameErrors({ metadata, spec }: UnknownObject): Errors {
  const { group = '', names = {} } = (spec ?? {}) as DefinitionDraft;
  if (metadata.name === `${names.plural}.${group}`) return [];
  return [invalid('metadata.name', metadata.name, 'must be spec.names.plural+"."+spec.group')];
}

function ownErrors(definition: UnknownObject, before: readonly VersionDraft[] = []): Errors {
  const spec = (definition.spec ?? {}) as DefinitionDraft;
  const { group = '', names = {}, versions = [] } = spec;
  return [
    ...(group === '' ? [required('spec.group')] : []),
    ...scopeErrors(spec.scope),
    ...storageErrors(versions),
    ...schemaErrors(versions, before),
    ...nameErrors(names),
    ...columnErrors(versions),
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

/** The storage version is one that objects may be stored in, and all those are still there. */
function storedErrors(definition: UnknownObject): Errors {
  const { versions = [] } = (definition.spec ?? {}) as DefinitionDraft;
  const { storedVersions = [] } = (definition.status ?? {}) as { readonly storedVersions?: readonly string[] | null };
  const at = 'status.storedVersions';
  if (!storedVersions?.length) return [invalid(at, storedVersions, 'must have at least one stored version')];
  const absent = versions.flatMap(({ name = '', storage }) =>
    storage && !storedVersions.includes(name)
      ? [invalid(at, storedVersions, `must have the storage version ${name}`)]
      : [],
  );
  const gone = storedVersions.flatMap((stored, index) =>
    versions.some(({ name }) => name === stored) ? [] : [invalid(`${at}[${index}]`, stored, goneText(stored))],
  );
  return [...absent, ...gone];
}

const goneText = (version: string): string =>
  `missing from spec.versions; ${version} was previously a storage version, and must remain in spec.versions until a storage migration ensures no data remains persisted in ${version} and removes ${version} from status.storedVersions`;

/** What is wrong with a changed definition: its group and plural are fixed, and once it is established its scope and kind. */
export function definitionUpdateErrors(next: UnknownObject, old: UnknownObject, request: WriteRequest): Errors {
  // Who writes the status alone is not asked about versions: a migration takes the old ones out there.
  if (request.subresource === 'status') return [];
  const [now, before] = [next, old].map(({ spec }) => (spec ?? {}) as DefinitionDraft);
  const { conditions } = (old.status ?? {}) as { readonly conditions?: readonly Condition[] | null };
  const established = conditions?.some(({ type, status }) => type === 'Established' && status === 'True') ?? false;
  return [
    ...ownErrors(next, before?.versions),
    ...(established
      ? [
          ...fixed(now?.scope, before?.scope, 'spec.scope'),
          ...fixed(now?.names?.kind, before?.names?.kind, 'spec.names.kind'),
        ]
      : []),
    ...fixed(now?.group, before?.group, 'spec.group'),
    ...fixed(now?.names?.plural, before?.names?.plural, 'spec.names.plural'),
    ...storedErrors(next),
  ];
}

const fixed = (now: string | undefined, before: string | undefined, field: string): Errors =>
  now === before ? [] : [invalid(field, now ?? '', 'field is immutable')];

/** A schema that all versions share is checked once, under another name. */
function schemaErrors(versions: readonly VersionDraft[], before: readonly VersionDraft[]): Errors {
  const shared = isShared(versions);
  return versions.flatMap(({ name, schema }, index) => {
    const own = `spec.versions[${index}].schema.openAPIV3Schema`;
    if (!schema?.openAPIV3Schema) return [required(own)];
    if (shared && index > 0) return [];
    const at = shared ? 'spec.validation.openAPIV3Schema' : own;
    const faults = structuralErrors(schema.openAPIV3Schema, at, '');
    // Rules are only looked at in a schema that is sound.
    if (faults.length > 0) return faults;
    const old = before.find((version) => version.name === name);
    return ruleCostErrors(schema.openAPIV3Schema, at, old !== undefined && equalJson(old.schema, schema));
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
