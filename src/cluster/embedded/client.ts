import type { KindRef, KubeObject, UnknownObject } from '../../kube/object.ts';
import type { Cluster, Patch } from '../cluster.ts';
import type { FrontDoor } from './api/front-door.ts';
import { listObjects } from './api/list-objects.ts';
import { inVersion } from './api/registry.ts';
import type { ApiState, Target } from './api/state.ts';
import { targetOf } from './api/target.ts';
import type { WatchHub } from './watch-hub.ts';

/** What fails before it has begun fails as a promise. */
function attempt<T>(work: () => Promise<unknown>): Promise<T> {
  try {
    return work() as Promise<T>;
  } catch (error) {
    return Promise.reject(error);
  }
}

/** The in-process client with all rights. Everything is done when the call returns: the promises only keep the contract. */
export function inProcessCluster(state: ApiState, door: FrontDoor, hub: WatchHub): Cluster {
  /** Nobody who says no namespace means none: `default`, as kubectl. */
  const target = (kind: KindRef, name?: string, namespace?: string): Target =>
    targetOf(state.registry.ofKind(kind), namespace || 'default', name);
  const targetOfObject = (object: KubeObject): Target =>
    target(object, object.metadata.name, object.metadata.namespace);
  const untyped = (object: KubeObject) => object as UnknownObject;
  return {
    now: state.now,
    async get(kind, name, namespace) {
      const { resource, namespace: home } = target(kind, name, namespace);
      const found = state.store.get(resource.table, home, name);
      return found && (inVersion(found, resource) as never);
    },
    async list(kind, options = {}) {
      return listObjects(state, state.registry.ofKind(kind), options) as never;
    },
    create: (input, options) => attempt(() => door.create(targetOfObject(input), untyped(input), options)),
    update: (input, options) => attempt(() => door.update(targetOfObject(input), untyped(input), options)),
    patch: (kind, name, namespace, { type, body, ...options }) =>
      attempt(() => door.patch(target(kind, name, namespace), { type, body } as Patch, options)),
    apply: (input, options) =>
      attempt(() => door.apply(targetOfObject(input), untyped(input), { fieldValidation: 'Ignore', ...options })),
    async delete(kind, name, namespace, options) {
      await door.delete(target(kind, name, namespace), options);
    },
    watch: (kind, onEvent, options) => hub.watch(kind, onEvent as never, options),
    async resources() {
      return state.registry.all();
    },
  };
}
