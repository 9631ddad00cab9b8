import { expect, test } from 'vitest';
import type { UnknownObject } from '../../../kube/object.ts';
import { advertisement } from '../fixtures/cluster.ts';
import { pool } from '../fixtures/objects.ts';
import type { L2Advertisement } from '../objects.ts';
import { admit } from './refusals.ts';

const there = [pool('first', ['10.0.0.0/28']), pool('second', ['10.0.1.0/28'])];
const ads = [advertisement('all')] as L2Advertisement[];
const asked = (object: object, operation: 'CREATE' | 'UPDATE' = 'CREATE') =>
  admit({ operation, object: object as UnknownObject, namespace: 'metallb-system', pools: there, advertisements: ads });
const elsewhere = (object: { metadata: object }) => ({
  ...object,
  metadata: { ...object.metadata, namespace: 'default' },
});

test.each<[what: string, object: object, operation: 'CREATE' | 'UPDATE', refusal: string | undefined]>([
  ['a pool of free addresses', pool('third', ['10.0.2.0/28']), 'CREATE', undefined],
  [
    'a pool that overlaps',
    pool('a-third', ['10.0.0.8/32']),
    'CREATE',
    'CIDR "10.0.0.8/32" in pool "a-third" overlaps with already defined CIDR "10.0.0.0/28"',
  ],
  [
    'a pool in another namespace',
    elsewhere(pool('third', ['10.0.2.0/28'])),
    'CREATE',
    'resource must be created in metallb-system namespace',
  ],
  ['a pool in another namespace that changes', elsewhere(pool('third', ['10.0.2.0/28'])), 'UPDATE', undefined],
  ['a pool that moves', pool('first', ['10.0.0.0/29']), 'UPDATE', undefined],
  [
    'a pool that moves into another',
    pool('second', ['10.0.0.0/29']),
    'UPDATE',
    'CIDR "10.0.0.0/29" in pool "second" overlaps with already defined CIDR "10.0.0.0/28"',
  ],
  [
    'a pool of one bare address',
    pool('third', ['10.0.2.1']),
    'CREATE',
    'parsing address pool third: invalid CIDR "10.0.2.1" in pool "third": invalid CIDR "10.0.2.1"',
  ],
  ['an advertisement', advertisement('more', { ipAddressPools: ['nowhere'] }), 'CREATE', undefined],
  [
    'an advertisement that names a pool twice',
    advertisement('more', { ipAddressPools: ['first', 'first'] }),
    'CREATE',
    'duplicate definition of ipAddressPools "first"',
  ],
  [
    'another kind',
    { apiVersion: 'metallb.io/v1beta1', kind: 'Community', metadata: { name: 'c', namespace: 'metallb-system' } },
    'CREATE',
    undefined,
  ],
])('%s', (_what, object, operation, refusal) => {
  expect(asked(object, operation)).toBe(refusal);
});
