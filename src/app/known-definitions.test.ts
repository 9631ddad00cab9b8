import { expect, it } from 'vitest';
import { judgeObjects } from '../check/judge-objects.ts';
import type { UnknownObject } from '../kube/object.ts';
import { knownDefinitionsOf } from './known-definitions.ts';

const object = (apiVersion: string, kind: string, spec: object): UnknownObject => ({
  apiVersion,
  kind,
  metadata: { name: 'hello', namespace: 'hello' },
  spec,
});

const told = async (each: UnknownObject) =>
  (await judgeObjects([{ object: each }], knownDefinitionsOf)).map(({ code, path, hint }) => [
    code,
    path?.join('.'),
    hint,
  ]);

const route = { parentRefs: [{ name: 'gate' }], hostnames: ['hello.example.org'] };
const secret = { secretStoreRef: { kind: 'ClusterSecretStore', name: 'vault' }, refreshInterval: '1h' };

it.each([
  object('gateway.networking.k8s.io/v1', 'HTTPRoute', {
    ...route,
    rules: [{ backendRefs: [{ name: 'a', port: 80 }] }],
  }),
  object('external-secrets.io/v1', 'ExternalSecret', { ...secret, dataFrom: [{ extract: { key: 'hello' } }] }),
  object('monitoring.coreos.com/v1', 'ServiceMonitor', { selector: {}, endpoints: [{ port: 'http', interval: '1m' }] }),
  object('external-secrets.io/v1beta1', 'ExternalSecret', { ...secret, anything: 1 }),
  object('nowhere.example.org/v1', 'Thing', { anything: 1 }),
])('nothing is said of $kind of $apiVersion as people write it', async (each) => {
  expect(await told(each)).toEqual([]);
});

it.each([
  [
    object('gateway.networking.k8s.io/v1', 'HTTPRoute', {
      ...route,
      rules: [{ backendRef: [{ name: 'a', port: 80 }] }],
    }),
    ['field-unknown', 'spec.rules.0.backendRef', 'did you mean backendRefs?'],
  ],
  [
    object('external-secrets.io/v1', 'ExternalSecret', { dataFrom: [], refreshIntervall: '1h' }),
    ['field-unknown', 'spec.refreshIntervall', expect.any(String)],
  ],
  [
    object('monitoring.coreos.com/v1', 'ServiceMonitor', { selector: {}, endpoints: [{ port: 80 }] }),
    ['value-of-wrong-type', 'spec.endpoints.0.port', expect.any(String)],
  ],
  [
    object('cilium.io/v2', 'CiliumLoadBalancerIPPool', { block: [{ cidr: '10.0.0.0/24' }] }),
    ['field-unknown', 'spec.block', expect.any(String)],
  ],
  [
    object('metallb.io/v1beta1', 'IPAddressPool', { addresses: '192.168.1.0/24' }),
    ['value-of-wrong-type', 'spec.addresses', expect.any(String)],
  ],
])('a mistake in a kind that no file defines is found: %#', async (each, fault) => {
  expect(await told(each)).toEqual([fault]);
});
