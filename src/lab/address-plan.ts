import { type AddressRange, contains, parseAddress, parseCidr, parseRange, printRange } from '../core/address.ts';
import { compareText } from '../core/finding.ts';
import type { LabCore } from './lab-core.ts';
import type { LabPath } from './lab-problem.ts';
import { listOf } from './list-of.ts';

/** What an address of the plan is for. `gate`, `dashboard` and `service` are addresses that are asked for; pools hand them out. */
export type AddressUseKind =
  | 'network-address'
  | 'broadcast-address'
  | 'gateway'
  | 'node'
  | 'dhcp'
  | 'reservation'
  | 'pool'
  | 'gate'
  | 'dashboard'
  | 'service';

/** One address or run of addresses with what it is for. */
export interface AddressUse {
  readonly kind: AddressUseKind;
  /** Whose it is in words, e.g. `node k3s-1`, `pool gate`, `the dashboard`. */
  readonly owner: string;
  readonly range: AddressRange;
  /** Where the lab file says so. */
  readonly path: LabPath;
  /** For what is asked for: names of the pools that hold it, in the lab's order. */
  readonly pools?: readonly string[];
}

/** An address that is asked for, or one a family. */
export interface AskedAddress {
  readonly kind: 'gate' | 'dashboard' | 'service';
  /** Whose it is in words, e.g. `app hello`. */
  readonly owner: string;
  /** Whose it is as a name of objects, where several of a kind may ask. */
  readonly name?: string;
  readonly value: string | readonly string[];
  readonly path: LabPath;
  /** Nothing will ask for it: it is only written, or somebody has it anyway. */
  readonly isIdle?: boolean;
  /** It is that of nodes: as many a family as there are nodes. */
  readonly isOfNodes?: boolean;
  /** Port on which it answers clients that do not speak TLS, where there is one. */
  readonly clearPort?: number;
}

/** Addresses that are handed out under one name. */
export interface PlannedPool {
  readonly name: string;
  readonly addresses: readonly string[];
  /** Whether services that ask for nothing get addresses from it. */
  readonly autoAssign: boolean;
  /** Where its addresses stand, one or a list of them. */
  readonly path: LabPath;
  /** One address is written there instead of a list. */
  readonly isOne?: boolean;
}

/** An address that something outside the cluster's Services has. */
export interface KeptAddress {
  /** Whose it is in words, e.g. `the API server`. */
  readonly owner: string;
  readonly address: string;
  readonly path: LabPath;
}

/** A network the nodes are in. */
export interface PlannedNetwork {
  readonly range: AddressRange;
  readonly prefix: number;
  readonly text: string;
  readonly path: LabPath;
}

/** Every address the lab file speaks of, with its use. */
export interface AddressPlan {
  readonly networks: readonly PlannedNetwork[];
  /** In order of family, first address, last address, kind, owner. */
  readonly uses: readonly AddressUse[];
}

/** What slices say of addresses. */
export interface AddressParts {
  readonly pools: readonly PlannedPool[];
  readonly asked: readonly AskedAddress[];
  readonly kept: readonly KeptAddress[];
}

/** Lays out all addresses of a lab. The lab is valid, so every address in it can be read. */
export function planAddresses(lab: LabCore, { pools, asked, kept }: AddressParts): AddressPlan {
  const networks = readNetworks(lab);
  const inPools = pools.flatMap(poolUses);
  const uses = [
    ...networks.flatMap(edgesOf),
    ...machineUses(lab),
    ...kept.flatMap(({ owner, address, path }) => addressUses('reservation', owner, address, path)),
    ...inPools.map(({ name: _, ...use }) => use),
    ...asked
      .filter(({ isIdle }) => !isIdle)
      .flatMap(askedUses)
      .map((use) => ({ ...use, pools: holdersOf(use, inPools) })),
  ];
  return { networks, uses: uses.sort(compareUses) };
}

const holdersOf = (use: AddressUse, pools: readonly (AddressUse & { readonly name: string })[]): string[] => [
  ...new Set(pools.filter((pool) => contains(pool.range, use.range)).map((pool) => pool.name)),
];

