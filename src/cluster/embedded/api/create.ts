import { withoutFields } from '../../../kube/json.ts';
import type { ObjectMeta, UnknownObject } from '../../../kube/object.ts';
import { requireWithinLimits } from '../admission/limit-range.ts';
import { requireWithinQuota } from '../admission/resource-quota.ts';
import { newerEventErrors } from '../admission/validation/event.ts';
import { askWebhooks } from '../admission/webhooks.ts';
import { acceptObject, customErrors, withDefaults } from './decode.ts';
import { convertEvent, isNewerEvent, storedEvents } from './event-forms.ts';
import { invalidObject } from './field-error.ts';
import { inHome } from './home.ts';
import { requireStorable } from './limits.ts';
import { builtinFinalizerErrors, metadataErrors, withoutEmpty } from './metadata.ts';
import { nameRuleOf } from './name-rule.ts';
import { alreadyExists, forbidden, notFound } from './refusals.ts';
import type { ServedResource } from './registry.ts';
import { type ApiState, rulesOf, timestamp, type WriteRequest } from './state.ts';
import { withManagedFields } from './track.ts';
import { withoutUndefined } from './without-undefined.ts';

/** Creates an object in a namespace (empty for a cluster-wide kind): apiserver pkg/registry/generic/registry/store.go Create. */
export function createObject(
  state: ApiState,
  resource: ServedResource,
  namespace: string,
  input: UnknownObject,
  request: WriteRequest = {},
): UnknownObject {
  if (isNewerEvent(resource)) return createNewerEvent(state, resource, namespace, input, request);
  const rules = rulesOf(state, resource);
  const named = nameObject(state, resource, acceptObject(resource, inHome(resource, namespace, input), request));
  if (resource.namespaced) requireLiveNamespace(state, resource, named);
  const defaulted = withManagedFields(state, resource, undefined, withDefaults(state, resource, named), request);
  const ready = rules.beforeCreate ? rules.beforeCreate(defaulted, state, request) : defaulted;
  const errors = [
    ...metadataErrors(ready.metadata, nameRuleOf(resource)),
    ...builtinFinalizerErrors(resource, ready.metadata),
    ...(resource.custom ? customErrors(resource, ready, undefined) : (rules.validate?.(ready, state) ?? [])),
  ];
  if (errors.length > 0) throw invalidObject(resource, ready.metadata.name, errors);
  requireWithinLimits(resource, ready, undefined, state);
  askWebhooks(state, resource, { operation: 'CREATE', object: ready, old: undefined }, request);
  const charge = requireWithinQuota(state, resource, { object: ready, old: undefined });
  const there = state.store.get(resource.table, namespace, ready.metadata.name);
  if (there) throw alreadyExists(resource, ready.metadata.name, there.metadata.deletionTimestamp !== undefined);
  if (request.warn) state.inspect(resource, ready, state, request);
  if (request.dryRun) return ready;
  requireStorable(resource, ready);
  charge();
  const stored = state.store.put(resource.table, ready);
  rules.afterWrite?.(stored, undefined, state);
  return stored;
}

/** An Event of events.k8s.io is held to more, and stored in the form of core/v1. */
function createNewerEvent(
  state: ApiState,
  resource: ServedResource,
  namespace: string,
  input: UnknownObject,
  request: WriteRequest,
): UnknownObject {
  const given = convertEvent(acceptObject(resource, input, request), storedEvents(resource).apiVersion);
  const event = inHome(resource, namespace, given);
  const errors = newerEventErrors(event);
  if (errors.length > 0) throw invalidObject(storedEvents(resource), event.metadata.name, errors);
  const made = createObject(state, storedEvents(resource), namespace, event, {
    ...request,
    fieldValidation: undefined,
  });
  return convertEvent(made, resource.apiVersion);
}

/** The object with the metadata the server gives: name, uid, times, first generation; without a status of its own making. */
function nameObject(state: ApiState, resource: ServedResource, input: UnknownObject): UnknownObject {
  const clean = withoutUndefined(input);
  const given = withoutFields(clean.metadata ?? {}, givenByServer);
  const metadata = {
    ...given,
    name: given.name || generatedName(state, given.generateName),
    uid: state.runtime.uid(),
    creationTimestamp: timestamp(state.now()),
  } as { -readonly [field in keyof ObjectMeta]: ObjectMeta[field] };
  if (resource.counted) metadata.generation = 1;
  const object: UnknownObject = { ...clean, metadata: withoutEmpty(metadata) };
  if (!resource.subresources.includes('status') || resource.kind === 'Node') return object;
  const { status: _status, ...fresh } = object;
  const first = rulesOf(state, resource).firstStatus?.(fresh as UnknownObject);
  return (first === undefined ? fresh : { ...fresh, status: first }) as UnknownObject;
}

/** Metadata that no writer of a new object decides. */
const givenByServer = ['resourceVersion', 'deletionTimestamp', 'deletionGracePeriodSeconds', 'generation'];

const alphabet = 'bcdfghjklmnpqrstvwxz2456789';
const longestBase = 58;

/** apiserver pkg/storage/names/generate.go */
function generatedName(state: ApiState, base: string | undefined): string {
  if (!base) return '';
  const pick = () => alphabet[Math.floor(state.runtime.random() * alphabet.length)];
  return base.slice(0, longestBase) + Array.from({ length: 5 }, pick).join('');
}

const namespaces = { group: '', plural: 'namespaces' };

/** apiserver pkg/admission/plugin/namespace/lifecycle/admission.go */
function requireLiveNamespace(state: ApiState, resource: ServedResource, object: UnknownObject): void {
  const { namespace = '', name } = object.metadata;
  const home = state.store.get('/namespaces', '', namespace);
  if (!home) throw notFound(namespaces, namespace);
  if (home.metadata.deletionTimestamp === undefined) return;
  const why = `unable to create new content in namespace ${namespace} because it is being terminated`;
  const message = `namespace ${namespace} is being terminated`;
  throw forbidden(resource, name, why, [{ reason: 'NamespaceTerminating', message, field: 'metadata.namespace' }]);
}
