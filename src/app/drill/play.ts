import type { Controller } from '../../cluster/controller.ts';
import type { FaultTarget } from '../../systems/fault.ts';
import { losesControlPlane } from '../../systems/kubernetes/machines/lost-machines.ts';
import { openWire } from '../wire.ts';
import type { DrilledCheck } from './drilled-check.ts';
import { type PlayedMove, readMoves } from './follow-moves.ts';
import { followStarts, type PlayedStart } from './follow-starts.ts';
import { copyPlatform, type Origin, type PlatformCopy } from './origin.ts';
import type { Tempo } from './tempo.ts';
import { changesSeen, type Stretch, watchHosts } from './watch-hosts.ts';

/** Virtual seconds after which what is still out counts as lasting: longer than any rule of a controller waits. */
const horizon = 3600;

/** What one play of a fault showed; times are seconds from the fault. */
export interface Played {
  /** By host. */
  readonly outside: ReadonlyMap<string, readonly Stretch[]>;
  readonly inside: ReadonlyMap<string, readonly Stretch[]>;
  readonly moves: readonly PlayedMove[];
  readonly starts: readonly PlayedStart[];
  readonly remarks: readonly string[];
}

/** Plays a fault in a copy of a platform, at one tempo. */
export async function playFault(
  origin: Origin,
  targets: readonly FaultTarget[],
  checks: readonly DrilledCheck[],
  tempo: Tempo,
): Promise<Played> {
  const sourcesLost = targets.some((target) => target.sourcesLost);
  const copy = await copyPlatform(origin, { assumptions: tempo.assumptions, whole: sourcesLost, sourcesLost });
  const { embedded } = copy;
  const wire = openWire({ cluster: embedded.cluster, revision: () => changesSeen(embedded) });
  try {
    await embedded.run({ limitSeconds: await tempo.wait(embedded.cluster), whole: true });
    const watched = await watchHosts({ embedded, wire }, checks);
    const moves = await readMoves({ embedded, wire }, checks);
    const starts = followStarts(embedded);
    await Promise.resolve();
    starts.begin();
    await strike(copy, targets);
    const until = async () => {
      await watched.look();
      await moves.look();
      return false;
    };
    await embedded.run({ limitSeconds: horizon, until });
    await watched.look();
    const said = await Promise.all(targets.map((target) => target.remarks?.(embedded.cluster) ?? []));
    return { ...watched.take(), moves: moves.take(), starts: starts.take(), remarks: said.flat() };
  } finally {
    await wire.close();
    await embedded.stop();
  }
}

async function strike({ embedded, loseControlPlane }: PlatformCopy, targets: readonly FaultTarget[]): Promise<void> {
  const machines = targets.flatMap((target) => target.machines ?? []);
  const isLost =
    targets.some((target) => target.controlPlaneLost) ||
    (machines.length > 0 && (await losesControlPlane(embedded.cluster, machines)));
  for (const target of targets) await target.strike?.(embedded.cluster);
  if (isLost) loseControlPlane();
  const actors = targets.flatMap((target): readonly Controller[] => (target.actor ? [target.actor()] : []));
  embedded.addControllers(actors);
}
