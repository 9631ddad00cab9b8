import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Snapshot } from '../cluster/snapshot/format.ts';
import { snapshotLines } from '../cluster/snapshot/read-snapshot.ts';
import { takeSnapshot } from '../cluster/snapshot/take-snapshot.ts';
import { printRef } from '../kube/object.ts';
import { build } from './build.ts';
import { check } from './check.ts';
import { loadSubject } from './load-subject.ts';
import { startPlatform } from './platform.ts';
import { policy, suggest } from './policies/policy-report.ts';
import { render } from './render-lab.ts';
import { verifySnapshot } from './verify-live.ts';

const lab = fileURLToPath(new URL('../../examples/k3s-homelab/lab.yaml', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'gatehouse-running-'));
let snapshot: Snapshot;
let path: string;

function write(name: string, { head, objects }: Snapshot): string {
  const file = join(folder, name);
  writeFileSync(file, [...snapshotLines({ head: { ...head, objects: objects.length }, objects })].join(''));
  return file;
}

beforeAll(async () => {
  const { embedded } = await startPlatform(await loadSubject(lab), () => undefined);
  const taken = { cluster: embedded.cluster, context: 'home', kubernetesVersion: 'v1.36.3' };
  snapshot = await takeSnapshot(taken);
  await embedded.stop();
  path = write('home.snapshot', snapshot);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('of what runs rules find what they find in its files: nothing here, and a mistake where one is made', async () => {
  const { name, findings, objects, coverage } = await check(path);
  expect({ name, findings }).toEqual({ name: 'home', findings: [] });
  expect(objects).toBeGreaterThan(100);
  expect(coverage).toMatchObject({ kustomizations: { total: 9, followed: 9 }, notFollowed: [] });
  const route = snapshot.objects.find(({ kind, metadata }) => kind === 'IngressRoute' && metadata.name === 'hello')!;
  const spec = JSON.parse(JSON.stringify(route.spec).replace('"name":"hello"', '"name":"helo"'));
  const others = snapshot.objects.filter((each) => each !== route);
  const wrong = write('wrong.snapshot', { ...snapshot, objects: [...others, { ...route, spec }] });
  expect((await check(wrong)).findings).toMatchObject([{ object: 'IngressRoute/hello/hello' }]);
});

test('what runs is built of what somebody brought there, told who did, and of nothing that a controller made', async () => {
  const { objects } = await build(path);
  const made = objects.map(({ object, appliedBy, madeBy }) => [printRef(object), appliedBy, madeBy]);
  expect(made).toContainEqual(['IngressRoute/hello/hello', 'flux-system/apps', undefined]);
  const release = 'HelmRelease/metallb-system/metallb';
  expect(made).toContainEqual(['ConfigMap/metallb-system/metallb-excludel2', undefined, release]);
  const kindsMade = new Set(objects.map(({ object }) => object.kind));
  for (const kind of ['Pod', 'ReplicaSet', 'EndpointSlice', 'Node', 'Lease', 'Event'])
    expect(kindsMade).not.toContain(kind);
  expect(objects.filter(({ object }) => 'status' in object)).toEqual([]);
  await expect(build(path, { kustomization: 'flux-system/nobody' })).rejects.toThrow('there is no Flux Kustomization');
});

test('a value that was left out of a snapshot is shown as that, and not as encrypted', async () => {
  const { objects } = await build(path, { kinds: ['secret'], showSecrets: true });
  const text = JSON.stringify(objects);
  expect(text).toContain('<left out of the snapshot>');
  expect(text).not.toContain('<encrypted>');
});

test('policies beside a snapshot are held against what it lets in; where kinds may not be read none of them is proven', async () => {
  writeFileSync(join(folder, 'gatehouse.yaml'), await suggest(path));
  const { lab: name, policies } = await policy(path);
  expect(name).toBe('home');
  expect(policies.length).toBeGreaterThan(2);
  expect(policies.filter(({ state }) => state !== 'holds')).toEqual([]);
  const missing = [{ resource: 'ingressroutes.traefik.io', reason: 'forbidden', kind: 'IngressRoute' }];
  const blind = write('blind.snapshot', { ...snapshot, head: { ...snapshot.head, missing } });
  const states = new Set((await policy(blind)).policies.map(({ state }) => state));
  expect([...states]).toEqual(['not-known']);
  expect((await check(blind)).findings.map(({ code }) => code)).toEqual(['snapshot-lacks']);
});

test('what needs files says so of a snapshot, and what describes a cluster is refused beside one', async () => {
  await expect(render(path, { check: true })).rejects.toThrow(
    'is a snapshot of what runs: this needs the files of a lab or repository',
  );
  await expect(check(path, { lab })).rejects.toThrow('--lab: it describes the cluster of a repository');
  await expect(check(path, { fix: 'write' })).rejects.toThrow('--fix: home is what runs');
  await expect(check(path, { writeBaseline: true })).rejects.toThrow('--write-baseline: home is what runs');
});

test('what was promised when a snapshot was taken is asked of its cluster: who refuses and who hangs is told apart', async () => {
  const hanging = createServer((socket) => void socket.on('error', () => undefined));
  const gone = createServer();
  const [hangs, refuses] = [await portOf(hanging), await portOf(gone)];
  await new Promise((resolve) => gone.close(resolve));
  const connectTo = (host: string) => ({ host: '127.0.0.1', port: host.startsWith('hello') ? refuses : hangs });
  const { cluster, rows } = await verifySnapshot(path, { connectTo, timeoutMs: 300 });
  hanging.close();
  const stepOf = (host: string) =>
    rows
      .filter(({ url }) => url.startsWith(`https://${host}`))
      .map(({ differences: [first] }) => [first?.step, first?.observed]);
  expect(cluster).toBe('home');
  expect(stepOf('hello')).toEqual([['connection', 'refuses the connection']]);
  expect(stepOf('traefik')[0]).toEqual(['tls', 'no answer within 0.3 s']);
});

test('an address that nobody announces is refuted for all its ports; where what would announce it may not be read it is not known', async () => {
  const gone = createServer();
  const port = await portOf(gone);
  await new Promise((resolve) => gone.close(resolve));
  const asking = { connectTo: () => ({ host: '127.0.0.1', port }), timeoutMs: 300 };
  const objects = snapshot.objects.filter(({ kind }) => kind !== 'L2Advertisement');
  const silent = await verifySnapshot(write('silent.snapshot', { ...snapshot, objects }), asking);
  expect(new Set(silent.rows.map(({ outcome, differences: [first] }) => `${outcome} ${first?.step}`))).toEqual(
    new Set(['differs announcement']),
  );
  expect(silent.rows[0]?.differences[0]?.observed).toMatch(/^none does: .*no L2Advertisement covers the pool/);
  const missing = [{ resource: 'l2advertisements.metallb.io', reason: 'forbidden', kind: 'L2Advertisement' }];
  const blind = await verifySnapshot(
    write('half.snapshot', { ...snapshot, objects, head: { ...snapshot.head, missing } }),
    asking,
  );
  expect(blind.rows.length).toBe(silent.rows.length);
  expect(new Set(blind.rows.map(({ outcome }) => outcome))).toEqual(new Set(['unknown']));
});

test('where something answers at an address that nobody announces, who it is is not known; a Service without address is told', async () => {
  const open = createServer((socket) => void socket.on('error', () => undefined));
  const port = await portOf(open);
  const [first, ...others] = snapshot.objects.filter(
    ({ kind, spec }) => kind === 'Service' && (spec as { readonly type?: string }).type === 'LoadBalancer',
  );
  const rest = snapshot.objects.filter((each) => each.kind !== 'L2Advertisement' && each !== first);
  const waiting = { ...first!, metadata: { ...first!.metadata, name: 'waits' }, status: {} };
  const spec = { ...(first!.spec as object), loadBalancerClass: 'of.nobody/here' };
  const objects = [...rest, { ...waiting, spec }];
  const { rows, notCompared } = await verifySnapshot(write('open.snapshot', { ...snapshot, objects }), {
    connectTo: () => ({ host: '127.0.0.1', port }),
    timeoutMs: 300,
  });
  open.close();
  expect(others.length).toBeGreaterThan(0);
  expect(rows.length).toBeGreaterThan(0);
  for (const row of rows)
    expect([row.outcome, row.reason]).toEqual([
      'unknown',
      expect.stringContaining('though by its objects nobody announces'),
    ]);
  expect(notCompared).toContainEqual(expect.stringMatching(/waits: nobody has given it an address/));
});

const portOf = async (server: Server): Promise<number> => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
};
