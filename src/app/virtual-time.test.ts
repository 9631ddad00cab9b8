import { connect, type PeerCertificate } from 'node:tls';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { EmbeddedCluster } from '../cluster/embedded/contract.ts';
import { setNodeAlive } from '../controlplane/nodes/create-nodes.ts';
import { seededRuntime } from '../core/runtime.ts';
import { conditionOf, type UnknownObject } from '../kube/object.ts';
import { kinds, type Secret, type Service } from '../kube/types.ts';
import { createPlatformCluster } from './bring-up.ts';
import { openWire, type Wire } from './wire.ts';

const day = 24 * 60 * 60;
const startTime = Date.UTC(2026, 0, 1);

let embedded: EmbeddedCluster;
let wire: Wire;
beforeEach(async () => {
  const runtime = seededRuntime({ start: startTime });
  embedded = await createPlatformCluster({ runtime, startTime, installed: 'assumed', fetchSource: () => undefined });
  wire = openWire({ cluster: embedded.cluster, installed: 'assumed', revision: embedded.revision });
  await pass(1);
});
afterEach(async () => {
  await wire.close();
  await embedded.stop();
});

const pass = (seconds: number) => embedded.run({ limitSeconds: seconds });
const create = async (...objects: readonly object[]) => {
  for (const object of objects) await embedded.cluster.create(object as UnknownObject);
};
const object = (apiVersion: string, kind: string, name: string, spec: object, namespace?: string) => ({
  apiVersion,
  kind,
  metadata: { name, namespace },
  spec,
});
const app = (replicas: number) => {
  const labels = { app: 'hello' };
  const container = { name: 'hello', image: 'traefik/whoami:v1.11', ports: [{ containerPort: 80 }] };
  const template = { metadata: { labels }, spec: { containers: [container] } };
  return object('apps/v1', 'Deployment', 'hello', { replicas, selector: { matchLabels: labels }, template }, 'default');
};
const service = (spec: object = {}) =>
  object('v1', 'Service', 'hello', { selector: { app: 'hello' }, ports: [{ port: 80 }], ...spec }, 'default');

/** The certificate that the gate shows to a client that names a server. */
async function shownBy(url: string, servername: string): Promise<PeerCertificate> {
  const { hostname: host, port } = new URL(url);
  return new Promise((resolve, reject) => {
    const socket = connect({ host, port: Number(port), servername, rejectUnauthorized: false }, () => {
      resolve(socket.getPeerCertificate());
      socket.destroy();
    });
    socket.once('error', reject);
  });
}

describe('sixty days later', () => {
  test('a certificate of ninety days is renewed, and the gate shows the new one', async () => {
    const dnsNames = ['hello.home.example.org'];
    const issuerRef = { kind: 'ClusterIssuer', name: 'self' };
    await create(
      object('cert-manager.io/v1', 'ClusterIssuer', 'self', { selfSigned: {} }),
      object('cert-manager.io/v1', 'Certificate', 'hello', { secretName: 'hello-tls', dnsNames, issuerRef }, 'default'),
      app(1),
      service(),
      object(
        'traefik.io/v1alpha1',
        'IngressRoute',
        'hello',
        {
          entryPoints: ['websecure'],
          routes: [{ kind: 'Rule', match: 'Host(`hello.home.example.org`)', services: [{ name: 'hello', port: 80 }] }],
          tls: { secretName: 'hello-tls' },
        },
        'default',
      ),
    );
    await pass(60);
    const { entryPoints } = await wire.gates[0]!.listenAll();
    const secret = async () => (await embedded.cluster.get<Secret>(kinds.Secret, 'hello-tls', 'default'))?.data;
    const certificate = async () =>
      (await embedded.cluster.get({ apiVersion: 'cert-manager.io/v1', kind: 'Certificate' }, 'hello', 'default'))!;
    const [before, shown] = [await secret(), await shownBy(entryPoints.websecure!, dnsNames[0]!)];
    expect(shown.subjectaltname).toBe('DNS:hello.home.example.org');
    expect((await certificate()).status).toMatchObject({ revision: 1 });
    await pass(60 * day - 3600);
    expect((await shownBy(entryPoints.websecure!, dnsNames[0]!)).fingerprint256).toBe(shown.fingerprint256);
    await pass(3600);
    const after = await secret();
    expect(after?.['tls.crt']).not.toBe(before?.['tls.crt']);
    expect(after?.['tls.key']).not.toBe(before?.['tls.key']);
    expect((await certificate()).status).toMatchObject({ revision: 2 });
    expect(conditionOf(await certificate(), 'Ready')).toMatchObject({ status: 'True', reason: 'Ready' });
    const now = await shownBy(entryPoints.websecure!, dnsNames[0]!);
    expect(now.fingerprint256).not.toBe(shown.fingerprint256);
    expect(Date.parse(now.valid_from) - Date.parse(shown.valid_from)).toBe(60 * day * 1000);
    expect(embedded.failures()).toEqual([]);
  });
});

describe('a node that dies', () => {
  test('gives its address to the next after some seconds, its pods after minutes, and takes the address back', async () => {
    const metallb = 'metallb.io/v1beta1';
    await create(
      object(metallb, 'IPAddressPool', 'gate', { addresses: ['192.168.88.60/32'] }, 'metallb-system'),
      object(metallb, 'L2Advertisement', 'gate', { ipAddressPools: ['gate'] }, 'metallb-system'),
      app(3),
      service({ type: 'LoadBalancer' }),
    );
    await pass(60);
    const nodes = async () => {
      const found = await embedded.cluster.get<Service>(kinds.Service, 'hello', 'default');
      return (await wire.explain(found!))?.nodes ?? [];
    };
    const podsOn = async (node: string) => {
      const pods = await embedded.cluster.list(kinds.Pod, { namespace: 'default' });
      return pods.filter(({ spec }) => (spec as { nodeName?: string }).nodeName === node).length;
    };
    const [first, second] = (await nodes()) as [string, string];
    expect(await podsOn(first)).toBeGreaterThan(0);
    await setNodeAlive(embedded.cluster, first, false);
    await pass(7);
    expect((await nodes())[0]).toBe(second);
    expect(await podsOn(first)).toBeGreaterThan(0);
    const deployment = async () =>
      (await embedded.cluster.get(kinds.Deployment, 'hello', 'default'))?.status as { readyReplicas?: number };
    await pass(50);
    expect((await deployment()).readyReplicas).toBe(2);
    await pass(330);
    expect((await deployment()).readyReplicas).toBe(3);
    await setNodeAlive(embedded.cluster, first, true);
    await pass(60);
    expect((await nodes())[0]).toBe(first);
    expect(embedded.failures()).toEqual([]);
  });
});
