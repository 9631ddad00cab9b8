import { type AddressRange, overlaps, parseRange } from '../../core/address.ts';
import { type AddressPlan, type AddressUse, usesOf } from '../../lab/address-plan.ts';
import type { LabPlan } from '../../lab/lab-plan.ts';

/** Addresses that something asks for by name. */
export const asked = (plan: AddressPlan) => usesOf(plan, 'gate', 'dashboard', 'service');

const rank = { gate: 0, dashboard: 1, service: 2 } as const;

const rankOf = (use: AddressUse) => rank[use.kind as keyof typeof rank];

/** Pairs that ask for one address; the gate before the dashboard before apps in the lab's order. */
export function pairs(uses: readonly AddressUse[]): [AddressUse, AddressUse][] {
  const ordered = [...uses].sort((a, b) => rankOf(a) - rankOf(b) || Number(a.path[1]) - Number(b.path[1]) || 0);
  return ordered.flatMap((a, i) =>
    ordered.slice(i + 1).flatMap((b): [AddressUse, AddressUse][] => (overlaps(a.range, b.range) ? [[a, b]] : [])),
  );
}

/** Ranges of the pools that give addresses unasked. */
export const autoRanges = ({ pools }: LabPlan): readonly AddressRange[] =>
  pools.filter(({ autoAssign }) => autoAssign).flatMap(({ addresses }) => addresses.map((text) => parseRange(text)!));
