import { describe, expect, test } from 'vitest';
import type { LabInput } from '../lab.ts';
import { composeSystem, documentsOf, fileOf } from '../test-lab.ts';
import { component } from './component.ts';

const nodes: LabInput['nodes'] = [
  { name: 's1', address: '10.0.0.2', role: 'control-plane', host: 'oak' },
  { name: 's2', address: '10.0.0.3', role: 'control-plane', labels: { disk: 'ssd' } },
  { name: 's3', address: '10.0.0.4', role: 'control-plane' },
  { name: 'a1', address: '10.0.0.5', taints: [{ key: 'gpu', value: 'yes', effect: 'NoSchedule' }] },
];
const compose = (input: Partial<LabInput> = {}) => composeSystem('k3s', { nodes, ...input });
const configOf = (input: Partial<LabInput>, node: string) => documentsOf(compose(input), `k3s/${node}/config.yaml`)[0];

/** Flags of servers and agents, and of servers alone (k3s pkg/cli/cmds/server.go, agent.go; docs, cli/server, cli/agent). */
const flags = {
  worker: ['node-name', 'node-ip', 'server', 'token-file', 'node-label', 'node-taint'],
  'control-plane': ['cluster-init', 'tls-san', 'cluster-cidr', 'service-cidr', 'cluster-dns', 'disable'],
};

describe('the config of a node of k3s', () => {
  test('starts the cluster on the first server, which joins nobody', () => {
    expect(configOf({}, 's1')).toEqual({
      'node-name': 's1',
      'node-ip': ['10.0.0.2'],
      'cluster-init': true,
      'token-file': '/etc/rancher/k3s/join-token',
      'node-label': ['topology.kubernetes.io/zone=oak'],
      'cluster-cidr': ['10.42.0.0/16'],
      'service-cidr': ['10.43.0.0/16'],
      'cluster-dns': ['10.43.0.10'],
      disable: ['servicelb', 'traefik'],
    });
  });

  test('joins the first server everywhere else', () => {
    expect(configOf({}, 's2')).toMatchObject({ server: 'https://10.0.0.2:6443', 'node-label': ['disk=ssd'] });
    expect(configOf({}, 's3')).not.toHaveProperty('cluster-init');
    expect(configOf({}, 'a1')).toEqual({
      'node-name': 'a1',
      'node-ip': ['10.0.0.5'],
      server: 'https://10.0.0.2:6443',
      'token-file': '/etc/rancher/k3s/join-token',
      'node-taint': ['gpu=yes:NoSchedule'],
    });
  });

  test('starts no etcd for a server that is alone', () => {
    expect(configOf({ nodes: [nodes[0]!] }, 's1')).not.toHaveProperty('cluster-init');
  });

  test('joins the API address, which the certificate of each server holds', () => {
    const distribution = { kind: 'k3s', api: { address: '10.0.0.8' } };
    expect(configOf({ distribution }, 's1')).toMatchObject({ 'cluster-init': true, 'tls-san': ['10.0.0.8'] });
    expect(configOf({ distribution }, 's3')).toMatchObject({
      server: 'https://10.0.0.8:6443',
      'tls-san': ['10.0.0.8'],
    });
    expect(configOf({ distribution }, 'a1')).not.toHaveProperty('tls-san');
  });

  test('writes an IPv6 address into a URL in brackets', () => {
    const distribution = { kind: 'k3s', api: { address: 'fd00::8' } };
    expect(configOf({ distribution }, 'a1')).toMatchObject({ server: 'https://[fd00::8]:6443' });
  });

  test.each([
    [['servicelb'], ['servicelb']],
    [
      ['traefik', 'servicelb', 'local-storage'],
      ['local-storage', 'servicelb', 'traefik'],
    ],
  ] as const)('leaves out what the lab says: %j', (disable, expected) => {
    const distribution = { kind: 'k3s', disable: [...disable] };
    expect(configOf({ distribution }, 's2')).toMatchObject({ disable: expected });
  });

  test('has networks of its own where the lab names them, and DNS inside them', () => {
    const distribution = { kind: 'k3s', pods: '172.20.0.0/16', services: '172.21.0.0/16' };
    expect(configOf({ distribution }, 's1')).toMatchObject({
      'cluster-cidr': ['172.20.0.0/16'],
      'service-cidr': ['172.21.0.0/16'],
      'cluster-dns': ['172.21.0.10'],
    });
  });

  test('knows no flag that k3s does not know', () => {
    for (const node of nodes) {
      const known = [...flags.worker, ...(node.role === 'control-plane' ? flags['control-plane'] : [])];
      const config = configOf({ distribution: { kind: 'k3s', api: { address: '10.0.0.8' } } }, node.name);
      expect(Object.keys(config as object).filter((key) => !known.includes(key))).toEqual([]);
    }
  });
});

