import type { EmbeddedCluster, RunOptions } from '../cluster/embedded/contract.ts';
import { printRef } from '../kube/object.ts';
import { kinds } from '../kube/types.ts';
import { type NameCheck, whyUnanswered } from './migrate-clients.ts';
import type { Outage, Trouble } from './migrate-report.ts';
import type { Wire } from './wire.ts';

/** Where names point to at the moment; several where clients follow one or the other. */
export type NameTable = ReadonlyMap<string, readonly string[]>;

/** What happened since the last time somebody asked. */
export interface Observed {
  readonly outages: readonly Outage[];
  readonly troubles: readonly Trouble[];
}

/** Follows a platform while it changes. */
export interface Watched {
  /** The cluster: whenever its clock moves, the clients look. */
  readonly embedded: EmbeddedCluster;
  /** Lets names point elsewhere from now on. */
  readonly point: (names: NameTable) => Promise<void>;
  /** What happened since this was called last. */
  readonly take: () => Promise<Observed>;
  readonly stop: () => void;
}

interface Down {
  seconds: number;
  since?: number;
  readonly reason: string;
}

/**
 * Lets clients of names ask at every moment at which the cluster is another one than before: a change between two moments is seen at the
 * second it is made.
 */
export function watchNames(
  embedded: EmbeddedCluster,
  wire: Wire,
  checks: readonly NameCheck[],
  names: NameTable,
): Watched {
  let table = names;
  let seen = -1;
  let down = new Map<string, Down>();
  const now = () => embedded.now() / 1000;
  const look = async () => {
    if (embedded.revision() === seen) return;
    seen = embedded.revision();
    for (const check of checks) {
      const reason = await firstReason(embedded, wire, check, table.get(check.name) ?? []);
      const known = down.get(check.name);
      if (reason === undefined) {
        if (known?.since !== undefined)
          down.set(check.name, { ...known, seconds: known.seconds + now() - known.since, since: undefined });
      } else if (known?.since === undefined) {
        down.set(check.name, { seconds: known?.seconds ?? 0, reason: known?.reason ?? reason, since: now() });
      }
    }
  };
  const troubles = followTroubles(embedded);
  const run = async (options: RunOptions) => {
    await look();
    return embedded.run({
      ...options,
      until: async () => {
        await look();
        return (await options.until?.()) ?? false;
      },
    });
  };
  const take = async (): Promise<Observed> => {
    await look();
    const outages = [...down].map(([name, each]) => outageOf(name, each, now()));
    down = new Map(
      [...down].flatMap(([name, each]) =>
        each.since === undefined ? [] : [[name, { ...each, seconds: 0, since: now() }]],
      ),
    );
    return { outages: outages.filter(({ seconds, lasts }) => seconds > 0 || lasts), troubles: troubles.take() };
  };
  const point = async (next: NameTable) => {
    table = next;
    seen = -1;
    await look();
  };
  return { embedded: { ...embedded, run }, point, take, stop: troubles.stop };
}

const outageOf = (name: string, { seconds, since, reason }: Down, now: number): Outage => ({
  name,
  seconds: Math.round(seconds + (since === undefined ? 0 : now - since)),
  reason,
  lasts: since !== undefined,
});

/** Why a client gets no answer at one of the addresses that it may follow. */
async function firstReason(
  { cluster }: EmbeddedCluster,
  wire: Wire,
  check: NameCheck,
  addresses: readonly string[],
): Promise<string | undefined> {
  for (const address of addresses) {
    const reason = await whyUnanswered(cluster, wire, address, check);
    if (reason !== undefined) return reason;
  }
  return undefined;
}

interface EventObject {
  readonly lastTimestamp?: string;
  readonly eventTime?: string;
  readonly type?: string;
  readonly reason?: string;
  readonly message?: string;
  readonly involvedObject?: { readonly kind?: string; readonly name?: string; readonly namespace?: string };
}

const lastSeen = ({ lastTimestamp, eventTime }: EventObject): number => Date.parse(lastTimestamp ?? eventTime ?? '');

/** Warnings of the cluster, each once: what keeps pods from coming up, in the words of whoever says it. */
function followTroubles({ cluster }: EmbeddedCluster) {
  let found = new Map<string, Trouble>();
  const start = cluster.now();
  const stop = cluster.watch(kinds.Event, ({ type, object }) => {
    const event = object as unknown as EventObject;
    if (type === 'DELETED' || event.type !== 'Warning' || lastSeen(event) < start) return;
    const { kind = '', name = '', namespace } = event.involvedObject ?? {};
    const ref = printRef({ kind, metadata: { name, ...(namespace !== undefined && { namespace }) } });
    const trouble = { reason: event.reason ?? '', object: ref, message: event.message ?? '' };
    found.set(`${trouble.reason} ${ref} ${trouble.message}`, trouble);
  });
  const take = () => {
    const all = [...found.values()];
    found = new Map();
    return all;
  };
  return { take, stop };
}
