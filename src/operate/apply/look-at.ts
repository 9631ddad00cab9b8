import type { Cluster } from '../../cluster/cluster.ts';
import { KindNotServed } from '../../cluster/status-error.ts';
import { type Condition, printRef, type UnknownObject } from '../../kube/object.ts';
import { type ObjectStatus, statusOf } from './kstatus.ts';

/** How far an object has come, and what it says of itself. */
export interface LookedAt {
  /** `Kind/namespace/name`. */
  readonly ref: string;
  readonly status: ObjectStatus;
  /** What its conditions or counts say where it is not Current; empty where they say nothing. */
  readonly message: string;
}

/** Looks at objects in the cluster, in their order. */
export async function lookAtObjects(
  cluster: Pick<Cluster, 'get'>,
  objects: readonly UnknownObject[],
): Promise<readonly LookedAt[]> {
  const looked: LookedAt[] = [];
  for (const object of objects) looked.push(await lookAt(cluster, object));
  return looked;
}

async function lookAt(cluster: Pick<Cluster, 'get'>, { apiVersion, kind, metadata }: UnknownObject): Promise<LookedAt> {
  const ref = printRef({ kind, metadata });
  try {
    const there = await cluster.get({ apiVersion, kind }, metadata.name, metadata.namespace);
    return { ref, status: statusOf(there), message: there ? saying(there) : 'it is not there' };
  } catch (thrown) {
    if (thrown instanceof KindNotServed) return { ref, status: 'NotFound', message: thrown.message };
    throw thrown;
  }
}

/** What an object says that is not where it should be: the first condition that is not well, or how many of its pods are ready. */
function saying({ status }: UnknownObject): string {
  if (typeof status !== 'object' || status === null) return '';
  const { conditions = [], ...counts } = status as {
    readonly conditions?: readonly Condition[];
    readonly [field: string]: unknown;
  };
  const ill = conditions.find((each) => each.status !== 'True' && each.message);
  if (ill?.message) return ill.message;
  const { desiredNumberScheduled, numberReady = 0, phase } = counts;
  if (typeof desiredNumberScheduled === 'number') return `${numberReady} of ${desiredNumberScheduled} pods are ready`;
  return typeof phase === 'string' ? `its phase is ${phase}` : '';
}
