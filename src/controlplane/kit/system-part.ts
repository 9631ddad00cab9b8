import type { Cluster } from '../../cluster/cluster.ts';
import type { ControllerWatch, Request } from '../../cluster/controller.ts';
import type { KindRef, KubeObject } from '../../kube/object.ts';
import { requestsOf } from './requests.ts';
import { listServed } from './served.ts';

/** A part of a system that has to run for the system to act: a workload or pods, found by the labels that its installations give them. */
export interface SystemPart<T extends KubeObject> {
  readonly kind: KindRef;
  /** Of each way to install it; where several are there, the first counts. */
  readonly labels: readonly Readonly<Record<string, string>>[];
  /** Whether an object of it does its work. */
  readonly runs: (object: T) => boolean;
}

const has = ({ metadata }: KubeObject, labels: Readonly<Record<string, string>>): boolean =>
  Object.entries(labels).every(([key, value]) => metadata.labels?.[key] === value);

/** Whether an object carries the labels of the part. */
export const isOfPart = <T extends KubeObject>(object: KubeObject, { labels }: SystemPart<T>): boolean =>
  labels.some((each) => has(object, each));

/** The running ones among objects of the kind, in their order. */
export const runningAmong = <T extends KubeObject>(objects: readonly T[], part: SystemPart<T>): readonly T[] =>
  objects.filter((object) => isOfPart(object, part) && part.runs(object));

/** What runs of the part, in order of namespace and name; nothing while the system does not act. */
export async function findRunning<T extends KubeObject>(
  cluster: Cluster,
  { kind, labels, runs }: SystemPart<T>,
): Promise<readonly T[]> {
  for (const each of labels) {
    const labelSelector = Object.entries(each)
      .map(([key, value]) => `${key}=${value}`)
      .join(',');
    const found = await cluster.list<T>(kind, { labelSelector });
    if (found.length > 0) return found.filter(runs);
  }
  return [];
}

/** A watch that asks for the same whenever anything of the part changes. */
export const onPart = <T extends KubeObject>(part: SystemPart<T>, requests: readonly Request[]): ControllerWatch => ({
  kind: part.kind,
  requests: ({ object }) => (isOfPart(object, part) ? requests : []),
});

/** A watch that asks for all objects of a kind while the part runs, whenever anything of it changes. */
export const whileRunning = <T extends KubeObject>(part: SystemPart<T>, kind: KindRef): ControllerWatch => ({
  kind: part.kind,
  requests: async ({ object }, cluster) =>
    isOfPart(object, part) && part.runs(object as T) ? requestsOf(await listServed(cluster, kind)) : [],
});
