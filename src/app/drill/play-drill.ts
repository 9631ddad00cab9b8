import type { FaultTarget, Foretold } from '../../systems/fault.ts';
import type { DrillRow, HostRow } from './drill-report.ts';
import type { DrilledCheck } from './drilled-check.ts';
import { describeHosts } from './drilled-hosts.ts';
import { hostRow, mergeMoves, mergeStarts } from './merge-plays.ts';
import type { Origin } from './origin.ts';
import type { Drill } from './plan-drills.ts';
import { type Played, playFault } from './play.ts';
import { temposOf } from './tempo.ts';

/** Plays a drill at both tempos, and tells what becomes of every host. */
export async function playDrill(origin: Origin, { hits }: Drill, checks: readonly DrilledCheck[]): Promise<DrillRow> {
  const targets = hits.map(({ target }) => target);
  const { quick, slow } = await playTwice(origin, targets, checks);
  const hosts: HostRow[] = [];
  for (const host of await describeHosts(checks)) {
    const told = await Promise.all(targets.map((target) => target.foretell?.(host)));
    hosts.push(
      withForetold(
        hostRow(host.name, quick, slow),
        told.find((each) => each !== undefined),
      ),
    );
  }
  return {
    faults: hits.map(({ fault }) => fault.id),
    name: hits.map(({ fault, target }) => `${fault.short} ${target.name}`.trim()).join(' + '),
    summary: hits.map(({ fault }) => fault.summary).join('; '),
    notices: [...new Set(hits.map(({ fault }) => fault.notices))],
    hosts,
    moves: mergeMoves(quick, slow),
    starts: mergeStarts(quick, slow),
    remarks: [...new Set([...quick.remarks, ...slow.remarks])],
    upstream: [...new Set(hits.map(({ fault }) => fault.upstream))],
  };
}

const idle: Played = { outside: new Map(), inside: new Map(), moves: [], starts: [], remarks: [] };

/** What only tells is not played. */
async function playTwice(origin: Origin, targets: readonly FaultTarget[], checks: readonly DrilledCheck[]) {
  if (targets.every((target) => target.foretell && !target.strike)) return { quick: idle, slow: idle };
  const { quick, slow } = temposOf(targets);
  return {
    quick: await playFault(origin, targets, checks, quick),
    slow: await playFault(origin, targets, checks, slow),
  };
}

function withForetold(row: HostRow, told: Foretold | undefined): HostRow {
  if (!told || row.state === 'lasting') return row;
  if ('unknown' in told)
    return { host: row.host, state: 'not-known', phases: [], reason: told.unknown, knownBy: told.knownBy };
  const { from, until, sees, reason, source } = told;
  const phase = { sees, share: 1, from, ...(until && { until }), reason: `${reason} (${source})` };
  return { host: row.host, state: until ? 'outage' : 'lasting', phases: [...row.phases, phase] };
}
