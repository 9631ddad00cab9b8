import { expect, test } from 'vitest';
import { objectsRulesOf, type RuleInput } from '../../check/rule.ts';
import { groupOf, type UnknownObject } from '../../kube/object.ts';
import { exampleAdvertisement, examplePool, exampleService } from './rule-examples.ts';
import { rules as all } from './rules/index.ts';

const rules = objectsRulesOf(all);

/** What a rule would be given of these objects. */
function inputOf(objects: readonly UnknownObject[]): RuleInput {
  const sourced = objects.map((object) => ({ object }));
  const ofKind: RuleInput['ofKind'] = (kind, group) =>
    sourced.filter(
      ({ object }) => object.kind === kind && (group === undefined || groupOf(object.apiVersion) === group),
    );
  return {
    objects: sourced,
    ofKind,
    find: (kind, name, namespace) =>
      ofKind(kind).find(({ object }) => object.metadata.name === name && object.metadata.namespace === namespace),
    faults: [],
    isWhole: true,
  };
}
const messages = (id: string, ...objects: readonly UnknownObject[]) =>
  rules
    .find((rule) => rule.id === id)!
    .check(inputOf(objects))
    .map(({ message }) => message);

test.each(rules)('$id finds its failing example and nothing in its passing one', ({ check, examples }) => {
  expect(check(inputOf(examples.passing))).toEqual([]);
  expect(check(inputOf(examples.failing)).length).toBeGreaterThan(0);
});

test.each<[rule: string, objects: UnknownObject[], messages: string[]]>([
  [
    'pool-overlap',
    [examplePool('a', ['10.0.0.0/28']), examplePool('b', ['10.0.0.8-10.0.0.20'])],
    ['10.0.0.8/29 in pool b overlaps with 10.0.0.0/28 in pool a'],
  ],
  [
    'pool-overlap',
    [examplePool('a', ['10.0.0.0/28', '10.0.0.4/32'])],
    ['10.0.0.4/32 in pool a overlaps with 10.0.0.0/28 in the same pool'],
  ],
  ['pool-overlap', [examplePool('a', ['10.0.0.0/28']), examplePool('a', ['10.0.0.0/28'])], []],
  ['pool-address-invalid', [examplePool('a', ['10.0.0.1'])], ['invalid CIDR "10.0.0.1"']],
  [
    'pool-address-invalid',
    [examplePool('a', ['10.0.0.1-fd00::1'])],
    ['10.0.0.1-fd00::1 goes from IPv4 to IPv6 and holds no address'],
  ],
  ['advertisement-names-no-pool', [exampleAdvertisement('a', { ipAddressPools: ['x'] })], []],
  [
    'pool-not-advertised',
    [
      examplePool('a', ['10.0.0.0/28']),
      exampleAdvertisement('a', { ipAddressPoolSelectors: [{ matchLabels: { no: 'where' } }] }),
    ],
    ['no advertisement covers pool a: its addresses are given out and nobody answers for them'],
  ],
  [
    'pool-not-advertised',
    [examplePool('a', ['10.0.0.0/28']), { ...exampleAdvertisement('a'), kind: 'BGPAdvertisement' }],
    [],
  ],
  ['requested-address-in-no-pool', [exampleService('s', {}, { loadBalancerIP: '10.0.0.1' })], []],
  [
    'requested-address-in-no-pool',
    [examplePool('a', ['10.0.0.0/28']), exampleService('s', {}, { loadBalancerIP: '10.0.1.1' })],
    ['no pool holds 10.0.1.1'],
  ],
  [
    'sharing-key-conflict',
    [
      examplePool('a', ['10.0.0.0/28']),
      ...['x', 'y'].map((name) =>
        exampleService(name, { 'metallb.io/allow-shared-ip': 'k' }, { loadBalancerIP: '10.0.0.1' }),
      ),
    ],
    ['10.0.0.1: apps/x has port TCP/80 on it already'],
  ],
  [
    'sharing-key-conflict',
    [
      examplePool('a', ['10.0.0.0/28']),
      ...['x', 'y'].map((name, i) =>
        exampleService(
          name,
          { 'metallb.io/allow-shared-ip': 'k' },
          { loadBalancerIP: '10.0.0.1', externalTrafficPolicy: 'Local', ports: [{ port: 80 + i }] },
        ),
      ),
    ],
    ['10.0.0.1: apps/x shares it, but with another traffic policy or selector'],
  ],
])('%s of case %# says %j', (rule, objects, expected) => {
  expect(messages(rule, ...objects)).toEqual(expected);
});
