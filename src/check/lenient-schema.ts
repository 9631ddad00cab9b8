import type { UnknownObject } from '../kube/object.ts';
import type { Schema } from '../kube/schema.ts';
import { definitionSpec } from './known-definitions.ts';

/** Limits and rules, which change between versions of a kind; names and types hardly do. */
const limits = new Set<string>([
  'pattern',
  'format',
  'minimum',
  'maximum',
  'exclusiveMinimum',
  'exclusiveMaximum',
  'multipleOf',
  'minLength',
  'maxLength',
  'minItems',
  'maxItems',
  'uniqueItems',
  'minProperties',
  'maxProperties',
  'allOf',
  'anyOf',
  'oneOf',
  'not',
  'x-kubernetes-validations',
  'x-kubernetes-list-type',
]);

const known = new WeakMap<UnknownObject, UnknownObject>();

/** A definition that only holds objects to names, types, values and what must be there; once a definition, so that it costs once. */
export function lenientDefinition(definition: UnknownObject): UnknownObject {
  const made = known.get(definition) ?? makeLenient(definition);
  known.set(definition, made);
  return made;
}

function makeLenient(definition: UnknownObject): UnknownObject {
  const spec = definitionSpec(definition);
  const versions = (spec.versions ?? []).map((version) => {
    const schema = (version as { readonly schema?: { readonly openAPIV3Schema?: Schema } }).schema?.openAPIV3Schema;
    return schema ? { ...version, schema: { openAPIV3Schema: withoutLimits(schema) } } : version;
  });
  return { ...definition, spec: { ...spec, versions } };
}

function withoutLimits(schema: Schema): Schema {
  const kept = Object.fromEntries(Object.entries(schema).filter(([keyword]) => !limits.has(keyword))) as Schema;
  const { properties, items, additionalProperties } = kept;
  return {
    ...kept,
    ...(properties && { properties: mapFields(properties) }),
    ...(items && { items: withoutLimits(items) }),
    ...(typeof additionalProperties === 'object' && { additionalProperties: withoutLimits(additionalProperties) }),
  };
}

const mapFields = (properties: Readonly<Record<string, Schema>>): Readonly<Record<string, Schema>> =>
  Object.fromEntries(Object.entries(properties).map(([name, field]) => [name, withoutLimits(field)]));
