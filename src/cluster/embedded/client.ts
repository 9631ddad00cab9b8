import type { KindRef, KubeObject, UnknownObject } from '../../kube/object.ts';
import type { Cluster, WriteOptions } from '../cluster.ts';
import { applyObject } from './api/apply.ts';
import { createObject } from './api/create.ts';
import { prepareChecks } from './api/decode.ts';
import { deleteObject } from './api/delete.ts';
import { listObjects } from './api/list-objects.ts';
import { patchObject } from './api/patch.ts';
import { inVersion, type ServedResource } from './api/registry.ts';
import { prepareSchemas } from './api/schemas.ts';
import type { ApiState } from './api/state.ts';
import { updateObject } from './api/update.ts';
import type { WatchHub } from './watch-hub.ts';

/** Where an object of a kind lives: nothing for cluster-wide kinds, `default` when nothing is said, as kubectl. */
const homeOf = (resource: ServedResource, namespace: string | undefined): string =>
  resource.namespaced ? namespace || 'default' : '';

/** Reads what the write needs and is not read yet; nothing for most writes. */
function prepare(resource: ServedResource, options: WriteOptions | undefined, typed = false): void | Promise<void> {
  if (!typed && !options?.fieldManager && !resource.custom) return;
  return prepareSchemas().then(() => prepareChecks(resource));
}

/** The in-process client with all rights. Everything is done when the call returns: the promises only keep the contract. */
export function inProcessCluster(state: ApiState, hub: WatchHub): Cluster {
  const resourceOf = (kind: KindRef) => state.registry.ofKind(kind);
  const typed = <T extends KubeObject>(object: KubeObject) => object as T;
  const target = (object: KubeObject) => {
    const resource = resourceOf(object);
    return { resource, namespace: homeOf(resource, object.metadata.namespace), object: object as UnknownObject };
  };
  return {
    now: state.now,
    async get(kind, name, namespace) {
      const resource = resourceOf(kind);
      const found = state.store.get(resource.table, homeOf(resource, namespace), name);
      return found && typed(inVersion(found, resource));
    },
    async list(kind, options = {}) {
      return listObjects(state, resourceOf(kind), options) as never;
    },
    async create(input, options) {
      const { resource, namespace, object } = target(input);
      if (resource.own.carryOut) {
        resource.own.carryOut(state, namespace, object, options?.dryRun);
        return input;
      }
      await prepare(resource, options);
      return typed(createObject(state, resource, namespace, object, options));
    },
    async update(input, options) {
      const { resource, namespace, object } = target(input);
      await prepare(resource, options);
      return typed(updateObject(state, resource, namespace, input.metadata.name, object, options));
    },
    async patch(kind, name, namespace, patch, options) {
      const resource = resourceOf(kind);
      await prepare(resource, options, patch.type === 'strategic');
      return typed(patchObject(state, resource, homeOf(resource, namespace), name, patch, options));
    },
    async apply(input, options) {
      const { resource, namespace, object } = target(input);
      await prepare(resource, options, true);
      return typed(applyObject(state, resource, namespace, object, { fieldValidation: 'Ignore', ...options }));
    },
    async delete(kind, name, namespace, options) {
      const resource = resourceOf(kind);
      deleteObject(state, resource, homeOf(resource, namespace), name, options);
    },
    watch: (kind, onEvent, options) => hub.watch(kind, onEvent as never, options),
    async resources() {
      return state.registry.all();
    },
  };
}
