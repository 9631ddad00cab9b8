import type { UnknownObject } from '../../../kube/object.ts';
import type { DeleteOptions, ListOptions, Patch } from '../../cluster.ts';
import { applyObject } from './apply.ts';
import { createObject } from './create.ts';
import { prepareChecks } from './decode.ts';
import { type Deletion, deleteObject } from './delete.ts';
import { inHome } from './home.ts';
import { listObjects } from './list-objects.ts';
import { patchObject } from './patch.ts';
import { badRequest } from './refusals.ts';
import { prepareSchemas } from './schemas.ts';
import type { ApiState, Target, WriteRequest } from './state.ts';
import { updateObject } from './update.ts';

/**
 * The one way in for writes, whether they come over the wire or from within the process: what is given is brought into its namespace,
 * what the checks need is read, and then it is done. Reading what is needed is all that takes time. What a request asks for (fields that
 * a kind does not have, a name for who writes) is the only difference there is.
 */
export interface FrontDoor {
  /** The object as it is stored; as it was given, for a kind that is carried out and not kept. */
  readonly create: (target: Target, object: UnknownObject, request?: WriteRequest) => Promise<UnknownObject>;
  readonly update: (target: Target, object: UnknownObject, request?: WriteRequest) => Promise<UnknownObject>;
  readonly patch: (target: Target, patch: Patch, request?: WriteRequest) => Promise<UnknownObject>;
  /** Server-side apply. */
  readonly apply: (target: Target, object: UnknownObject, request: WriteRequest) => Promise<UnknownObject>;
  readonly delete: (target: Target, options?: DeleteOptions, request?: WriteRequest) => Promise<Deletion>;
  /** Deletes what is selected of a namespace, or of all, in order of names. */
  readonly deleteAll: (
    target: Target,
    options: DeleteOptions & ListOptions,
    request: WriteRequest,
  ) => Promise<readonly UnknownObject[]>;
}

/** Reads what a write needs and is not read yet; nothing for most writes. */
function prepare({ resource }: Target, request: WriteRequest, typed = false): void | Promise<void> {
  if (!typed && !request.fieldManager && !resource.custom && !resource.own.prepareChecks) return;
  return prepareSchemas().then(() => prepareChecks(resource));
}

export function frontDoor(state: ApiState): FrontDoor {
  return {
    async create(target, object, request = {}) {
      const { carryOut } = target.resource.own;
      if (carryOut) return carriedOut(state, target, object, request);
      await prepare(target, request);
      return createObject(state, target, object, request);
    },
    async update(target, object, request = {}) {
      if (!object.metadata.name) throw badRequest('name must be provided');
      await prepare(target, request);
      return updateObject(state, target, object, request);
    },
    async patch(target, patch, request = {}) {
      await prepare(target, request, patch.type === 'strategic');
      return patchObject(state, target, patch, request);
    },
    async apply(target, object, request) {
      const named = namedAs(target, object);
      await prepare(target, request, true);
      return applyObject(state, target, named, request);
    },
    async delete(target, options, request) {
      return deleteObject(state, target, options, request);
    },
    async deleteAll({ resource, namespace }, options, request) {
      const chosen = listObjects(state, resource, { ...options, namespace });
      return chosen.map(({ metadata }) => {
        const target = { resource, namespace: metadata.namespace ?? '', name: metadata.name };
        return deleteObject(state, target, options, request).object;
      });
    },
  };
}

function carriedOut(
  state: ApiState,
  { resource, namespace }: Target,
  object: UnknownObject,
  { dryRun }: WriteRequest,
): UnknownObject {
  resource.own.carryOut?.(state, namespace, inHome(resource, namespace, object), dryRun);
  return object;
}

/** What is applied has the name it is applied under. */
function namedAs({ name }: Target, object: UnknownObject): UnknownObject {
  const given = object.metadata.name ?? name;
  if (given === name)
    return object.metadata.name === name ? object : { ...object, metadata: { ...object.metadata, name } };
  throw badRequest(`the name of the object (${given}) does not match the name on the URL (${name})`);
}
