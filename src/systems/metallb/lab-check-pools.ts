import { type AddressRange, contains, overlaps, printRange } from '../../core/address.ts';
import { type AddressPlan, type AddressUse, type AddressUseKind, printUse, usesOf } from '../../lab/address-plan.ts';
import { duplicates } from '../../lab/checks/duplicates.ts';
import type { CheckProblem, LabCheck } from '../../lab/checks/lab-check.ts';
import type { MetallbLab } from './lab.ts';

/** The addresses two overlapping ranges share. */
function shared(a: AddressRange, b: AddressRange): AddressRange {
  const starting = a.first < b.first ? b : a;
  const ending = a.last < b.last ? a : b;
  return { family: a.family, first: starting.first, last: ending.last };
}

/** Every place where a pool overlaps something of that kind. */
function poolOverlaps(kind: AddressUseKind, hint: (pool: AddressUse, other: AddressUse) => string) {
  return (_: unknown, plan: AddressPlan): CheckProblem[] =>
    usesOf(plan, 'pool').flatMap((pool) =>
      usesOf(plan, kind)
        .filter((other) => overlaps(pool.range, other.range))
        .map((other) => ({
          path: pool.path,
          message: `${pool.owner} (${printUse(pool)}) overlaps ${describeOther(other)}${sharedText(pool, other)}`,
          hint: hint(pool, other),
        })),
    );
}

const describeOther = (other: AddressUse) => `${other.owner} (${printUse(other)})`;

function sharedText(pool: AddressUse, other: AddressUse): string {
  const common = shared(pool.range, other.range);
  const whole = contains(pool.range, other.range) || contains(other.range, pool.range);
  return whole ? '' : ` at ${printRange(common)}`;
}

/** Hint: the parts of the pool that the other does not take. */
function withoutOther(pool: AddressUse, other: AddressUse): string {
  const parts: AddressRange[] = [];
  if (pool.range.first < other.range.first) parts.push({ ...pool.range, last: other.range.first - 1n });
  if (pool.range.last > other.range.last) parts.push({ ...pool.range, first: other.range.last + 1n });
  if (parts.length === 0) return 'choose addresses that nothing else uses';
  return `leave it out of the pool: ${parts.map(printRange).join(', ')}`;
}

const answeredTwice = 'two machines then answer ARP for one address, and clients reach now one, now the other';

const poolOutsideNetwork: LabCheck = {
  code: 'pool-outside-network',
  severity: 'error',
  summary: 'A pool lies outside every node network.',
  why: 'in layer-2 mode a node answers ARP or NDP for the address on its own wire; nobody asks there for an address of another network, and MetalLB does not complain (metallb internal/config/config.go)',
  check: (_, plan) =>
    usesOf(plan, 'pool')
      .filter((pool) => !plan.networks.some((network) => contains(network.range, pool.range)))
      .map((pool) => ({
        path: pool.path,
        message: `${pool.owner} (${printUse(pool)}) ${partlyInside(pool, plan) ? 'reaches out of' : 'lies outside'} the node network ${plan.networks.map(({ text }) => text).join(', ')}`,
        hint: `choose addresses in ${networkFor(pool, plan)}`,
      })),
};

const partlyInside = (pool: AddressUse, plan: AddressPlan) =>
  plan.networks.some((network) => overlaps(network.range, pool.range));

function networkFor(pool: AddressUse, plan: AddressPlan): string {
  const same = plan.networks.filter((network) => network.range.family === pool.range.family);
  if (same.length === 0) return `the node network, or add the nodes' IPv${pool.range.family} network to network.cidr`;
  return same.map((network) => network.text).join(' or ');
}

const poolOverlapsDhcp: LabCheck = {
  code: 'pool-overlaps-dhcp',
  severity: 'error',
  summary: 'A pool overlaps a range the DHCP server hands out.',
  why: `the DHCP server does not know MetalLB and leases the same address to a machine: ${answeredTwice}`,
  check: poolOverlaps('dhcp', withoutOther),
};

