import { expect, test } from 'vitest';
import { askedFor, placeOf } from './asked-for.ts';

const check = (host: string, ip: string, ...status: readonly number[]) => ({
  host,
  served: { ip },
  check: { expectation: { status } },
});

test('a host is asked for where it is served, and not where it is promised to be missing', () => {
  const all = [
    check('dashboard', '192.0.2.1', 404),
    check('dashboard', '192.0.2.2', 200),
    check('dashboard', '192.0.2.2', 404),
    check('hello', '192.0.2.1', 200),
    check('hello', '2001:db8::1', 301),
  ];
  expect(askedFor(all).map(placeOf)).toEqual([
    'dashboard 192.0.2.2',
    'dashboard 192.0.2.2',
    'hello 192.0.2.1',
    'hello 2001:db8::1',
  ]);
});

test('a host that is served nowhere is asked for wherever something is promised of it', () => {
  const all = [check('old', '192.0.2.1', 404), check('old', '192.0.2.2', 404)];
  expect(askedFor(all)).toEqual(all);
});
