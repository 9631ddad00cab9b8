import { expect, test } from 'vitest';
import { makeRuleInput } from './check-objects.ts';
import { operatedNamespaces } from './made-by-operator.ts';

const custom = (spec: unknown, apiVersion = 'data.example.org/v1') =>
  makeRuleInput([{ object: { apiVersion, kind: 'Cluster', metadata: { name: 'main', namespace: 'data' }, spec } }]);

test.each([
  ['a number of instances', { instances: 3 }, true],
  ['an image', { image: 'db:1' }, true],
  ['replicas of a part', { brokers: { replicas: 3 } }, true],
  ['what another program reads', { secretName: 'main-tls', dnsNames: [] }, false],
  ['nothing', undefined, false],
])('an operator makes workloads in the namespace of an object that says %s: %j is %j', (_, spec, isOperated) => {
  expect(operatedNamespaces(custom(spec)).has('data')).toBe(isOperated);
});

test('workloads of Kubernetes are no doing of an operator', () => {
  expect(operatedNamespaces(custom({ replicas: 2 }, 'apps/v1')).size).toBe(0);
});