const poolOverlapsNode: LabCheck = {
  code: 'pool-overlaps-node',
  severity: 'error',
  summary: 'A pool holds the address of a node.',
  why: 'MetalLB hands out an address of a node like any other (it checked only in v0.15.0), and the node is then cut off (metallb internal/config/config.go)',
  check: poolOverlaps('node', withoutOther),
};

const poolOverlapsGateway: LabCheck = {
  code: 'pool-overlaps-gateway',
  severity: 'error',
  summary: 'A pool holds the address of the gateway.',
  why: 'the node that announces it takes the way out of the whole network',
  check: poolOverlaps('gateway', withoutOther),
};

const poolOverlapsReservation: LabCheck = {
  code: 'pool-overlaps-reservation',
  severity: 'error',
  summary: 'A pool overlaps addresses kept for other machines.',
  why: answeredTwice,
  check: poolOverlaps('reservation', withoutOther),
};

const poolContainsNetworkAddress: LabCheck = {
  code: 'pool-contains-network-address',
  severity: 'error',
  summary: 'A pool holds the first address of a node network.',
  why: 'MetalLB hands it out like any other (metallb internal/allocator/allocator.go), but it stands for the network (IPv4) or for any router (IPv6)',
  check: poolOverlaps('network-address', withoutOther),
};

const poolContainsBroadcastAddress: LabCheck = {
  code: 'pool-contains-broadcast-address',
  severity: 'error',
  summary: 'A pool holds the broadcast address of a node network.',
  why: 'MetalLB hands it out like any other (metallb internal/allocator/allocator.go), but it stands for all machines of the network: no client connects to it',
  check: poolOverlaps('broadcast-address', withoutOther),
};

const poolOverlapsPool: LabCheck = {
  code: 'pool-overlaps-pool',
  severity: 'error',
  summary: 'Two ranges of pools overlap, or two ranges of one pool.',
  why: 'MetalLB refuses the whole configuration: `CIDR … in pool … overlaps with already defined CIDR …` (metallb internal/config/config.go)',
  check: (_, plan) => {
    const pools = usesOf(plan, 'pool');
    return pools.flatMap((earlier, i) =>
      pools
        .slice(i + 1)
        .filter((other) => overlaps(earlier.range, other.range))
        .map((other) => inLabOrder(earlier, other))
        .map(([first, second]) => ({
          path: second.path,
          message: `${second.owner} (${printUse(second)}) overlaps ${first.owner === second.owner ? 'its own range' : first.owner} ${first.owner === second.owner ? printUse(first) : `(${printUse(first)})`}`,
          hint: withoutOther(second, first),
        })),
    );
  },
};

/** The later one in the lab file is to blame, as MetalLB blames it. */
function inLabOrder(a: AddressUse, b: AddressUse): [AddressUse, AddressUse] {
  const [, , poolA, , rangeA] = a.path as (string | number)[];
  const [, , poolB, , rangeB] = b.path as (string | number)[];
  const later = Number(poolA) - Number(poolB) || Number(rangeA) - Number(rangeB);
  return later > 0 ? [b, a] : [a, b];
}

const duplicatePoolName: LabCheck<MetallbLab> = {
  code: 'duplicate-pool-name',
  severity: 'error',
  summary: 'Two pools have the same name.',
  why: 'the second would replace the first: both become the IPAddressPool of that name',
  check: (lab) =>
    duplicates(lab.addresses.pools, (pool) => [pool.name]).map(({ key, index, first }) => ({
      path: ['addresses', 'pools', index, 'name'],
      message: `pool ${key} is named twice: pools[${first}] and pools[${index}]`,
      hint: 'join their addresses in one pool, or rename one',
    })),
};

/** Pools against everything else on the wire. */
export const poolChecks: readonly LabCheck<MetallbLab>[] = [
  poolOutsideNetwork,
  poolOverlapsDhcp,
  poolOverlapsNode,
  poolOverlapsGateway,
  poolOverlapsReservation,
  poolOverlapsPool,
  poolContainsNetworkAddress,
  poolContainsBroadcastAddress,
  duplicatePoolName,
];
