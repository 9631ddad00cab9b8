import { expect, test } from 'vitest';
import type { EmbeddedCluster } from '../../cluster/embedded/contract.ts';
import { createEmbeddedCluster } from '../../cluster/embedded/index.ts';
import { seededRuntime } from '../../core/runtime.ts';
import type { UnknownObject } from '../../kube/object.ts';
import { kinds } from '../../kube/types.ts';
import { applySetKeys, groupKindOf } from '../../operate/apply/apply-set.ts';
import type { Brought } from './bringing.ts';
import { bringTree, testPlan } from './test-direct.ts';
import { Killed, killedAt, lastingState, objectsIn } from './test-kills.ts';

const newCluster = () => createEmbeddedCluster({ runtime: seededRuntime() });

/** Brings a state of the lab to a cluster through `real`. */
const bring = (embedded: EmbeddedCluster, state: 'old' | 'new', real = embedded.cluster): Promise<Brought> =>
  bringTree(embedded, testPlan(state), { real });

const parentIn = (objects: ReadonlyMap<string, UnknownObject>) =>
  objects.get(' ConfigMap/kube-system/gatehouse-shed')?.metadata;

/** Members whose kind or namespace the inventory does not hold: nobody would find them again. */
function forgotten(objects: ReadonlyMap<string, UnknownObject>): readonly string[] {
  const annotations = parentIn(objects)?.annotations ?? {};
  const [kindsKnown, namespaces] = [annotations[applySetKeys.kinds], annotations[applySetKeys.namespaces]].map(
    (text = '') => new Set(text.split(',')),
  );
  return [...objects].flatMap(([key, object]) => {
    const { labels = {}, namespace = 'kube-system' } = object.metadata;
    if (labels[applySetKeys.partOf] === undefined) return [];
    const isKnown = kindsKnown?.has(groupKindOf(object)) && (namespace === 'kube-system' || namespaces?.has(namespace));
    return isKnown ? [] : [key];
  });
}

/** Kills a run after its `nth` write and runs it again; nothing may be forgotten in between, and nothing made anew. */
async function killedAndGoneOn(start: EmbeddedCluster, nth: number): Promise<unknown> {
  const embedded = start.fork(seededRuntime());
  await expect(bring(embedded, 'new', killedAt(embedded.cluster, nth).real)).rejects.toThrow(Killed);
  const killed = await objectsIn(embedded.cluster);
  expect(forgotten(killed)).toEqual([]);
  const again = await bring(embedded, 'new');
  expect(again.findings.filter(({ severity }) => severity === 'error')).toEqual([]);
  const ended = await objectsIn(embedded.cluster);
  const identity = ([key, { metadata }]: readonly [string, UnknownObject]) =>
    key.includes('sh.helm.release') ? [] : [`${key} ${metadata.uid}`];
  const after = new Set([...ended].flatMap(identity));
  const madeAnew = [...killed]
    .filter(([key]) => ended.has(key))
    .flatMap(identity)
    .filter((each) => !after.has(each));
  expect(madeAnew).toEqual([]);
  await embedded.stop();
  return lastingState(ended);
}

test('killed after any of its writes and run again it comes to the same: nothing twice, nothing lost, nothing forgotten', async () => {
  const [whole, start] = [newCluster(), newCluster()];
  for (const each of [whole, start]) await bring(each, 'old');
  const counting = killedAt(whole.cluster, Number.POSITIVE_INFINITY);
  await bring(whole, 'new', counting.real);
  expect(counting.calls()).toBeGreaterThanOrEqual(20);
  const expected = lastingState(await objectsIn(whole.cluster));
  for (let nth = 1; nth <= counting.calls(); nth++)
    expect(await killedAndGoneOn(start, nth), `killed after write ${nth}`).toEqual(expected);
  await Promise.all([whole.stop(), start.stop()]);
});

test('what left the lab is gone, and what holds data is left and told', async () => {
  const embedded = newCluster();
  await bring(embedded, 'old');
  const report = await bring(embedded, 'new');
  expect(report.applied.flatMap(({ object, outcome }) => (outcome === 'pruned' ? [object] : []))).toEqual([
    'ConfigMap/shed/old',
    'Release/shed/past',
  ]);
  expect(report.findings.map(({ code, object }) => [code, object])).toEqual([
    ['left-in-place', 'PersistentVolumeClaim/shed/data'],
  ]);
  const objects = await objectsIn(embedded.cluster);
  expect(objects.has(' PersistentVolumeClaim/shed/data')).toBe(true);
  expect(objects.has(' ConfigMap/shed/past-of-helm')).toBe(false);
  expect(parentIn(objects)?.annotations).toMatchObject({
    'applyset.kubernetes.io/contains-group-kinds':
      'ConfigMap,CustomResourceDefinition.apiextensions.k8s.io,Namespace,PersistentVolumeClaim,Service,ServiceAccount,Thing.example.org',
    'applyset.kubernetes.io/additional-namespaces': 'shed',
    'gatehouse.dev/releases': 'shed/web',
  });
  await embedded.stop();
});

test('a release that is deployed with this chart and these values is left alone', async () => {
  const embedded = newCluster();
  await bring(embedded, 'new');
  const before = embedded.revision();
  const { applied } = await bring(embedded, 'new');
  expect(applied.filter(({ outcome }) => outcome !== 'unchanged')).toEqual([]);
  expect(embedded.revision()).toBe(before);
  expect(await embedded.cluster.list(kinds.Secret, { namespace: 'shed' })).toHaveLength(1);
  await embedded.stop();
});
