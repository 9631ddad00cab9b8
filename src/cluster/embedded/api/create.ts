import { withField } from '../../../kube/copy.ts';
import { withoutFields } from '../../../kube/json.ts';
import type { ObjectMeta, UnknownObject } from '../../../kube/object.ts';
import { admit, validateAdmitted } from '../admission/pipeline.ts';
import { acceptObject, customErrors, withDefaults } from './decode.ts';
import { invalidObject } from './field-error.ts';
import { inHome } from './home.ts';
import { requireStorable } from './limits.ts';
import { builtinFinalizerErrors, metadataErrors, withoutEmpty } from './metadata.ts';
import { alreadyExists } from './refusals.ts';
import { storedResource } from './registry.ts';
import type { ApiState, ServedResource, Target, WriteRequest } from './state.ts';
import { timestamp } from './timestamp.ts';
import { withManagedFields } from './track.ts';
import { withoutUndefined } from './without-undefined.ts';

/** Creates an object: apiserver pkg/registry/generic/registry/store.go Create. */
export function createObject(
  state: ApiState,
  { resource, namespace }: Pick<Target, 'resource' | 'namespace'>,
  input: UnknownObject,
  request: WriteRequest = {},
): UnknownObject {
  const { own } = resource;
  if (own.form) return createInForm(state, resource, inHome(resource, namespace, input), request);
  const named = nameObject(state, resource, acceptObject(resource, inHome(resource, namespace, input), request));
  const defaulted = withManagedFields(
    state,
    resource,
    { live: undefined, next: withDefaults(resource, named) },
    request,
  );
  const write = { operation: 'CREATE', state, resource, old: undefined, request } as const;
  const admitted = admit({ ...write, object: defaulted });
  const ready = own.beforeCreate ? own.beforeCreate(admitted, state, request) : admitted;
  const errors = [
    ...metadataErrors(ready.metadata, own.nameRule ?? 'subdomain'),
    ...builtinFinalizerErrors(resource, ready.metadata),
    ...(resource.custom ? customErrors(resource, ready, undefined) : (own.validate?.(ready, state) ?? [])),
  ];
  if (errors.length > 0) throw invalidObject(resource, ready.metadata.name, errors);
  const note = validateAdmitted({ ...write, object: ready });
  const there = state.store.get(resource.table, namespace, ready.metadata.name);
  if (there) throw alreadyExists(resource, ready.metadata.name, there.metadata.deletionTimestamp !== undefined);
  if (request.dryRun) return ready;
  const size = requireStorable(resource, ready);
  note();
  const stored = state.store.put(resource.table, ready, size);
  own.afterWrite?.(stored, undefined, state);
  return stored;
}

/** An object that comes in another form than it is stored in may be held to more. */
function createInForm(
  state: ApiState,
  resource: ServedResource,
  input: UnknownObject,
  request: WriteRequest,
): UnknownObject {
  const form = resource.own.form!;
  const stored = storedResource(state.registry, resource, form.storedAs);
  const object = form.toStored(acceptObject(resource, input, request));
  const errors = form.createErrors?.(object) ?? [];
  if (errors.length > 0) throw invalidObject(stored, object.metadata.name, errors);
  const namespace = object.metadata.namespace ?? '';
  const made = createObject(state, { resource: stored, namespace }, object, { ...request, fieldValidation: undefined });
  return form.fromStored(made);
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
  const object = withField(clean, 'metadata', withoutEmpty(metadata));
  if (!resource.subresources.includes('status') || resource.own.bringsStatus) return object;
  const fresh = withoutFields(object, ['status']);
  const first = resource.own.firstStatus?.(fresh);
  return first === undefined ? fresh : withField(fresh, 'status', first);
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
