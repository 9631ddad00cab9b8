import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseRange, printAddress } from '../../../core/address.ts';
import { isBuggy, parsePoolAddresses, printCidr } from './addresses.ts';

const read = (text: string): string | readonly string[] => {
  const result = parsePoolAddresses(text);
  return 'error' in result ? result.error : result.cidrs.map(printCidr);
};

test.each<[string, string | readonly string[]]>([
  ['192.168.1.240-192.168.1.250', ['192.168.1.240/29', '192.168.1.248/31', '192.168.1.250/32']],
  ['192.168.1.10/24', ['192.168.1.0/24']],
  [' 192.168.1.1 - 192.168.1.5 ', ['192.168.1.1/32', '192.168.1.2/31', '192.168.1.4/31']],
  [' 192.168.1.0/24', 'invalid CIDR " 192.168.1.0/24"'],
  ['192.168.1.10', 'invalid CIDR "192.168.1.10"'],
  ['192.168.1.240-250', 'invalid IP range "192.168.1.240-250": invalid end IP "250"'],
  ['192.168.1.0/24-192.168.1.10', 'invalid IP range "192.168.1.0/24-192.168.1.10": invalid start IP "192.168.1.0/24"'],
  [
    '192.168.1.5-192.168.1.1',
    'invalid IP range "192.168.1.5-192.168.1.1": start IP "192.168.1.5" is after the end IP "192.168.1.1"',
  ],
  ['192.168.01.1/24', 'invalid CIDR "192.168.01.1/24"'],
  ['1.2.3.4/024', ['1.2.3.0/24']],
  ['192.168.1.1-fc00::1', []],
  [
    'fc00::1-192.168.1.1',
    'invalid IP range "fc00::1-192.168.1.1": start IP "fc00::1" is after the end IP "192.168.1.1"',
  ],
  ['::ffff:1.2.3.0/120', ['1.2.3.0/24']],
  ['192.168.1.1–192.168.1.5', 'invalid CIDR "192.168.1.1–192.168.1.5"'],
  ['', 'invalid CIDR ""'],
  ['0.0.0.0-255.255.255.255', ['0.0.0.0/0']],
  ['fd00::10-fd00::1f', ['fd00::10/124']],
])('%j reads as %j', (text, expected) => {
  expect(read(text)).toEqual(expected);
});

test('the blocks of a range are its addresses, ascending and without gap', () => {
  const address = fc.nat(0xffffffff).map((value) => ({ family: 4 as const, value: BigInt(value) }));
  fc.assert(
    fc.property(address, fc.nat(5000), (first, length) => {
      const last = { family: 4 as const, value: first.value + BigInt(length) };
      fc.pre(last.value <= 0xffffffffn);
      const text = `${printAddress(first)}-${printAddress(last)}`;
      const result = parsePoolAddresses(text);
      const cidrs = 'cidrs' in result ? result.cidrs : [];
      let next = first.value;
      for (const cidr of cidrs) {
        expect(cidr.first).toBe(next);
        expect(parseRange(printCidr(cidr))).toMatchObject({ first: cidr.first, last: cidr.last });
        next = cidr.last + 1n;
      }
      expect(next).toBe(last.value + 1n);
    }),
    { seed: 1 },
  );
});

test.each([
  [4, 0x0a000000n, true],
  [4, 0x0a0000ffn, true],
  [4, 0x0a000001n, false],
  [6, 0n, false],
] as const)('of family %i, %i is buggy: %s', (family, value, buggy) => {
  expect(isBuggy({ family, value })).toBe(buggy);
});
