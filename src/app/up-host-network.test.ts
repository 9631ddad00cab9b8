import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { setNodeAlive } from '../controlplane/nodes/create-nodes.ts';
import { loadSubject } from './load-subject.ts';
import { startPlatform } from './platform.ts';
import { trace } from './trace.ts';
import { up } from './up.ts';
import { openWire } from './wire.ts';

/** A gate on the ports of one node, the form to move away from. */
const lab = `
name: home
domain: home.example.org
network: { cidr: 192.168.1.0/24, gateway: 192.168.1.1, dhcp: 192.168.1.2-192.168.1.9 }
nodes:
  - { name: cp, address: 192.168.1.10, role: control-plane }
  - { name: w1, address: 192.168.1.11 }
ingress: { tls: none, hostNetwork: { nodes: { node-role.kubernetes.io/control-plane: 'true' } } }
apps:
  - { name: whoami, image: 'docker.io/traefik/whoami:v1.11.0', port: 80 }
  - { name: paint, image: 'docker.io/traefik/whoami:v1.11.0', port: 80, access: lan }
`;

const folder = mkdtempSync(join(tmpdir(), 'gatehouse-host-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const labAt = (name: string, text: string) => {
  const file = join(folder, `${name}.yaml`);
  writeFileSync(file, text);
  return file;
};
const file = labAt('lab', lab);
const signal = new AbortController().signal;
const bringUp = async (path: string) => {
  const { report, close } = await up(path, { keep: false, onProgress: () => undefined, signal });
  await close();
  return report;
};

describe('a gate on the ports of nodes', () => {
  test('is asked at the address of its node, and sees who asks', async () => {
    const { verdict, routes } = await bringUp(file);
    expect(verdict).toBe('proven');
    expect(routes.map(({ url, address, client, observed }) => `${address} ${url} ${client}: ${observed}`)).toEqual([
      '192.168.1.10 http://192.168.1.10/ anyone: 404',
      '192.168.1.10 http://paint.home.example.org/ allowed: 200 paint/paint',
      '192.168.1.10 http://paint.home.example.org/ outside: 403',
      '192.168.1.10 http://whoami.home.example.org/ anyone: 200 whoami/whoami',
    ]);
  });

  test('is traced by the node, the pod that listens there, and the true client', async () => {
    const { hops, outcome } = await trace('http://paint.home.example.org/', file, { from: '203.0.113.7' });
    expect(
      hops.slice(0, 4).map(({ at, decision }) => `${at}: ${decision.replace(/traefik-\w+,/, 'traefik-x,')}`),
    ).toEqual([
      'name: paint.home.example.org → 192.168.1.10',
      'node: cp has the address 192.168.1.10 itself',
      'endpoint: Pod traefik/traefik-x, port 80',
      'client-address: the pod sees 203.0.113.7',
    ]);
    expect(outcome).toMatchObject({ status: 403, allowed: false });
  });

  test('goes with its node: the address is gone, and nobody takes it over', async () => {
    const subject = await loadSubject(file);
    const { embedded } = await startPlatform(subject, () => undefined);
    const wire = openWire({ cluster: embedded.cluster, revision: embedded.revision });
    try {
      const gate = (await wire.serve()).find(({ ip, port }) => ip === '192.168.1.10' && port === 80)!;
      const outcome = async () => (await wire.forward(gate, '203.0.113.7')).outcome;
      expect(await outcome()).toBe('delivered');
      await setNodeAlive(embedded.cluster, 'cp', false);
      await embedded.run({ until: () => false, limitSeconds: 400 });
      expect(await outcome()).toBe('unreachable');
      expect((await wire.serve()).some(({ ip }) => ip === '192.168.1.11')).toBe(false);
    } finally {
      await wire.close();
      await embedded.stop();
    }
  });

  test('with a rolling update of its own is told to wait for itself', async () => {
    const values = 'values: { updateStrategy: { rollingUpdate: { maxSurge: 1, maxUnavailable: 0 } } } }';
    const path = labAt(
      'rolling',
      lab.replace('{ tls: none,', '{ tls: none, kind: Deployment,').replace(/ \}\napps/, `, ${values}\napps`),
    );
    const { findings, verdict } = await bringUp(path);
    expect(findings).toMatchObject([{ code: 'rollout-needs-host-port', severity: 'warning' }]);
    expect(findings[0]?.message).toContain('the new pod waits for port 80 on cp');
    expect(verdict).toBe('proven');
  });

  test('on nodes that are none is told so, and no route is called kept', async () => {
    const path = labAt('nowhere', lab.replace("control-plane: 'true'", "control-plane: 'no'"));
    const { verdict, routes, findings } = await bringUp(path);
    expect(verdict).toBe('unknown');
    expect(routes).toEqual([]);
    const told = findings.find(({ code }) => code === 'daemonset-on-no-node');
    expect(told?.message).toBe(
      'no node has node-role.kubernetes.io/control-plane=no: it runs nowhere; cp has node-role.kubernetes.io/control-plane=true',
    );
  });
});
