import { expect, test } from 'vitest';
import { fitOf, roomOn, usualRoom } from './room.ts';

test('three tenths of a disk are kept back, and the rest is promised once', () => {
  expect(roomOn(100, usualRoom)).toBe(70);
  expect(roomOn(100, { reserved: 0, overProvisioning: 200 })).toBe(200);
});

test.each([
  ['what fits', [{ bytes: 30, copies: 2 }], [70, 70], 'all'],
  ['to the last byte', [{ bytes: 70, copies: 2 }], [70, 70], 'all'],
  ['a volume larger than any node', [{ bytes: 71, copies: 1 }], [70, 70], 'none'],
  ['a volume for which one node alone is large enough', [{ bytes: 71, copies: 2 }], [70, 80], 'some'],
  [
    'more than all nodes take, once',
    [
      { bytes: 60, copies: 1 },
      { bytes: 60, copies: 1 },
      { bytes: 60, copies: 1 },
    ],
    [70, 70],
    'none',
  ],
  [
    'more than all nodes take, with all copies',
    [
      { bytes: 60, copies: 2 },
      { bytes: 60, copies: 1 },
    ],
    [70, 70],
    'some',
  ],
  ['more copies than nodes, which is told elsewhere', [{ bytes: 10, copies: 5 }], [70, 70], 'all'],
  ['nothing', [], [70], 'all'],
] as const)('of %s, it is said what is certain', (_, wanted, rooms, fit) => {
  expect(fitOf(wanted, rooms)).toBe(fit);
});