/** The uses of these kinds, in the order of the plan. */
export const usesOf = (plan: AddressPlan, ...kinds: readonly AddressUseKind[]): readonly AddressUse[] =>
  plan.uses.filter((use) => kinds.includes(use.kind));

/** Steps to an item of a value that is one or a list: none when it is one. */
export const stepTo = (value: unknown, index: number): readonly number[] => (Array.isArray(value) ? [index] : []);

function compareUses(a: AddressUse, b: AddressUse): number {
  return (
    a.range.family - b.range.family ||
    compareBig(a.range.first, b.range.first) ||
    compareBig(a.range.last, b.range.last) ||
    compareText(a.kind, b.kind) ||
    compareText(a.owner, b.owner)
  );
}

const compareBig = (a: bigint, b: bigint) => (a < b ? -1 : a > b ? 1 : 0);

function readNetworks(lab: LabCore): PlannedNetwork[] {
  return listOf(lab.network.cidr).map((text, i) => {
    const { family, first, last, prefix } = parseCidr(text)!;
    return { range: { family, first, last }, prefix, text, path: ['network', 'cidr', ...stepTo(lab.network.cidr, i)] };
  });
}

/** Addresses of a network that no machine may have: IPv4 network and broadcast address, IPv6 subnet-router anycast (RFC 4291 §2.6.1). None in point-to-point networks. */
function edgesOf(network: PlannedNetwork): AddressUse[] {
  const { range, prefix, text, path } = network;
  if (range.last - range.first < 3n) return [];
  const first = { ...range, last: range.first };
  const last = { ...range, first: range.last };
  const lowest: AddressUse = { kind: 'network-address', owner: `network ${text}`, range: first, path };
  if (range.family === 6) return prefix > 126 ? [] : [lowest];
  return [lowest, { kind: 'broadcast-address', owner: `network ${text}`, range: last, path }];
}

function machineUses(lab: LabCore): AddressUse[] {
  const { gateway, dhcp, reserved } = lab.network;
  const gateways = gateway === undefined ? [] : addressUses('gateway', 'the gateway', gateway, ['network', 'gateway']);
  const nodes = lab.nodes.flatMap((node, i) =>
    addressUses('node', `node ${node.name}`, node.address, ['nodes', i, 'address']),
  );
  const leases = dhcp.map((text, i) => rangeUse('dhcp', 'DHCP', text, ['network', 'dhcp', i]));
  const kept = reserved.map((entry, i) => {
    if (typeof entry === 'string') return rangeUse('reservation', 'a reservation', entry, ['network', 'reserved', i]);
    const owner = entry.for ? `the reservation for ${entry.for}` : 'a reservation';
    return rangeUse('reservation', owner, entry.range, ['network', 'reserved', i, 'range']);
  });
  return [...gateways, ...nodes, ...leases, ...kept, ...nameUses(lab, [...gateways, ...nodes])];
}

/** What has a name; a name of a node or of the gateway says nothing new. */
const nameUses = ({ network }: LabCore, known: readonly AddressUse[]): AddressUse[] =>
  Object.entries(network.names)
    .flatMap(([name, address]) => addressUses('reservation', name, address, ['network', 'names', name]))
    .filter(({ range }) => !known.some((use) => contains(use.range, range)));

const poolUses = ({ name, addresses, path, isOne }: PlannedPool): (AddressUse & { readonly name: string })[] =>
  addresses.map((text, j) => ({ ...rangeUse('pool', `pool ${name}`, text, isOne ? path : [...path, j]), name }));

const askedUses = ({ kind, owner, value, path }: AskedAddress): AddressUse[] => addressUses(kind, owner, value, path);

function addressUses(
  kind: AddressUseKind,
  owner: string,
  value: string | readonly string[],
  path: LabPath,
): AddressUse[] {
  return listOf(value).map((text, i) => {
    const { family, value: at } = parseAddress(text)!;
    return { kind, owner, range: { family, first: at, last: at }, path: [...path, ...stepTo(value, i)] };
  });
}

function rangeUse(kind: AddressUseKind, owner: string, text: string, path: LabPath): AddressUse {
  return { kind, owner, range: parseRange(text)!, path };
}

/** Prints the addresses of a use. */
export const printUse = (use: AddressUse): string => printRange(use.range);
