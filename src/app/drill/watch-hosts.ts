import type { EmbeddedCluster } from '../../cluster/embedded/contract.ts';
import { kinds } from '../../kube/types.ts';
import type { Wire } from '../wire.ts';
import type { DrilledCheck } from './drilled-check.ts';
import { lookAt, lookInside, type Seen, together } from './look.ts';

/** A time in which clients of a host see the same; seconds from the fault. */
export interface Stretch {
  readonly seen: Seen;
  readonly from: number;
  /** Left out: it goes on. */
  readonly until?: number;
}

type Stretches = Map<string, { seen: Seen; from: number; until?: number }[]>;

/** Kinds that change all the time, and that no request depends on. */
const quiet = [kinds.Lease, kinds.Event];

/** How many changes there were that requests may depend on. */
export const changesSeen = (embedded: Pick<EmbeddedCluster, 'changesBeside'>): number => embedded.changesBeside(quiet);

/** Looks at what clients see whenever the cluster has changed. */
export async function watchHosts(
  { embedded, wire }: { readonly embedded: EmbeddedCluster; readonly wire: Wire },
  checks: readonly DrilledCheck[],
) {
  const start = embedded.now();
  const [outside, inside]: [Stretches, Stretches] = [new Map(), new Map()];
  const hosts = groupByHost(checks);
  let revision = changesSeen(embedded);
  const look = async () => {
    if (revision === changesSeen(embedded)) return;
    revision = changesSeen(embedded);
    const now = (embedded.now() - start) / 1000;
    const moment = { cluster: embedded.cluster, wire, known: new Map() };
    for (const [host, addresses] of hosts) {
      note(outside, host, now, await seenOf(addresses, (check) => lookAt(moment, check)));
      note(inside, host, now, await seenOf(addresses, (check) => lookInside(moment, check)));
    }
  };
  return { look, take: () => ({ outside, inside }) };
}

/** The checks of each host, by address: clients take one of its addresses, and everything that they ask for there must be answered. */
function groupByHost(checks: readonly DrilledCheck[]): ReadonlyMap<string, readonly (readonly DrilledCheck[])[]> {
  const hosts = new Map<string, Map<string, DrilledCheck[]>>();
  for (const check of checks) {
    const addresses = hosts.get(check.host) ?? new Map<string, DrilledCheck[]>();
    hosts.set(check.host, addresses);
    addresses.set(check.served.ip, [...(addresses.get(check.served.ip) ?? []), check]);
  }
  return new Map([...hosts].map(([host, addresses]) => [host, [...addresses.values()]]));
}

async function seenOf(
  addresses: readonly (readonly DrilledCheck[])[],
  look: (check: DrilledCheck) => Promise<Seen>,
): Promise<Seen> {
  const seen: Seen[] = [];
  for (const checks of addresses) {
    const all: Seen[] = [];
    for (const check of checks) all.push(await look(check));
    seen.push(worstOf(all));
  }
  return together(seen);
}

const worstOf = (all: readonly Seen[]): Seen =>
  [...all].sort((a, b) => b.share - a.share || Number(b.sees === 'not-known') - Number(a.sees === 'not-known'))[0]!;

function note(stretches: Stretches, host: string, now: number, seen: Seen): void {
  const known = stretches.get(host) ?? [];
  stretches.set(host, known);
  const last = known.at(-1);
  if (last && last.until === undefined) {
    if (last.seen.sees === seen.sees && last.seen.share === seen.share) return;
    last.until = now;
    // What passes within an instant is seen by nobody.
    if (last.from === now) known.pop();
  }
  if (seen.sees !== 'ok') known.push({ seen, from: now });
}
