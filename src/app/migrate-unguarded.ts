import type { ChartEngine, Rendering } from '../charts/contract.ts';
import type { Cluster } from '../cluster/cluster.ts';
import { isJsonObject, type JsonObject } from '../kube/json.ts';
import type { Json, UnknownObject } from '../kube/object.ts';
import { kinds, type Node, type Pod } from '../kube/types.ts';
import { specOf } from '../repo/flux-objects.ts';
import type { PlatformState } from './migrate-state.ts';

const objectAt = (value: Json | undefined): JsonObject => (isJsonObject(value) ? value : {});
const listAt = (value: Json | undefined): readonly JsonObject[] =>
  Array.isArray(value) ? value.filter(isJsonObject) : [];

const without = (object: JsonObject, ...names: readonly string[]): JsonObject =>
  Object.fromEntries(Object.entries(object).filter(([name]) => !names.includes(name)));

/**
 * A Deployment with a volume as it would be without what keeps two pods from one volume and hands files to another user: it rolls out as
 * Deployments do by default, no init container touches the volume, and no group of files is asked for. Any other object as it is.
 */
export function withoutGuards(object: UnknownObject): UnknownObject {
  const spec = specOf(object);
  const template = objectAt(spec.template);
  const pod = objectAt(template.spec);
  const claimed = listAt(pod.volumes).filter((volume) => volume.persistentVolumeClaim !== undefined);
  if (object.kind !== 'Deployment' || claimed.length === 0) return object;
  const names = claimed.map(({ name }) => name);
  const touches = (container: JsonObject) => listAt(container.volumeMounts).some(({ name }) => names.includes(name));
  const initContainers = listAt(pod.initContainers).filter((container) => !touches(container));
  const bare: JsonObject = {
    ...without(pod, 'initContainers'),
    securityContext: without(objectAt(pod.securityContext), 'fsGroup', 'fsGroupChangePolicy'),
    ...(initContainers.length > 0 && { initContainers: [...initContainers] }),
  };
  return { ...object, spec: { ...without(spec, 'strategy'), template: { ...template, spec: bare } } };
}

const unguardedRendering = (rendering: Rendering): Rendering => ({
  ...rendering,
  objects: rendering.objects.map(withoutGuards),
});

/** A state whose releases have no guards; undefined where none has any. */
export function unguardedState(state: PlatformState): PlatformState | undefined {
  const releases = state.releases.map((each) =>
    each.rendering ? { ...each, rendering: unguardedRendering(each.rendering) } : each,
  );
  const content = (all: PlatformState['releases']) => JSON.stringify(all.map(({ rendering }) => rendering?.objects));
  return content(releases) === content(state.releases) ? undefined : { ...state, releases };
}

/** An engine that leaves guards out while it is told to. */
export const unguardedCharts = (engine: ChartEngine, isOn: () => boolean): ChartEngine => ({
  ...engine,
  render: async (found, release) => {
    const rendering = await engine.render(found, release);
    return isOn() ? unguardedRendering(rendering) : rendering;
  },
  serving: (versions) => unguardedCharts(engine.serving(versions), isOn),
});

/**
 * Keeps new pods off the nodes whose pods have claimed volumes, where there are others: the scheduler may choose any node, and it is on
 * another one that a volume is missed.
 */
export async function cordonVolumes(cluster: Cluster): Promise<void> {
  const pods = await cluster.list<Pod>(kinds.Pod);
  const holding = new Set(
    pods.flatMap(({ spec }) =>
      spec.volumes?.some(({ persistentVolumeClaim }) => persistentVolumeClaim) ? (spec.nodeName ?? []) : [],
    ),
  );
  const nodes = await cluster.list<Node>(kinds.Node);
  if (nodes.every(({ metadata }) => holding.has(metadata.name))) return;
  const body = { spec: { unschedulable: true } };
  for (const name of holding) await cluster.patch(kinds.Node, name, undefined, { type: 'merge', body });
}
