import { afterEach, beforeEach, expect, test } from 'vitest';
import { startTestCluster, type TestCluster } from '../controlplane/test-world.ts';
import { kinds, type Pod } from '../kube/types.ts';
import type { Expectation, Gate } from '../systems/system.ts';
import { type NameCheck, whyUnanswered } from './migrate-clients.ts';
import { checksOf, unwatchedNames } from './migrate-sides.ts';
import type { Wire } from './wire.ts';

let world: TestCluster;
beforeEach(async () => {
  world = await startTestCluster();
});
afterEach(() => world.stop());

const gatePod = { ...kinds.Pod, metadata: { name: 'gate', namespace: 'gate' }, spec: { containers: [] } } as Pod;

/** A gate whose pod gets what comes to a port of an address, on a port of its own. */
const wireOf = (ports: Readonly<Record<number, number>>): Wire =>
  ({
    gates: [
      {
        owns: () => true,
        decide: async (_: Pod, __: number, { host }: { host: string }) =>
          ({ allowed: true, backend: host === 'a.example.org' ? 'a/a' : 'b/b' }) as never,
      } as unknown as Gate,
    ],
    forward: async ({ port }: { port: number }) => ({
      pods: ports[port] === undefined ? [] : [{ pod: gatePod, port: ports[port] }],
      seenAs: '10.0.0.1',
    }),
  }) as unknown as Wire;

async function serve(address: string, ports: readonly number[]): Promise<void> {
  await world.create({
    ...kinds.Service,
    metadata: { name: 'gate', namespace: 'default' },
    spec: { type: 'LoadBalancer', selector: { app: 'gate' }, ports: ports.map((port) => ({ name: `p${port}`, port })) },
  });
  await world.cluster.patch(kinds.Service, 'gate', 'default', {
    type: 'merge',
    subresource: 'status',
    body: { status: { loadBalancer: { ingress: [{ ip: address }] } } },
  } as never);
}

const expectation = (more: Partial<Expectation>): Expectation =>
  ({
    ...{
      object: 'IngressRoute/a/a',
      route: 'IngressRoute/a/a',
      host: 'a.example.org',
      path: '/',
      tls: true,
      port: 8443,
    },
    ...{
      named: true,
      from: '192.168.1.9',
      client: 'anyone',
      status: [200],
      backends: ['a/a'],
      certificate: true,
      ...more,
    },
  }) as Expectation;
const check = (...expectations: readonly Expectation[]): NameCheck => ({ name: 'a.example.org', expectations });

test('a host is asked for at an address of either family, by what is promised to that family', async () => {
  await serve('fd00::10', [443]);
  const both = check(expectation({}), expectation({ from: 'fd00::9' }));
  expect(await whyUnanswered(world.cluster, wireOf({ 443: 8443 }), 'fd00::10', both)).toBeUndefined();
  const other = check(expectation({ from: 'fd00::9', host: 'b.example.org' }));
  expect(await whyUnanswered(world.cluster, wireOf({ 443: 8443 }), 'fd00::10', other)).toBe('the gate sends it to b/b');
});

test('an entry point on a port of its own is asked at the port that leads to it', async () => {
  await serve('192.168.1.10', [443, 8444]);
  const wire = wireOf({ 443: 8443, 8444: 9443 });
  expect(await whyUnanswered(world.cluster, wire, '192.168.1.10', check(expectation({ port: 9443 })))).toBeUndefined();
  expect(await whyUnanswered(world.cluster, wire, '192.168.1.10', check(expectation({ port: 7000 })))).toBe(
    'nothing is promised on port 8443 of the gate',
  );
});

test('an address without a gate is answered where a pod gets what comes to its Service', async () => {
  await serve('192.168.1.10', [5432]);
  const own: NameCheck = { name: 'app db', expectations: [] };
  expect(await whyUnanswered(world.cluster, wireOf({ 5432: 5432 }), '192.168.1.10', own)).toBeUndefined();
  expect(await whyUnanswered(world.cluster, wireOf({}), '192.168.1.10', own)).toContain('192.168.1.10');
  expect(await whyUnanswered(world.cluster, wireOf({}), '192.168.1.11', own)).toBe(
    'nobody has the address 192.168.1.11',
  );
});

test('what nobody asks for is told: a host that nothing is promised of, and an address of a family without a promise', () => {
  const table = new Map([
    ['a.example.org', ['192.168.1.10', 'fd00::10']],
    ['c.example.org', ['192.168.1.10']],
    ['app db', ['192.168.1.11']],
  ]);
  const checks = checksOf([table, table], [expectation({})]);
  expect(checks.map(({ name }) => name)).toEqual(['a.example.org', 'app db']);
  expect(unwatchedNames([table, table], checks)).toEqual([
    'nobody asks for a.example.org at fd00::10: nothing is promised of it there',
    'nobody asks for c.example.org at 192.168.1.10: nothing is promised of it there',
  ]);
});
