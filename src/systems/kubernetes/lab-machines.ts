import type { LabRuleProblem } from '../../check/rule.ts';
import { includes, overlaps } from '../../core/address.ts';
import { type AddressPlan, type AddressUse, printUse, usesOf } from '../../lab/address-plan.ts';

/** Nodes, or the gateway, that are in no node network. */
export const outside = (plan: AddressPlan, kind: 'node' | 'gateway'): LabRuleProblem[] =>
  usesOf(plan, kind)
    .filter(({ range }) => !plan.networks.some((n) => includes(n.range, { family: range.family, value: range.first })))
    .map((use) => ({
      path: use.path,
      message: `${use.owner} (${printUse(use)}) is not in the node network ${plan.networks.map(({ text }) => text).join(', ')}`,
      hint: 'correct the address, or network.cidr',
    }));

/** What else of a kind has an address of a machine. */
export const overlapsOf = (use: AddressUse, plan: AddressPlan, kind: 'dhcp' | 'reservation' | 'gateway') =>
  usesOf(plan, kind).filter((other) => overlaps(other.range, use.range));
