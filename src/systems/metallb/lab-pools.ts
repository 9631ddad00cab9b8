import type { LabRuleProblem } from '../../check/rule.ts';
import { type AddressRange, contains, overlaps, printRange } from '../../core/address.ts';
import { type AddressPlan, type AddressUse, type AddressUseKind, printUse, usesOf } from '../../lab/address-plan.ts';

/** The addresses two overlapping ranges share. */
function shared(a: AddressRange, b: AddressRange): AddressRange {
  const starting = a.first < b.first ? b : a;
  const ending = a.last < b.last ? a : b;
  return { family: a.family, first: starting.first, last: ending.last };
}

/** Every place where a pool overlaps something of that kind. */
export function poolOverlaps(kind: AddressUseKind, hint: (pool: AddressUse, other: AddressUse) => string) {
  return (_: unknown, plan: AddressPlan): LabRuleProblem[] =>
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
export function withoutOther(pool: AddressUse, other: AddressUse): string {
  const parts: AddressRange[] = [];
  if (pool.range.first < other.range.first) parts.push({ ...pool.range, last: other.range.first - 1n });
  if (pool.range.last > other.range.last) parts.push({ ...pool.range, first: other.range.last + 1n });
  if (parts.length === 0) return 'choose addresses that nothing else uses';
  return `leave it out of the pool: ${parts.map(printRange).join(', ')}`;
}

/** What happens when two machines have one address. */
export const answeredTwice = 'two machines then answer ARP for one address, and clients reach now one, now the other';
