import type { Runtime } from '../../core/runtime.ts';
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
export function createEmbeddedCluster(options: EmbeddedOptions): EmbeddedCluster {
  const { runtime } = options;
  const scheduler = new Scheduler(options.startTime ?? runtime.now(), () => tasksPerObject * state.store.size);
  const serviceCidrs = options.serviceCidrs ?? defaultServiceCidrs;
  const registry = new Registry();
  const state = newState(runtime, registry, scheduler.now);
  serveBuiltins(registry, { serviceCidrs });
  const hub = new WatchHub(state);
  registry.onChange = () => hub.refresh();
  expireEvents(state.store, scheduler.now);
  createFirstObjects(state, { serviceCidrs });
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
    stop: async () => {
      hub.close();
      await Promise.all([...served].map((api) => api.close()));
      await scheduler.stop();
    },
  };
}

function newState(runtime: Runtime, registry: Registry, now: () => number): ApiState {
  const state: ApiState = {
    store: new Store(),
    registry,
    selections: new WeakMap(),
    now,
    runtime,
    webhooks: { byPath: new Map(), assumed: [] },
    onCustomRemoved: (definition) => finishDeletion(state, definition),
  };
  return state;
}
