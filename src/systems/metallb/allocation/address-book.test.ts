import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseAddress, printAddress } from '../../../core/address.ts';
import { bookOf, pool } from '../fixtures/objects.ts';
import type { AddressRequest } from './request.ts';

const range = Array.from({ length: 10 }, (_, i) => `10.0.0.${i + 250 > 255 ? i - 6 : i + 250}`);
/** Two entries, the higher first; .255 and .0 are avoided. */
const written = ['10.0.0.250-10.0.0.255', '10.0.0.0-10.0.0.3'];

const claims = fc.record({
  key: fc.constantFrom('a/1', 'a/2', 'a/3', 'a/4', 'a/5', 'a/6', 'a/7', 'a/8', 'a/9', 'a/10', 'a/11', 'a/12'),
  sharingKey: fc.constantFrom('', 'k', 'l'),
  backendKey: fc.constantFrom('', 'app=x'),
  ports: fc.constantFrom(['TCP/80'], ['TCP/443'], ['UDP/53', 'TCP/53'], ['TCP/80', 'TCP/443']),
});
const steps = fc.array(
  fc.oneof(
    { weight: 3, arbitrary: claims.map((claim) => ({ do: 'take' as const, claim })) },
    { weight: 1, arbitrary: claims.map((claim) => ({ do: 'ask' as const, claim })) },
    { weight: 2, arbitrary: claims.map((claim) => ({ do: 'leave' as const, claim })) },
  ),
  { maxLength: 60 },
);

/** The same by looking at every address in turn, as upstream does. */
function plainBook() {
  const held = new Map<string, { readonly address: string; readonly claim: AddressRequest }>();
  const others = (address: string, key: string) =>
    [...held.values()].filter((each) => each.address === address && each.claim.key !== key);
  const accepts = (address: string, claim: AddressRequest) =>
    others(address, claim.key).every(
      ({ claim: other }) =>
        claim.sharingKey !== '' &&
        other.sharingKey === claim.sharingKey &&
        other.backendKey === claim.backendKey &&
        !other.ports.some((port) => claim.ports.includes(port)),
    );
  const first = (claim: AddressRequest) =>
    range.find((address) => !/\.(0|255)$/.test(address) && accepts(address, claim));
  return { held, first, accepts };
}

test('the first address found is the one that looking at every address in turn finds', () => {
  fc.assert(
    fc.property(steps, (taken) => {
      const book = bookOf(pool('p', written, { avoidBuggyIPs: true }));
      const plain = plainBook();
      for (const { do: what, claim: parts } of taken) {
        const claim: AddressRequest = { ...parts, namespace: 'a', labels: undefined };
        book.release(claim.key);
        plain.held.delete(claim.key);
        if (what === 'leave') continue;
        const expected = what === 'ask' ? '10.0.0.252' : plain.first(claim);
        const found = what === 'ask' ? parseAddress('10.0.0.252') : book.firstAvailable(book.pools.get('p')!, 4, claim);
        expect(found && printAddress(found)).toBe(expected);
        if (!found || !expected) continue;
        const accepted = plain.accepts(expected, claim);
        expect(book.assign(claim, [found]) === undefined).toBe(accepted);
        if (accepted) plain.held.set(claim.key, { address: expected, claim });
      }
      const used = book.pools.get('p')!.cidrs.reduce((sum, cidr) => sum + book.usedIn(cidr), 0n);
      expect(used).toBe(BigInt(new Set([...plain.held.values()].map(({ address }) => address)).size));
    }),
    { seed: 1, numRuns: 500 },
  );
});

test('what is held follows its addresses into another pool, and ends with them', () => {
  const claim: AddressRequest = {
    key: 'a/s',
    namespace: 'a',
    labels: undefined,
    ports: ['TCP/80'],
    sharingKey: '',
    backendKey: '',
  };
  const book = bookOf(pool('old', ['10.0.0.0/30']));
  book.assign(claim, [parseAddress('10.0.0.2')]);
  book.setPools(bookOf(pool('new', ['10.0.0.2/31'])).pools);
  expect(book.holdingOf('a/s')?.pool).toBe('new');
  expect(book.usedIn(book.pools.get('new')!.cidrs[0]!)).toBe(1n);
  book.setPools(bookOf(pool('new', ['10.0.0.0/31'])).pools);
  expect(book.holdingOf('a/s')).toBeUndefined();
  expect(book.usedIn(book.pools.get('new')!.cidrs[0]!)).toBe(0n);
});
