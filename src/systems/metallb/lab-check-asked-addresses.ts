import { type AddressRange, contains, overlaps } from '../../core/address.ts';
import { type AddressPlan, type AddressUse, printUse, usesOf } from '../../lab/address-plan.ts';
import type { LabCheck } from '../../lab/checks/lab-check.ts';
import type { MetallbLab } from './lab.ts';

const asked = (plan: AddressPlan) => usesOf(plan, 'gate', 'dashboard', 'service');

const addressInNoPool: LabCheck = {
  code: 'address-in-no-pool',
  severity: 'error',
  summary: 'An address is asked for that no pool holds.',
  why: 'MetalLB assigns only addresses of its pools; the Service stays pending with `["…"] is not allowed in config` (metallb internal/allocator/allocator.go)',
  check: (_, plan) =>
    asked(plan)
      .filter((use) => use.pools?.length === 0)
      .map((use) => ({
        path: use.path,
        message: `${use.owner} asks for ${printUse(use)}, which no pool holds${alreadyUsed(use, plan)}`,
        hint: 'add the address to a pool (autoAssign: false keeps it for this service), or ask for one that a pool holds',
      })),
};

function alreadyUsed(use: AddressUse, plan: AddressPlan): string {
  const holder = usesOf(plan, 'gateway', 'node', 'dhcp', 'reservation').find((other) =>
    overlaps(other.range, use.range),
  );
  return holder ? `; it belongs to ${holder.owner}` : '';
}

const addressAskedTwice: LabCheck = {
  code: 'address-asked-twice',
  severity: 'error',
  summary: 'Two services ask for the same address.',
  why: "services share an address only with an equal sharing key: the second stays pending with `can't change sharing key for …, address also in use by …` (metallb internal/allocator/allocator.go)",
  check: (_, plan) =>
    pairs(asked(plan))
      .filter(([a, b]) => !(a.kind === 'gate' && b.kind === 'dashboard'))
      .map(([a, b]) => ({
        path: b.path,
        message: `${b.owner} asks for ${printUse(b)}, and so does ${a.owner}`,
        hint: 'give each an address of its own, or none to get the next free one',
      })),
};

const rank = { gate: 0, dashboard: 1, service: 2 } as const;
const rankOf = (use: AddressUse) => rank[use.kind as keyof typeof rank];

/** Pairs that ask for one address; the gate before the dashboard before apps in the lab's order. */
function pairs(uses: readonly AddressUse[]): [AddressUse, AddressUse][] {
  const ordered = [...uses].sort((a, b) => rankOf(a) - rankOf(b) || Number(a.path[1]) - Number(b.path[1]) || 0);
  return ordered.flatMap((a, i) =>
    ordered.slice(i + 1).flatMap((b): [AddressUse, AddressUse][] => (overlaps(a.range, b.range) ? [[a, b]] : [])),
  );
}

const dashboardOnGateAddress: LabCheck = {
  code: 'dashboard-on-gate-address',
  severity: 'error',
  summary: 'The dashboard asks for the address of the gate.',
  why: 'two Services on one address need a sharing key and ports of their own, and whatever reaches the gate from outside would then reach the dashboard too',
  check: (_, plan) =>
    pairs(asked(plan))
      .filter(([a, b]) => a.kind === 'gate' && b.kind === 'dashboard')
      .map(([, dashboard]) => ({
        path: dashboard.path,
        message: `the dashboard asks for ${printUse(dashboard)}, the address of the gate`,
        hint: 'give the dashboard an address of its own from a pool',
      })),
};

const noPoolToAssignFrom: LabCheck<MetallbLab> = {
  code: 'no-pool-to-assign-from',
  severity: 'error',
  summary: 'A LoadBalancer service asks for no address, and no pool gives one unasked.',
  why: 'pools with autoAssign: false are never chosen by themselves; the Service stays pending with `no available IPs` (metallb internal/allocator/allocator.go)',
  check: (lab, { unasked }) =>
    lab.addresses.pools.some((pool) => pool.autoAssign)
      ? []
      : unasked.map(({ owner, path }) => ({
          path,
          message: `${owner} asks for no address, and every pool has autoAssign: false`,
          hint: 'set service.address to an address of a pool, or add a pool with autoAssign: true',
        })),
};

const poolsTooSmall: LabCheck<MetallbLab> = {
  code: 'pools-too-small',
  severity: 'error',
  summary: 'More services need an address than the pools that give one unasked have.',
  why: 'the Services left over stay pending with `no available IPs` (metallb internal/allocator/allocator.go)',
  check: (lab, plan) => {
    const ranges = autoRanges(lab, plan);
    const taken = asked(plan).filter((use) => ranges.some((range) => contains(range, use.range))).length;
    const free = ranges.reduce((sum, range) => sum + range.last - range.first + 1n, 0n) - BigInt(taken);
    const needy = plan.unasked;
    if (ranges.length === 0 || BigInt(needy.length) <= free) return [];
    const { owner, path } = needy[Number(free < 0n ? 0n : free)]!;
    const message = `${owner} finds no free address: ${needy.length} services ask for none in particular, ${free < 0n ? 0n : free} addresses are free`;
    return [
      {
        path,
        message,
        hint: 'add addresses to a pool, or put the app behind the gate with service.type ClusterIP',
      },
    ];
  },
};

function autoRanges(lab: MetallbLab, plan: AddressPlan): readonly AddressRange[] {
  const pools = lab.addresses.pools;
  return usesOf(plan, 'pool')
    .filter((use) => pools[Number(use.path[2])]?.autoAssign)
    .map((use) => use.range);
}

const addressMayBeTaken: LabCheck<MetallbLab> = {
  code: 'address-may-be-taken',
  severity: 'warning',
  summary: 'An address that is asked for lies in a pool from which others are served unasked.',
  why: 'MetalLB keeps no address free for those who ask later: whoever comes first may get it (metallb internal/allocator/allocator.go, first free address in pool order)',
  check: (lab, plan) => {
    const needy = plan.unasked[0];
    if (!needy) return [];
    const ranges = autoRanges(lab, plan);
    return asked(plan)
      .filter((use) => ranges.some((range) => contains(range, use.range)))
      .map((use) => ({
        path: use.path,
        message: `${use.owner} asks for ${printUse(use)} of a pool from which ${needy.owner} gets any free address, perhaps this one`,
        hint: 'put the address in a pool of its own with autoAssign: false',
      }));
  },
};

/** Addresses that services ask for against the pools and each other. */
export const askedAddressChecks: readonly LabCheck<MetallbLab>[] = [
  addressInNoPool,
  addressAskedTwice,
  dashboardOnGateAddress,
  noPoolToAssignFrom,
  poolsTooSmall,
  addressMayBeTaken,
];
