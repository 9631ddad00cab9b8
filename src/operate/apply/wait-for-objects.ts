import type { Cluster } from '../../cluster/cluster.ts';
import { KindNotServed } from '../../cluster/status-error.ts';
import { compareText } from '../../core/finding.ts';
import { printRef, type UnknownObject } from '../../kube/object.ts';
import { type ObjectStatus, statusOf } from './kstatus.ts';

export interface WaitOptions {
  /** Seconds between two looks. */
  readonly poll: number;
  /** Seconds until the wait is given up. */
  readonly timeout: number;
  /** Ends as soon as one object has failed. */
  readonly failFast: boolean;
}

type Named = Pick<UnknownObject, 'apiVersion' | 'kind' | 'metadata'>;

interface Seen {
  readonly object: Named;
  readonly status: ObjectStatus;
}

/**
 * Waits until all objects are Current (fluxcd/pkg ssa/manager_wait.go). Yields seconds to wait; gives the message of a wait that
 * failed. Upstream lists what is missing in no order; here it is sorted.
 */
export async function* waitForObjects(
  cluster: Cluster,
  objects: readonly Named[],
  options: WaitOptions,
): AsyncGenerator<number, string | undefined, void> {
  const deadline = cluster.now() + options.timeout * 1000;
  // What was Current stays out of the next look only if all must be looked at again: upstream looks at all, so does this.
  for (;;) {
    const seen = await look(cluster, objects);
    const failed = seen.filter(({ status }) => status === 'Failed');
    if (seen.every(({ status }) => status === 'Current')) return undefined;
    const settled = seen.every(({ status }) => status === 'Current' || status === 'Failed');
    if (settled || (options.failFast && failed.length > 0))
      return printSeen('failed early due to stalled resources', failed);
    const left = (deadline - cluster.now()) / 1000;
    if (left <= 0)
      return printSeen(
        'timeout waiting for',
        seen.filter(({ status }) => status !== 'Current'),
      );
    yield Math.min(options.poll, left);
  }
}

async function look(cluster: Cluster, objects: readonly Named[]): Promise<readonly Seen[]> {
  const seen: Seen[] = [];
  for (const object of objects) seen.push({ object, status: await lookAt(cluster, object) });
  return seen;
}

async function lookAt(cluster: Cluster, object: Named): Promise<ObjectStatus> {
  try {
    return statusOf(await cluster.get(object, object.metadata.name, object.metadata.namespace));
  } catch (thrown) {
    if (thrown instanceof KindNotServed) return 'NotFound';
    throw thrown;
  }
}

function printSeen(problem: string, seen: readonly Seen[]): string {
  const lines = seen.map(({ object, status }) => `${printRef(object)} status: '${status}'`).sort(compareText);
  return `${problem}: [${lines.join(', ')}]`;
}
