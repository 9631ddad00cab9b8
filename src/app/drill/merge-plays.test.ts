import { describe, expect, test } from 'vitest';
import { mergePhases } from './merge-plays.ts';
import type { Stretch } from './watch-hosts.ts';

const stretch = (sees: Stretch['seen']['sees'], from: number, until?: number, share = 1): Stretch => ({
  seen: { sees, share, reason: sees },
  from,
  ...(until !== undefined && { until }),
});

describe('what two plays of a fault show', () => {
  const cases: readonly (readonly [string, readonly Stretch[], readonly Stretch[], readonly string[]])[] = [
    ['nothing in both', [], [], []],
    [
      'the same, at other times',
      [stretch('time-out', 0, 4.7)],
      [stretch('time-out', 0, 6.7)],
      ['time-out 0,0 4.7,9.7'],
    ],
    [
      'one thing after the other',
      [stretch('time-out', 0, 40), stretch('503', 40, 341)],
      [stretch('time-out', 0, 55), stretch('503', 55, 370)],
      ['time-out 0,0 40,58', '503 40,58 341,373'],
    ],
    ['something that the quick one does not show', [], [stretch('refused', 0, 1)], ['refused 0,0 0,4']],
    [
      'something that takes no time',
      [stretch('refused', 0, 0), stretch('503', 0, 5)],
      [stretch('refused', 0, 1), stretch('503', 1, 9)],
      ['refused 0,0 0,4', '503 0,4 5,12'],
    ],
    ['what does not end', [stretch('time-out', 0)], [stretch('time-out', 0)], ['time-out 0,0 undefined']],
    [
      'what ends in one alone is not said to end',
      [stretch('time-out', 0, 40)],
      [stretch('time-out', 0)],
      ['time-out 0,3 undefined'],
    ],
    ['other things in both', [stretch('time-out', 0, 40)], [stretch('503', 5, 50)], ['503 or time-out 0,3 40,53']],
  ];
  test.each(cases)('%s', (_, quick, slow, wanted) => {
    const phases = mergePhases(quick, slow);
    expect(phases.map(({ sees, from, until }) => `${sees} ${from} ${until}`).map((text) => text.trim())).toEqual(
      wanted,
    );
  });
});
