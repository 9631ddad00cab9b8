import { compareText } from '../../core/finding.ts';
import { fullHost } from '../../lab/lab-core.ts';
import type { PlannedLab } from '../../lab/lab-plan.ts';
import { listOf } from '../../lab/list-of.ts';

/** A name and the addresses that it leads to; `*.` at its beginning stands for every name below. */
export interface DnsName {
  readonly name: string;
  readonly addresses: readonly string[];
}

/** The names that the DNS server of a lab must answer. */
export interface DnsNames {
  /** The domain of the lab: its own, or that of its wildcard certificate; undefined when it has none. */
  readonly domain?: string;
  /** In order: those of the domain, or all where there is none. */
  readonly names: readonly DnsName[];
}

/** Every name of the lab: what leads to the gate and the dashboard, apps with an address of their own, nodes, and machines outside. */
export function dnsNames(planned: PlannedLab): DnsNames {
  const { lab } = planned;
  const domain = domainOf(planned);
  const within = ({ name }: DnsName) => domain === undefined || name === domain || name.endsWith(`.${domain}`);
  const under = (name: string) => fullHost({ domain }, name);
  const found = new Map<string, readonly string[]>();
  const all: readonly DnsName[] = [
    ...lab.nodes.map(({ name, address }) => ({ name: under(name), addresses: listOf(address) })),
    ...Object.entries(lab.network.names).map(([name, address]) => ({ name, addresses: [address] })),
    ...ownAddresses(planned).map(({ name, addresses }) => ({ name: under(name), addresses })),
    ...wildcards(planned),
    ...routed(planned),
  ];
  for (const { name, addresses } of all.filter(within)) found.set(name, addresses);
  const names = [...found].map(([name, addresses]) => ({ name, addresses }));
  return { ...(domain !== undefined && { domain }), names: names.sort((a, b) => compareText(a.name, b.name)) };
}

/** The domain of a lab; one that a single certificate covers as a whole is the lab's, too. */
export function domainOf({ lab, plan }: PlannedLab): string | undefined {
  if (lab.domain !== undefined) return lab.domain;
  const covered = new Set(plan.certified.flatMap(({ name }) => (name.startsWith('*.') ? name.slice(2) : [])));
  return covered.size === 1 ? [...covered][0] : undefined;
}

const addressesAt = ({ plan }: PlannedLab, kind: 'gate' | 'dashboard'): readonly string[] =>
  listOf(plan.asked.find((asked) => asked.kind === kind)?.value ?? []);

const routed = (planned: PlannedLab): DnsName[] =>
  // A host of both is the dashboard's.
  (['gate', 'dashboard'] as const)
    .flatMap((at) =>
      planned.plan.routes
        .filter((route) => route.at === at)
        .flatMap(({ hosts }) => hosts.map(({ host }) => ({ name: host, addresses: addressesAt(planned, at) }))),
    )
    .filter(({ addresses }) => addresses.length > 0);

function wildcards(planned: PlannedLab): DnsName[] {
  const addresses = addressesAt(planned, 'gate');
  if (addresses.length === 0) return [];
  return planned.plan.certified.flatMap(({ name }) => (name.startsWith('*.') ? [{ name, addresses }] : []));
}

/** What has an address of its own and a name that objects have. */
const ownAddresses = ({ plan }: PlannedLab): DnsName[] =>
  plan.asked.flatMap(({ kind, name, value, isIdle }) =>
    kind === 'service' && name !== undefined && !isIdle ? [{ name, addresses: listOf(value) }] : [],
  );
