import type { KindRef } from '../../kube/object.ts';
import type { ControllerContext } from '../controller.ts';
import { adoptObjects } from './adopt.ts';
import { frontDoor } from './api/front-door.ts';
import { Registry } from './api/registry.ts';
import type { ApiState } from './api/state.ts';
import { createFirstObjects, serveBuiltins } from './bootstrap.ts';
import { inProcessCluster } from './client.ts';
import type { EmbeddedCluster, EmbeddedOptions, ServedApi } from './contract.ts';
import { expireEvents } from './event-expiry.ts';
import { finishDeletion } from './kinds/apiextensions/custom-resource-definition.ts';
import { eventRecorder } from './scheduling/event-recorder.ts';
import { Manager } from './scheduling/manager.ts';
import { pacedCluster } from './scheduling/paced-cluster.ts';
import { Scheduler } from './scheduling/scheduler.ts';
import { Store } from './store/store.ts';
import { WatchHub } from './watch-hub.ts';

/** Tasks for each object there is, within one instant, beyond which work is taken to go on for ever. */
const tasksPerObject = 1000;
const defaultServiceCidrs = ['10.43.0.0/16'];

/** Makes an empty cluster as a fresh API server leaves it: built-in kinds, first namespaces, no node, no controller. */
export const createEmbeddedCluster = (options: EmbeddedOptions): EmbeddedCluster => assemble(options);

/** A cluster that is empty, or begins with what stands in another. */
function assemble(options: EmbeddedOptions, origin?: ApiState): EmbeddedCluster {
  const { runtime } = options;
  const scheduler = new Scheduler(options.startTime ?? runtime.now(), () => tasksPerObject * state.store.size);
  const serviceCidrs = options.serviceCidrs ?? defaultServiceCidrs;
  const registry = new Registry();
  const state = newState({ runtime, registry, now: scheduler.now, store: origin?.store.fork() ?? new Store() });
  serveBuiltins(registry, { serviceCidrs });
  if (origin) continueFrom(state, origin);
  const hub = new WatchHub(state);
  registry.onChange = () => hub.refresh();
  expireEvents(state.store, scheduler.now);
  if (!origin) createFirstObjects(state, { serviceCidrs });
  const door = frontDoor(state);
  const cluster = inProcessCluster(state, door, hub);
  const context: ControllerContext = {
    cluster: pacedCluster(cluster),
    now: scheduler.now,
    random: runtime.random,
    uid: runtime.uid,
    record: eventRecorder(cluster),
  };
  const manager = new Manager(scheduler, context, () => state.store.size);
  const served = new Set<ServedApi>();
  return {
    cluster,
    now: scheduler.now,
    revision: () => state.store.revision,
    changesBeside: (kinds) => kinds.reduce((count, kind) => count - writesOf(state, kind), state.store.revision),
    context,
    adopt: (objects) => adoptObjects(state, objects),
    addControllers: (controllers) => manager.add(controllers),
    addWebhooks: (webhooks, reached) => {
      const { byPath, assumed } = state.webhooks;
      if (reached === 'assumed') assumed.push(...webhooks);
      else for (const webhook of webhooks) byPath.set(webhook.path, webhook);
    },
    run: (run) => scheduler.run(run),
    start: () => scheduler.start(),
    serve: async (where = {}) => {
      const { serveApi } = await import('./server/serve.ts');
      const api = await serveApi({ state, door, options }, where);
      served.add(api);
      return api;
    },
    failures: () => manager.failures(),
    endless: () => manager.endless(),
    fork: (own) => assemble({ ...options, runtime: own, startTime: scheduler.now() }, state),
    stop: async () => {
      hub.close();
      await Promise.all([...served].map((api) => api.close()));
      await scheduler.stop();
    },
  };
}

const writesOf = ({ registry, store }: ApiState, { apiVersion, kind }: KindRef): number => {
  const found = registry.findKind(apiVersion, kind);
  return found ? store.table(found.table).writes : 0;
};

/** Serves the custom kinds of another cluster, asks its webhooks, and takes note of what its objects hold. */
function continueFrom(state: ApiState, { registry, webhooks }: ApiState): void {
  for (const resource of registry.all()) if (resource.custom) state.registry.add(resource);
  for (const [path, webhook] of webhooks.byPath) state.webhooks.byPath.set(path, webhook);
  state.webhooks.assumed.push(...webhooks.assumed);
  for (const { own, table } of state.registry.all())
    if (own.adopt) for (const object of state.store.table(table).list()) own.adopt(object);
}

function newState(given: Pick<ApiState, 'store' | 'registry' | 'now' | 'runtime'>): ApiState {
  const state: ApiState = {
    ...given,
    selections: new WeakMap(),
    webhooks: { byPath: new Map(), assumed: [] },
    onCustomRemoved: (definition) => finishDeletion(state, definition),
  };
  return state;
}
