import type { Span } from '../../systems/fault.ts';
import type { AddressMove, HostRow, OutagePhase, PodStart } from './drill-report.ts';
import type { Played } from './play.ts';
import type { Stretch } from './watch-hosts.ts';

/** Seconds until kube-proxy and the gate act by what has changed (kube-proxy syncs each second, Traefik reloads at most each 2 s). */
const heardSeconds = 3;

/** What both plays of a fault show of a host. */
export function hostRow(host: string, quick: Played, slow: Played): HostRow {
  const phases = mergePhases(quick.outside.get(host) ?? [], slow.outside.get(host) ?? []);
  const inner = mergePhases(quick.inside.get(host) ?? [], slow.inside.get(host) ?? []);
  const inside = sameSights(phases, inner) ? {} : { inside: inner };
  const open = phases.find(({ sees }) => sees === 'not-known');
  if (open) return { host, state: 'not-known', phases: [], ...{ reason: open.reason, knownBy: 'trying it' } };
  if (phases.length === 0) return { host, state: 'fine', phases, ...inside };
  if (phases.some(({ until }) => until === undefined)) return { host, state: 'lasting', phases, ...inside };
  return { host, state: 'outage', seconds: lengthOf(phases), phases, ...inside };
}

/** Seconds in which not all requests are answered. */
const lengthOf = (phases: readonly OutagePhase[]): Span => {
  const sum = (pick: (phase: OutagePhase) => number) => round(phases.reduce((all, phase) => all + pick(phase), 0));
  return [
    sum(({ from, until }) => Math.max(0, (until?.[0] ?? 0) - from[0])),
    sum(({ from, until }) => Math.max(0, (until?.[1] ?? 0) - from[0])),
  ];
};

const sameSights = (a: readonly OutagePhase[], b: readonly OutagePhase[]): boolean =>
  JSON.stringify(a.map(({ reason: _, ...rest }) => rest)) === JSON.stringify(b.map(({ reason: _, ...rest }) => rest));

/** Phases of two plays in which clients see the same one after the other, else all of it as one. */
export function mergePhases(quick: readonly Stretch[], slow: readonly Stretch[]): readonly OutagePhase[] {
  const [a, b] = [joined(quick), joined(slow)];
  if (a.length === b.length && a.every((each, i) => isSame(each, b[i]!)))
    return a.map((each, i) => phaseOf(each, b[i]!));
  const [longer, shorter] = a.length > b.length ? [a, b] : [b, a];
  const within = alignedTo(longer, shorter);
  return within ?? [wholeOf(longer, shorter)];
}

/** What is seen for no time at the one tempo and for some at the other may be seen or not. */
function alignedTo(longer: readonly Stretch[], shorter: readonly Stretch[]): readonly OutagePhase[] | undefined {
  const left = [...shorter];
  const phases = longer.map((each) => {
    const twin = left[0] && isSame(left[0], each) ? left.shift()! : undefined;
    return twin ? phaseOf(twin, each) : phaseOf({ ...each, until: each.from }, each);
  });
  return left.length === 0 ? phases : undefined;
}

function wholeOf(longer: readonly Stretch[], shorter: readonly Stretch[]): OutagePhase {
  const all = [...longer, ...shorter];
  const ends = (stretches: readonly Stretch[]) => stretches.at(-1)?.until;
  const [first, last] = [ends(longer), ends(shorter)];
  const from = all.map((each) => each.from);
  return {
    sees: [...new Set(all.map(({ seen }) => seen.sees))].join(' or '),
    share: Math.max(...all.map(({ seen }) => seen.share)),
    from: [Math.min(...from), round(Math.min(...from) + heardSeconds)],
    ...(first !== undefined && last !== undefined && { until: spanOf(first, last) }),
    reason: all[0]!.seen.reason,
  };
}

const isSame = (a: Stretch, b: Stretch): boolean =>
  a.seen.sees === b.seen.sees && (a.until === undefined) === (b.until === undefined);

/** Stretches that follow each other and look alike are one; what takes no time is none. */
function joined(stretches: readonly Stretch[]): readonly Stretch[] {
  const all: Stretch[] = [];
  for (const each of stretches) {
    const last = all.at(-1);
    if (each.until !== undefined && each.until <= each.from) continue;
    if (last?.seen.sees === each.seen.sees && last.until === each.from && last.seen.share === each.seen.share)
      all[all.length - 1] = { ...last, until: each.until };
    else all.push(each);
  }
  return all;
}

function phaseOf(quick: Stretch, slow: Stretch): OutagePhase {
  const { sees, share, reason } = slow.seen;
  return {
    sees,
    share: Math.max(share, quick.seen.share),
    from: quick.from === 0 && slow.from === 0 ? [0, 0] : spanOf(quick.from, slow.from),
    ...(quick.until !== undefined && slow.until !== undefined && { until: spanOf(quick.until, slow.until) }),
    reason,
  };
}

/** Between both, and as much later as it takes to be heard of. */
const spanOf = (a: number, b: number): Span => [round(Math.min(a, b)), round(Math.max(a, b) + heardSeconds)];

const round = (seconds: number): number => Math.round(seconds * 10) / 10;

/** Moves that both plays show; what moves in one alone may move or not, and is left out. */
export const mergeMoves = (quick: Played, slow: Played): readonly AddressMove[] =>
  slow.moves.flatMap((move) => {
    const twin = quick.moves.find(({ address, to }) => address === move.address && to === move.to);
    return twin ? [{ ...move, at: [round(twin.at), round(move.at)] as const }] : [];
  });

/** Pods that come up in both. */
export const mergeStarts = (quick: Played, slow: Played): readonly PodStart[] => {
  const left = [...quick.starts];
  return slow.starts.flatMap((start) => {
    const at = left.findIndex(({ of }) => of === start.of);
    const [twin] = at < 0 ? [] : left.splice(at, 1);
    if (!twin) return [];
    const node = twin.node === start.node ? start.node : `${twin.node} or ${start.node}`;
    return [{ of: start.of, node, readyAt: [round(twin.readyAt), round(start.readyAt)] as const }];
  });
};
