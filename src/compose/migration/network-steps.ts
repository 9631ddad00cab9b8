import { type AddressRange, contains, printRange } from '../../core/address.ts';
import { type AddressUse, printUse, usesOf } from '../../lab/address-plan.ts';
import type { PlannedLab } from '../../lab/lab-plan.ts';
import { anyOverlap } from './addresses-in.ts';
import { type MigrationStep, unleasedFact } from './step.ts';

/** How long people and routers take, in seconds. */
export interface PeopleTimes {
  /** How long a lease lasts that the DHCP server has just given. */
  readonly lease: number;
}

type Planned = Pick<PlannedLab, 'plan' | 'lab'>;

const taken = ['pool', 'gate', 'dashboard', 'service', 'node', 'reservation'] as const;

/**
 * What a person does on the DHCP server: before, where addresses that the lab uses after lie in its old range, with the time until the last
 * lease on them is over; at the end, where the range only grows.
 */
export function dhcpSteps(
  from: Planned,
  to: Planned,
  times: PeopleTimes,
): { readonly first: readonly MigrationStep[]; readonly last: readonly MigrationStep[] } {
  const [old, now] = [usesOf(from.plan, 'dhcp'), usesOf(to.plan, 'dhcp')];
  const [was, is] = [printRanges(old), printRanges(now)];
  if (was === is) return { first: [], last: [] };
  const known = new Set(usesOf(from.plan, ...taken).map((use) => `${use.owner} ${printUse(use)}`));
  const freed = usesOf(to.plan, ...taken).filter(
    (use) => !known.has(`${use.owner} ${printUse(use)}`) && anyOverlap([use.range], rangesOf(old)),
  );
  if (freed.length === 0) return { first: [], last: [changeStep(was, is)] };
  return { first: [shrinkStep(was, is, freed), leaseStep(freed, times)], last: [] };
}

/** Whether objects come to addresses that the old DHCP range holds. */
export const isLeasable = (from: Planned, ranges: readonly AddressRange[]): boolean =>
  anyOverlap(ranges, rangesOf(usesOf(from.plan, 'dhcp')));

const rangesOf = (uses: readonly AddressUse[]): AddressRange[] => uses.map(({ range }) => range);
const printRanges = (uses: readonly AddressUse[]): string => uses.map(printUse).join(', ') || 'nothing';

const server = 'on the DHCP server, which is the router in most homes';

const shrinkStep = (was: string, is: string, freed: readonly AddressUse[]): MigrationStep => ({
  id: 'dhcp',
  title: `Let DHCP hand out ${is} only`,
  by: 'person',
  todo: [`${server}: ${was} → ${is}`],
  why: `${ownersOf(freed)} in ${was}: the server would lease such an address to somebody else, and two machines would answer for it (RFC 2131 §3.1)`,
  needs: [],
  gives: ['dhcp'],
  action: { type: 'wait', seconds: 0 },
});

const leaseStep = (freed: readonly AddressUse[], { lease }: PeopleTimes): MigrationStep => ({
  id: 'leases',
  title: `Wait until leases on ${printFreed(freed)} are over`,
  by: 'person',
  todo: [
    'a lease that was given before lasts until it ends, or until its machine is started anew',
    `check that nobody answers there: ${pings(freed)}`,
  ],
  why: 'a smaller range takes back no lease: whoever has one of these addresses keeps it until it ends',
  needs: ['dhcp'],
  gives: [unleasedFact],
  action: { type: 'wait', seconds: lease },
  neglected: `${printFreed(freed)} may be leased to somebody: then two machines answer for one address`,
});

/** The addresses, without those that lie in others of them. */
function printFreed(uses: readonly AddressUse[]): string {
  const widest = uses.filter(
    ({ range }) => !uses.some((other) => printRange(other.range) !== printRange(range) && contains(other.range, range)),
  );
  return [...new Set(widest.map(printUse))].join(', ');
}

const changeStep = (was: string, is: string): MigrationStep => ({
  id: 'dhcp',
  title: `Let DHCP hand out ${is}`,
  by: 'person',
  todo: [`${server}: ${was} → ${is}`],
  why: 'at the end: addresses that the cluster gives up are free only now',
  needs: [],
  gives: ['dhcp'],
  action: { type: 'wait', seconds: 0 },
});

function ownersOf(uses: readonly AddressUse[]): string {
  const owners = [...new Set(uses.map((use) => `${use.owner} (${printUse(use)})`))];
  return `${owners.join(', ')} ${owners.length === 1 ? 'lies' : 'lie'}`;
}

function pings(uses: readonly AddressUse[]): string {
  const [widest] = [...uses].sort((a, b) => Number(b.range.last - b.range.first - (a.range.last - a.range.first)));
  return widest ? `nmap -sn ${printUse(widest).replace(/^(.*\.)(\d+)-\1(\d+)$/, '$1$2-$3')}` : '';
}
