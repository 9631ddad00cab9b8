import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { snapshotVersion } from '../cluster/snapshot/format.ts';
import { snapshotLines } from '../cluster/snapshot/read-snapshot.ts';
import { playbooksBySystem } from '../systems/playbooks.ts';
import { doctorOfSnapshot, isSnapshot } from './doctor-snapshot.ts';

const folder = mkdtempSync(join(tmpdir(), 'gatehouse-patient-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('a snapshot is examined at the time of the newest sign of life in it, and what it lacks is told', async () => {
  const playbook = playbooksBySystem.flatMap(({ playbooks }) => playbooks).find(({ id }) => id === 'node-not-ready');
  const lease = {
    apiVersion: 'coordination.k8s.io/v1',
    kind: 'Lease',
    metadata: { name: 'node-1', namespace: 'kube-node-lease' },
    spec: { renewTime: '2026-01-01T12:00:00.000000Z' },
  };
  const objects = [...(playbook?.examples.ill[0]?.objects ?? []), lease];
  const head = { kind: 'GatehouseSnapshot', schemaVersion: snapshotVersion, context: 'home' } as const;
  const missing = [{ resource: 'secrets', reason: 'secrets is forbidden' }];
  const path = join(folder, 'home.snapshot');
  const lines = snapshotLines({
    head: { ...head, kubernetesVersion: 'v1.36.3', objects: objects.length, missing },
    objects,
  });
  writeFileSync(path, [...lines].join(''));
  expect([await isSnapshot(path), await isSnapshot(folder), await isSnapshot(join(folder, 'none'))]).toEqual([
    true,
    false,
    false,
  ]);
  const report = await doctorOfSnapshot(path);
  expect(report.cluster).toBe('home');
  expect(report.diagnoses.map((each) => each.playbook)).toEqual(['node-not-ready']);
  expect(report.notLookedAt.map(({ reason }) => reason)).toEqual(['secrets: secrets is forbidden']);
});