describe('the API address', () => {
  const api = { address: '10.0.0.8' };

  test('is held by kube-vip, which leaves Services alone', () => {
    const objects = documentsOf(compose({ distribution: { kind: 'k3s', api } }), 'k3s/manifests/kube-vip.yaml');
    expect(objects.map((object) => (object as { kind: string }).kind)).toEqual([
      'ServiceAccount',
      'ClusterRole',
      'ClusterRoleBinding',
      'DaemonSet',
    ]);
    const env = JSON.stringify(objects.at(-1));
    expect(env).toContain('{"name":"address","value":"10.0.0.8"}');
    expect(env).toContain('{"name":"svc_enable","value":"false"}');
  });

  test('is held by keepalived where the lab says so, by the first server first', () => {
    const parts = compose({ distribution: { kind: 'k3s', api, holder: 'keepalived', interface: 'ens18' } });
    expect(fileOf(parts, 'k3s/s1/keepalived.conf')).toContain('state MASTER\n  priority 200');
    expect(fileOf(parts, 'k3s/s3/keepalived.conf')).toContain('state BACKUP\n  priority 180');
    expect(fileOf(parts, 'k3s/s3/keepalived.conf')).toMatch(/interface ens18[\s\S]*10\.0\.0\.8\/24/);
    expect(parts.files?.map(({ path }) => path)).not.toContain('k3s/manifests/kube-vip.yaml');
    expect(parts.files?.map(({ path }) => path)).not.toContain('k3s/a1/keepalived.conf');
  });
});

describe('the guide of k3s', () => {
  test.each([
    ['1.36.3', 'INSTALL_K3S_VERSION=v1.36.3+k3s1'],
    ['v1.35.1+k3s2', 'INSTALL_K3S_VERSION=v1.35.1+k3s2'],
  ])('installs Kubernetes %s by its pin', (kubernetes, pin) => {
    expect(compose({ versions: { kubernetes } }).guide).toContain(pin);
  });

  test('tells the order in which nodes join', () => {
    expect(compose().guide).toContain('1. `s1`, which starts the cluster.\n2. `s2`, `s3`, one after the other');
  });

  test.each([
    [{ env: 'K3S_TOKEN' }, `printf '%s' "$K3S_TOKEN" | ssh`],
    [{ file: '~/join' }, '< ~/join'],
    [{ sops: 'secrets/join.yaml' }, `sops --decrypt --extract '["stringData"]["token"]' secrets/join.yaml | ssh`],
    [undefined, 'openssl rand -hex 32'],
  ])('takes the secret of %j where it is, and never as an argument', (token, command) => {
    expect(compose({ distribution: { kind: 'k3s', token } }).guide).toContain(command);
  });
});

test('k3s is composed where the lab runs on it', () => {
  expect(composeSystem('k3s', {}).files?.length).toBe(1);
  const chosen = (kind: string) => component.isChosen!({ distribution: { kind } } as never);
  expect([chosen('k3s'), chosen('talos'), chosen('existing')]).toEqual([true, false, false]);
});
