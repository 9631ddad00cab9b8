import { describe, expect, it } from 'vitest';
import { kinds, type NetworkPolicy, type Pod } from '../../kube/types.ts';
import { closingPolicies, type PodConnection } from './network-policy.ts';

const pod = (namespace: string, app: string, ip: string, spec: object = {}): Pod => ({
  ...kinds.Pod,
  metadata: { name: app, namespace, labels: { app } },
  spec: { containers: [{ name: app, image: app, ports: [{ name: 'http', containerPort: 8080 }] }], ...spec },
  status: { podIP: ip } as NonNullable<Pod['status']>,
});
const hello = pod('web', 'hello', '10.42.0.9');
const gate = pod('traefik', 'traefik', '10.42.1.5');
const policy = (spec: object, namespace = 'web'): NetworkPolicy => ({
  ...kinds.NetworkPolicy,
  metadata: { name: 'p', namespace },
  spec: { podSelector: {}, ...spec },
});
const labelsOf = (namespace: string) => ({ 'kubernetes.io/metadata.name': namespace });
const isOpen = (policies: readonly NetworkPolicy[], connection: Partial<PodConnection> = {}) =>
  closingPolicies(policies, { to: hello, port: 8080, from: gate, ...connection }, labelsOf).length === 0;
const fromNamespace = (name: string) => ({ namespaceSelector: { matchLabels: labelsOf(name) } });

describe('a connection from the gate to a pod', () => {
  it.each<[string, boolean, readonly NetworkPolicy[]]>([
    ['without policies', true, []],
    ['with one that lets nobody in', false, [policy({})]],
    ['with one in another namespace', true, [policy({}, 'other')]],
    ['with one for other pods', true, [policy({ podSelector: { matchLabels: { app: 'db' } } })]],
    ['with one about what goes out', true, [policy({ policyTypes: ['Egress'] })]],
    ['with a rule for everybody', true, [policy({ ingress: [{}] })]],
    ['with two of which one admits it', true, [policy({}), policy({ ingress: [{}] })]],
    ['with a rule for pods of its own namespace', false, [policy({ ingress: [{ from: [{ podSelector: {} }] }] })]],
    ['with a rule for its namespace', true, [policy({ ingress: [{ from: [fromNamespace('traefik')] }] })]],
    ['with a rule for another namespace', false, [policy({ ingress: [{ from: [fromNamespace('ingress')] }] })]],
    [
      'with a rule for other pods of its namespace',
      false,
      [policy({ ingress: [{ from: [{ ...fromNamespace('traefik'), podSelector: { matchLabels: { app: 'x' } } }] }] })],
    ],
    ['with a rule for its address', true, [policy({ ingress: [{ from: [{ ipBlock: { cidr: '10.42.0.0/16' } }] }] })]],
    [
      'with a rule that leaves its address out',
      false,
      [policy({ ingress: [{ from: [{ ipBlock: { cidr: '10.42.0.0/16', except: ['10.42.1.0/24'] } }] }] })],
    ],
    ['with a rule for the port', true, [policy({ ingress: [{ ports: [{ port: 8080 }] }] })]],
    ['with a rule for the port by name', true, [policy({ ingress: [{ ports: [{ port: 'http' }] }] })]],
    ['with a rule for a range', true, [policy({ ingress: [{ ports: [{ port: 8000, endPort: 9000 }] }] })]],
    ['with a rule for the port of the Service', false, [policy({ ingress: [{ ports: [{ port: 80 }] }] })]],
    ['with a rule for UDP', false, [policy({ ingress: [{ ports: [{ port: 8080, protocol: 'UDP' }] }] })]],
  ])('%s: open %s', (_, open, policies) => {
    expect(isOpen(policies)).toBe(open);
  });

  it('of or to the network of a node is not judged', () => {
    const onHost = { hostNetwork: true };
    expect(isOpen([policy({})], { from: pod('traefik', 'traefik', '192.168.1.2', onHost) })).toBe(true);
    expect(isOpen([policy({})], { to: pod('web', 'hello', '192.168.1.2', onHost) })).toBe(true);
  });
});

it('from outside gets in by address alone; who is anybody may be in any block', () => {
  const block = policy({ ingress: [{ from: [{ ipBlock: { cidr: '192.168.0.0/16' } }] }] });
  expect(isOpen([block], { from: '192.168.3.4' })).toBe(true);
  expect(isOpen([block], { from: '203.0.113.7' })).toBe(false);
  expect(isOpen([block], { from: undefined })).toBe(true);
  expect(isOpen([policy({ ingress: [{ from: [{ namespaceSelector: {} }] }] })], { from: undefined })).toBe(false);
});
