import type { Cluster } from '../../cluster/cluster.ts';
import { readInstant } from '../../controlplane/kit/instant.ts';
import { heartbeatSeconds } from '../../controlplane/nodes/node-conditions.ts';
import { kinds, type Node } from '../../kube/types.ts';
import type { FaultTarget } from '../../systems/fault.ts';
import { systems } from '../../systems/index.ts';
import type { Assumption, System } from '../../systems/system.ts';

/** How fast what upstream leaves open goes in a play, and at which moment the fault comes. */
export interface Tempo {
  readonly assumptions: Readonly<Record<string, number>>;
  /** Seconds until the fault comes. */
  readonly wait: (cluster: Cluster) => Promise<number>;
}

/** What lies between the two plays of a fault is what upstream leaves open: the one as quick as can be, the other as slow. */
export const temposOf = (targets: readonly FaultTarget[]): { readonly quick: Tempo; readonly slow: Tempo } => {
  const machines = targets.flatMap((target) => target.machines ?? []);
  const several = new Set(machines).size > 1;
  return {
    quick: { assumptions: valuesOf(({ least }) => least), wait: waitFor(machines, heartbeatSeconds - 0.01) },
    slow: {
      assumptions: valuesOf(({ most, mostAtOnce }) => (several ? (mostAtOnce ?? most) : most)),
      wait: waitFor(machines, 0),
    },
  };
};

function valuesOf(pick: (assumption: Assumption) => number | undefined): Readonly<Record<string, number>> {
  const all = systems.flatMap((system: System) => system.assumptions);
  return Object.fromEntries(
    all.flatMap((each) => {
      const value = pick(each);
      return value === undefined ? [] : [[each.id, value] as const];
    }),
  );
}

/** A machine that dies just before its next heartbeat is missed soonest, one that dies just after it latest. */
const waitFor =
  ([machine]: readonly string[], age: number) =>
  async (cluster: Cluster): Promise<number> => {
    const node = machine === undefined ? undefined : await cluster.get<Node>(kinds.Node, machine);
    const born = readInstant(node?.metadata.creationTimestamp);
    if (born === undefined) return 1;
    const since = ((cluster.now() - born) / 1000) % heartbeatSeconds;
    // A moment at least, so that controllers that have just been started have seen all there is.
    const left = (age - since + heartbeatSeconds) % heartbeatSeconds;
    return left < 1 ? left + heartbeatSeconds : left;
  };
