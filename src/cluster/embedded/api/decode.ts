import type { Json, UnknownObject } from '../../../kube/object.ts';
import type { Schema } from '../../../kube/schema.ts';
import { type CelRuleChecker, hasCelRules, loadCelRuleChecker } from '../../../kube/schema-cel.ts';
import { decodeBuiltin } from '../../../kube/schema-decode.ts';
import { applyDefaults, prune } from '../../../kube/schema-fill.ts';
import { listFaults } from '../../../kube/schema-lists.ts';
import { validateSchema } from '../../../kube/schema-validate.ts';
import type { FieldError } from './field-error.ts';
import { NotDecodable } from './refusals.ts';
import { schemaOfResource } from './schemas.ts';
import type { ServedResource, WriteRequest } from './state.ts';
import { withoutNulls } from './without-nulls.ts';

let checker: CelRuleChecker | undefined;

/** Reads what checking objects of a resource needs and is not read yet; to be awaited before a write. */
export async function prepareChecks(resource: ServedResource): Promise<void> {
  if (resource.own.prepareChecks) await resource.own.prepareChecks();
  const schema = resource.custom?.schema as Schema | undefined;
  if (schema && hasCelRules(schema)) checker ??= await loadCelRuleChecker();
}

const asJson = (object: UnknownObject): Json => object as Json;
const asObject = (value: Json): UnknownObject => value as UnknownObject;

/** What a client sent as the kind holds it: fields it does not have are dropped (or refused), nulls are nothing; before all else. */
export function acceptObject(resource: ServedResource, object: UnknownObject, request: WriteRequest): UnknownObject {
  if (resource.custom) return acceptCustom(resource, object, request);
  const schema = request.fieldValidation ? schemaOfResource(resource) : undefined;
  if (!schema) return object;
  const { error, unknown } = decodeBuiltin(asJson(object), schema);
  if (error !== undefined) throw new NotDecodable(resource, error);
  if (unknown.length > 0) report(resource, unknown, request);
  if (unknown.length === 0) return asObject(withoutNulls(asJson(object), schema));
  const known = prune(asJson(object), schema).value as { readonly metadata?: Json };
  // What is pruned leaves metadata alone, as definitions do not describe it; the built-in kinds do.
  const metadata = prune(known.metadata ?? {}, schema.properties?.metadata ?? {}).value;
  return asObject(withoutNulls({ ...known, metadata } as Json, schema));
}

/** The object with the defaults of its kind. */
export function withDefaults(resource: ServedResource, object: UnknownObject): UnknownObject {
  const schema = resource.custom?.schema as Schema | undefined;
  if (schema) return asObject(applyDefaults(asJson(object), schema));
  const { defaults, completeStatus } = resource.own;
  const filled = defaults ? defaults(object) : object;
  return completeStatus ? completeStatus(filled) : filled;
}

/** Unknown fields are refused, warned about or passed over, as the client asked. */
function report(resource: ServedResource, unknown: readonly string[], request: WriteRequest): void {
  const texts = unknown.map((path) => `unknown field ${JSON.stringify(path)}`);
  if (request.fieldValidation === 'Strict') {
    throw new NotDecodable(resource, `strict decoding error: ${texts.join(', ')}`);
  }
  if (request.fieldValidation === 'Warn') for (const text of texts) request.warn?.(text);
}

function acceptCustom(resource: ServedResource, object: UnknownObject, request: WriteRequest): UnknownObject {
  const schema = resource.custom?.schema as Schema | undefined;
  const { value, unknown } = schema ? prune(asJson(object), schema) : { value: asJson(object), unknown: [] };
  const pruned = asObject(value);
  const common = request.fieldValidation ? schemaOfResource(resource)?.properties?.metadata : undefined;
  if (!common) {
    if (unknown.length > 0) report(resource, unknown, request);
    return pruned;
  }
  const metadata = pruned.metadata;
  const decoding = decodeBuiltin(
    { metadata },
    { type: 'object', properties: { metadata: common }, 'x-go-type': resource.kind },
  );
  if (decoding.error !== undefined) throw new NotDecodable(resource, decoding.error);
  const all = [...decoding.unknown, ...unknown];
  if (all.length > 0) report(resource, all, request);
  return asObject({ ...(value as object), metadata: withoutNulls(prune(metadata, common).value, common) } as Json);
}

/** Faults that keep rules from being checked at all. */
const blocking: ReadonlySet<string> = new Set([
  'FieldValueNotSupported',
  'FieldValueRequired',
  'FieldValueTooLong',
  'FieldValueTooMany',
  'FieldValueTypeInvalid',
]);

const unchecked = {
  reason: 'FieldValueInvalid',
  field: '<nil>',
  message:
    'Invalid value: null: some validation rules were not checked because the object was invalid; correct the existing errors to complete validation',
};

/** What is wrong with a custom object by the schema of its definition; rules of CEL last, unless the rest is too wrong for them. */
export function customErrors(
  resource: ServedResource,
  object: UnknownObject,
  old: UnknownObject | undefined,
): readonly FieldError[] {
  const schema = resource.custom?.schema as Schema | undefined;
  if (!schema) return [];
  const [value, before] = [asJson(object), old && asJson(old)];
  const faults = [...validateSchema(value, schema, before), ...listFaults(value, schema)];
  const ruled = checker && hasCelRules(schema) ? checker : undefined;
  const blocked = faults.some(({ reason }) => blocking.has(reason));
  const broken = ruled && !blocked ? ruled.check(value, schema, before) : [];
  const all = ruled && blocked ? [...faults, unchecked] : [...faults, ...broken];
  return all.map(({ reason, field, message }) => ({ reason, field, body: message }) as FieldError);
}
