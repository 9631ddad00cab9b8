import type { Fault, FaultPlatform, FaultTarget } from '../../systems/fault.ts';
import type { Subject } from '../load-subject.ts';
import type { Wire } from '../wire.ts';
import type { SkippedFault } from './drill-report.ts';
import type { DrilledCheck } from './drilled-check.ts';
import { describeHosts } from './drilled-hosts.ts';
import { podsBehind } from './look.ts';
import type { Origin } from './origin.ts';

/** A fault at one target, or two at once. */
export interface Drill {
  readonly hits: readonly { readonly fault: Fault; readonly target: FaultTarget }[];
}

/** What is played, and faults that are not. */
export interface DrillPlan {
  readonly drills: readonly Drill[];
  readonly skipped: readonly SkippedFault[];
}

/** Looks for what each fault can hit; with `pairs` also for what two of them can. */
export async function planDrills(
  { embedded, subject }: Origin,
  wire: Wire,
  checks: readonly DrilledCheck[],
  { faults, pairs = false }: { readonly faults: readonly Fault[]; readonly pairs?: boolean | undefined },
): Promise<DrillPlan> {
  const { cluster } = embedded;
  const platform: FaultPlatform = {
    ...{ cluster, lab: subject.lab, nodesAssumed: isAssumed(subject), hosts: await describeHosts(checks) },
    isGate: (pod) => wire.gates.some((gate) => gate.owns(pod)),
    podsBehind: (service) => podsBehind(cluster, service),
  };
  const skipped: SkippedFault[] = [];
  const drills: Drill[] = [];
  for (const fault of faults) {
    const scope = await fault.find(platform);
    const about = { fault: fault.id, summary: fault.summary };
    if ('none' in scope) skipped.push({ ...about, state: 'none', reason: scope.none });
    else if ('unknown' in scope)
      skipped.push({ ...about, state: 'not-known', reason: scope.unknown, knownBy: scope.knownBy });
    else for (const target of scope.targets) drills.push({ hits: [{ fault, target }] });
  }
  return { drills: pairs ? [...drills, ...pairsOf(drills)] : drills, skipped };
}

const isAssumed = ({ lab, assumptions }: Subject): boolean =>
  lab === undefined && assumptions.some(({ id }) => id === 'nodes');

/** Two faults at once, of those that are worth it: the first may be survived by what the second takes away. */
function pairsOf(drills: readonly Drill[]): readonly Drill[] {
  const worth = drills.filter(({ hits }) => hits.every(({ fault }) => fault.pairs));
  return worth.flatMap((first, i) => worth.slice(i + 1).map((second) => ({ hits: [...first.hits, ...second.hits] })));
}
