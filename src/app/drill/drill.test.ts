import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { takeSnapshot } from '../../cluster/snapshot/take-snapshot.ts';
import { kinds, type Service } from '../../kube/types.ts';
import { faults } from '../../systems/faults.ts';
import { machinesDie } from '../../systems/kubernetes/machines/lost-machines.ts';
import { adoptPlatform } from '../adopt-platform.ts';
import { loadSubject } from '../load-subject.ts';
import { startPlatform } from '../platform.ts';
import { openWire, type Wire } from '../wire.ts';
import type { DrilledCheck } from './drilled-check.ts';
import { drilledChecks } from './drilled-checks.ts';
import type { Origin } from './origin.ts';
import { type DrillPlan, planDrills } from './plan-drills.ts';
import { playFault } from './play.ts';
import { playDrill } from './play-drill.ts';
import { watchHosts } from './watch-hosts.ts';

const lab = fileURLToPath(new URL('../../../examples/talos-metallb/lab.yaml', import.meta.url));
let origin: Origin;
let wire: Wire;
let checks: readonly DrilledCheck[];
let plan: DrillPlan;

beforeAll(async () => {
  const subject = await loadSubject(lab);
  const { embedded } = await startPlatform(subject, () => undefined);
  origin = { embedded, subject };
  wire = openWire({ cluster: embedded.cluster, revision: embedded.revision });
  ({ checks } = await drilledChecks(embedded.cluster, wire, subject.lab));
  plan = await planDrills(origin, wire, checks, { faults });
});
afterAll(async () => {
  await wire.close();
  await origin.embedded.stop();
});

async function outcome(name: string) {
  const drill = plan.drills.find(({ hits: [hit] }) => `${hit?.fault.id} ${hit?.target.name}`.trim() === name);
  const { hosts, moves } = await playDrill(origin, drill!, checks);
  const [host] = hosts;
  return { state: host?.state, sees: host?.phases.map(({ sees }) => sees), seconds: host?.seconds, moves };
}

test.each([
  { name: 'node-dies worker-1', state: 'fine', sees: [] },
  { name: 'node-dies cp-1', state: 'fine', sees: [] },
  { name: 'control-plane-lost', state: 'fine', sees: [] },
  { name: 'speaker-pod-dies worker-2', state: 'fine', sees: [] },
  { name: 'app-pod-dies default/hello', state: 'outage', sees: ['refused', 'time-out'] },
])('$name: $state', async ({ name, state, sees }) => {
  expect(await outcome(name)).toMatchObject({ state, sees });
});

test('one replica on a node that dies comes back after its node was missed and its toleration is over', async () => {
  const { state, seconds, moves } = await outcome('node-dies worker-2');
  expect(state).toBe('outage');
  // 347 s were seen on real programs.
  expect(seconds?.[0]).toBeGreaterThan(300);
  expect(seconds?.[0]).toBeLessThanOrEqual(347);
  expect(seconds?.[1]).toBeGreaterThanOrEqual(347);
  expect(moves).toMatchObject([{ address: '192.168.88.60', from: 'worker-2', to: 'worker-1' }]);
});

test('what nothing can hit is said, and so is what is not known', () => {
  expect(plan.skipped.map(({ fault, state }) => `${fault} ${state}`)).toEqual([
    'certificate-expires none',
    'source-gone none',
    'host-dies not-known',
    'disk-full none',
    'address-leased none',
    'server-gone none',
    'gate-pod-dies none',
  ]);
});

test('goes on from a snapshot of what is there: the same hosts, the same outage, and no address that is taken is given again', async () => {
  const { cluster } = origin.embedded;
  const snapshot = await takeSnapshot({ cluster, context: 'home', kubernetesVersion: 'v1.36.3' });
  const adopted = await adoptPlatform(snapshot, '.');
  const copied = openWire({ cluster: adopted.embedded.cluster, revision: adopted.embedded.revision });
  const watched = await drilledChecks(adopted.embedded.cluster, copied);
  const namesOf = (all: readonly DrilledCheck[]) => all.map(({ host, served }) => `${host} ${served.ip}`);
  expect({ hosts: namesOf(watched.checks), findings: adopted.findings }).toEqual({
    hosts: namesOf(checks),
    findings: [],
  });
  const there = await planDrills(adopted, copied, watched.checks, { faults });
  const drill = there.drills.find(({ hits: [hit] }) => hit?.fault.id === 'app-pod-dies');
  expect((await playDrill(adopted, drill!, watched.checks)).hosts).toMatchObject([{ state: 'outage' }]);
  const taken = (await adopted.embedded.cluster.list<Service>(kinds.Service)).map(({ spec }) => spec.clusterIP);
  const made = await adopted.embedded.cluster.create({
    ...kinds.Service,
    metadata: { name: 'another', namespace: 'default' },
    spec: { ports: [{ port: 80 }] },
  } as Service);
  expect(taken).not.toContain(made.spec.clusterIP);
  await copied.close();
  await adopted.embedded.stop();
});

test('a copy lives through a fault as the platform itself does', async () => {
  const tempo = { assumptions: {}, wait: async () => 1 };
  const copied = await playFault(origin, [machinesDie('worker-2', ['worker-2'])], checks, tempo);
  const { embedded } = origin;
  await embedded.run({ limitSeconds: 1, whole: true });
  const watched = await watchHosts({ embedded, wire }, checks);
  await machinesDie('worker-2', ['worker-2']).strike!(embedded.cluster);
  const until = async () => {
    await watched.look();
    return false;
  };
  await embedded.run({ limitSeconds: 3600, until });
  const times = (stretches: typeof copied.outside) =>
    [...stretches].map(([host, all]) => [host, all.map(({ seen, from, until: end }) => [seen.sees, from, end])]);
  expect(times(copied.outside)).toEqual(times(watched.take().outside));
});
