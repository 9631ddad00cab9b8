import type { Runtime } from '../../core/runtime.ts';
import type { Json, UnknownObject } from '../../kube/object.ts';
import type { Schema } from '../../kube/schema.ts';
import { decodeBuiltin, type Mismatch } from '../../kube/schema-decode.ts';
import { prune } from '../../kube/schema-fill.ts';
import { StatusError } from '../status-error.ts';
import { customErrors, prepareChecks, withDefaults } from './api/decode.ts';
import type { FieldError } from './api/field-error.ts';
import { metadataErrors } from './api/metadata.ts';
import { Registry } from './api/registry.ts';
import { prepareSchemas, schemaOfResource } from './api/schemas.ts';
import type { ApiState, ServedResource } from './api/state.ts';
import { withoutNulls } from './api/without-nulls.ts';
import { serveBuiltins } from './bootstrap.ts';
import { resourcesOf } from './kinds/apiextensions/definition-view.ts';
import { Store } from './store/store.ts';
import { withoutFaulty } from './without-faulty.ts';

/** All that the API server has against an object by itself, without asking what else is there. */
export interface Judgement {
  /** Fields that its kind does not have: `spec.foo`. */
  readonly unknown: readonly string[];
  /** Values that do not fit their fields, of a built-in kind or in the metadata of any. */
  readonly mismatches: readonly Mismatch[];
  /** What is wrong with the rest. */
  readonly errors: readonly FieldError[];
  /** The schema of the kind, metadata included. */
  readonly schema: Schema;
}

/** Judges objects as the API server would, without a cluster that holds any. */
export interface ObjectJudge {
  /** Undefined where the kind is not served in that version. */
  readonly judge: (object: UnknownObject) => Judgement | undefined;
}

/** Both families, so that no Service is refused for those it asks for. */
const serviceCidrs = ['10.43.0.0/16', 'fd00:43::/112'];

/** A judge that knows the built-in kinds and those of some definitions. */
export async function createObjectJudge(
  runtime: Runtime,
  definitions: readonly UnknownObject[] = [],
): Promise<ObjectJudge> {
  const registry = new Registry();
  serveBuiltins(registry, { serviceCidrs });
  await prepareSchemas();
  for (const resource of definitions.flatMap(resourcesOf)) {
    registry.add(resource);
    await prepareChecks(resource);
  }
  const state = emptyState(runtime, registry);
  return {
    judge: (object) => {
      const resource = registry.findKind(object.apiVersion, object.kind);
      const schema = resource && schemaOfResource(resource);
      return schema && judgeObject(state, resource, object, schema);
    },
  };
}

const emptyState = (runtime: Runtime, registry: Registry): ApiState => ({
  store: new Store(),
  registry,
  selections: new WeakMap(),
  now: runtime.now,
  runtime,
  webhooks: { byPath: new Map(), assumed: [] },
  onCustomRemoved: () => {},
});

function judgeObject(state: ApiState, resource: ServedResource, object: UnknownObject, schema: Schema): Judgement {
  const { unknown, mismatches } = resource.custom ? judgeCustom(object, schema) : decodeBuiltin(object as Json, schema);
  const left = withoutFaulty(object, [...unknown, ...mismatches.map(({ path }) => path)]);
  const cleaned = resource.custom ? left : (withoutNulls(left as Json, schema) as UnknownObject);
  const errors = resource.own.form ? [] : errorsOf(state, resource, cleaned);
  return { unknown, mismatches, errors, schema };
}

/** The metadata of a custom object is decoded as that of any; what its definition does not name is dropped. */
function judgeCustom(object: UnknownObject, schema: Schema): Pick<Judgement, 'unknown' | 'mismatches'> {
  const metadata: Schema = schema.properties?.metadata ?? { type: 'object' };
  const common: Schema = { type: 'object', properties: { metadata }, 'x-go-type': object.kind };
  const decoded = decodeBuiltin({ metadata: object.metadata } as unknown as Json, common);
  return { mismatches: decoded.mismatches, unknown: [...decoded.unknown, ...prune(object as Json, schema).unknown] };
}

/** What is wrong with an object that can be decoded: of a built-in kind with its defaults, as it would be stored. */
function errorsOf(state: ApiState, resource: ServedResource, object: UnknownObject): readonly FieldError[] {
  const { own } = resource;
  const defaulted = withDefaults(resource, object);
  const named = metadataErrors(defaulted.metadata, own.nameRule ?? 'subdomain');
  if (resource.custom) return [...named, ...customErrors(resource, defaulted, undefined)];
  try {
    const ready = own.beforeCreate?.(defaulted, state, {}) ?? defaulted;
    return [...named, ...(own.validate?.(ready, state) ?? [])];
  } catch (thrown) {
    if (!(thrown instanceof StatusError)) throw thrown;
    return [...named, ...causesOf(thrown)];
  }
}

const causesOf = ({ status }: StatusError): readonly FieldError[] =>
  (status.details?.causes ?? []).flatMap(({ reason, message, field }) =>
    field === undefined || message === undefined
      ? []
      : [{ reason: reason as FieldError['reason'], field, body: message }],
  );
