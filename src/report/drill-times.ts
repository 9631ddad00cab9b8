import type { OutagePhase } from '../app/drill/drill-report.ts';
import type { Span } from '../systems/fault.ts';

const day = 24 * 3600;

/** Units by the seconds from which on they are used. */
const units = [
  { from: 2 * day, of: day, name: 'd' },
  { from: 2 * 3600, of: 3600, name: 'h' },
  { from: 120, of: 60, name: 'min' },
  { from: 0, of: 1, name: 's' },
] as const;

/** A span as people read it: `5 to 10 s`, `6 min`, `30 to 90 d`. Never shorter than it is: what is rounded is rounded outwards. */
export function printSpan([least, most]: Span, between = ' to '): string {
  const { of, name } = units.find(({ from }) => most >= from)!;
  const [low, high] = [Math.floor(least / of), Math.ceil(most / of)];
  return low === high ? `${high} ${name}` : `${low}${between}${high} ${name}`;
}

/** A share of requests in words. */
export function printShare(share: number): string {
  if (share >= 0.999) return 'all requests';
  const known = [
    [1 / 2, 'half of the requests'],
    [1 / 3, 'a third of the requests'],
    [2 / 3, 'two thirds of the requests'],
    [1 / 4, 'a quarter of the requests'],
  ] as const;
  const found = known.find(([value]) => Math.abs(value - share) < 0.005);
  return found?.[1] ?? `${Math.max(1, Math.round(share * 100))} % of the requests`;
}

/** What a client sees, as the end of a sentence about requests. */
export function printSight({ sees }: Pick<OutagePhase, 'sees'>): string {
  const words = sees.split(' or ').map((each) => {
    if (each === 'time-out') return 'time out';
    if (each === 'refused') return 'are refused';
    return /^\d+$/.test(each) ? `are answered ${each}` : `meet ${/^[aeiou]/.test(each) ? 'an' : 'a'} ${each}`;
  });
  return words.join(' or ').replace(/\ba another\b|\ban another\b/, 'another');
}
