import { afterAll, beforeAll, expect, test } from 'vitest';
import { createOutlineEngine } from '../../charts/engine.ts';
import type { EmbeddedCluster } from '../../cluster/embedded/contract.ts';
import { createEmbeddedCluster } from '../../cluster/embedded/index.ts';
import { takeSnapshot } from '../../cluster/snapshot/take-snapshot.ts';
import { seededRuntime } from '../../core/runtime.ts';
import { kinds } from '../../kube/types.ts';
import { bringTree, stepsOf, subjectOf, testPlan } from '../live/test-direct.ts';
import { repositoryOfSubject } from '../load-subject.ts';
import { compare } from './compare.ts';
import { runningSide } from './running-side.ts';

const named = (kind: { apiVersion: string; kind: string }, name: string, namespace?: string, spec?: object) => ({
  ...kind,
  metadata: { name, ...(namespace && { namespace }) },
  ...(spec && { spec }),
});
const room = (name: string) => [named(kinds.Namespace, name), named(kinds.ConfigMap, 'lamp', name)];
const claim = named(kinds.PersistentVolumeClaim, 'data', 'attic', {
  accessModes: ['ReadWriteOnce'],
  resources: { requests: { storage: '1Gi' } },
});
const rooms = ['attic', 'cellar', 'hall', 'yard'];
const before = stepsOf({ rooms: rooms.flatMap(room) });
const after = stepsOf({ rooms: room('hall') });

let embedded: EmbeddedCluster;
beforeAll(async () => {
  embedded = createEmbeddedCluster({ runtime: seededRuntime() });
  await bringTree(embedded, before);
  await embedded.cluster.create(claim as never, { fieldManager: 'kubectl-create' });
  await embedded.cluster.create(named(kinds.ConfigMap, 'mine', 'cellar') as never, { fieldManager: 'kubectl-create' });
});
afterAll(() => embedded.stop());

async function removalsIn(from: EmbeddedCluster, tree: typeof after) {
  const snapshot = await takeSnapshot({ cluster: from.cluster, context: 'home', kubernetesVersion: '' });
  const subject = await subjectOf(tree);
  const repository = await repositoryOfSubject(subject);
  const side = await runningSide(snapshot, repository, createOutlineEngine([]));
  const { parts } = await compare(side, { repository, releases: subject.releases });
  return parts.find(({ id }) => id === 'removals')?.changes ?? [];
}

test('of what left the files is told what bringing them removes and leaves, object by object, and nothing twice', async () => {
  const changes = await removalsIn(embedded, after);
  const told = (verb: string) =>
    changes.flatMap(({ subject, text }) => (text.startsWith(verb) ? [subject] : [])).sort();
  expect(changes.length).toBe(new Set(changes.map(({ subject }) => subject)).size);
  const fork = embedded.fork(seededRuntime());
  const brought = await bringTree(fork, after);
  const pruned = brought.applied.flatMap(({ object, outcome }) => (outcome === 'pruned' ? [object] : [])).sort();
  const left = brought.findings.flatMap(({ code, object }) => (code === 'left-in-place' ? [object] : [])).sort();
  expect({ pruned, left }).toEqual({ pruned: told('is deleted'), left: told('is kept') });
  expect(left).toEqual(['Namespace/attic', 'Namespace/cellar']);
  expect(pruned).toContain('Namespace/yard');
  expect(changes.map(({ text }) => text).join('\n')).toContain('it holds ConfigMap/cellar/mine');
  await fork.stop();
});

test('asked for on trial, bringing them names the same', async () => {
  const [fork, other] = [embedded.fork(seededRuntime()), embedded.fork(seededRuntime())];
  const [dry, real] = [await bringTree(fork, after, { dryRun: true }), await bringTree(other, after)];
  const goneIn = ({ applied }: typeof dry) => applied.filter(({ outcome }) => outcome === 'pruned');
  expect(goneIn(dry)).toEqual(goneIn(real));
  expect(dry.findings).toEqual(real.findings);
  await Promise.all([fork.stop(), other.stop()]);
});

test('a release that left the files is uninstalled, and what it holds keeps no namespace', async () => {
  const own = createEmbeddedCluster({ runtime: seededRuntime() });
  await bringTree(own, testPlan('old'));
  const changes = await removalsIn(own, testPlan('new'));
  expect(changes.filter(({ subject }) => subject === 'Release/shed/past')).toMatchObject([{ weight: 'danger' }]);
  await own.stop();
});
