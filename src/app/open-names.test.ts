import { expect, test } from 'vitest';
import { openNames } from './open-names.ts';

test('a name is looked up once, however often it is asked for', async () => {
  const asked: string[] = [];
  const { addressesOf } = openNames(60_000, async (name) => {
    asked.push(name);
    return ['192.0.2.1'];
  });
  expect([await addressesOf('a'), await addressesOf('a'), await addressesOf('b')]).toEqual(
    Array(3).fill(['192.0.2.1']),
  );
  expect(asked).toEqual(['a', 'b']);
});

test('what a DNS that hangs does not say in time is not known, for all names together', async () => {
  const { addressesOf } = openNames(1, () => new Promise(() => undefined));
  expect(await Promise.all(['a', 'b', 'c'].map(addressesOf))).toEqual([undefined, undefined, undefined]);
  expect(await addressesOf('d')).toBeUndefined();
});
