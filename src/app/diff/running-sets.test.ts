import { expect, test } from 'vitest';
import type { UnknownObject } from '../../kube/object.ts';
import type { RepositoryObject } from '../../repo/repository.ts';
import { readRepository } from '../../repo/repository.ts';
import { testPlan } from '../live/test-direct.ts';
import { keyOf } from './object-key.ts';
import { isLeftOver, runningReleases, setsOf } from './running-sets.ts';

const partOf = 'applyset.kubernetes.io/part-of';
const object = (name: string, metadata: object = {}): UnknownObject => ({
  ...{ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name, namespace: 'shed', ...metadata } },
});
const member = (name: string, set: string) => object(name, { labels: { [partOf]: set } });

test('what is in a set with something of the files came from an older state of them, what is in another set did not', () => {
  const runs = [member('kept', 'ours'), member('gone', 'ours'), member('foreign', 'theirs'), object('alone')];
  const files = new Map<string, RepositoryObject>([[keyOf(object('kept')), { object: object('kept') }]]);
  const sets = setsOf(runs, files);
  expect(runs.filter((each) => isLeftOver(each, sets)).map(({ metadata }) => metadata.name)).toEqual(['kept', 'gone']);
});

const ofRelease = (name: string, chart?: string) =>
  object(`${name}-thing`, {
    ...(chart !== undefined && { labels: { 'helm.sh/chart': chart } }),
    annotations: { 'meta.helm.sh/release-name': name, 'meta.helm.sh/release-namespace': 'shed' },
  });

test.each([
  ['that runs is there in the version that its objects name', [ofRelease('web', 'web-0.9.0')], ['0.9.0']],
  ['whose objects name no chart is in the version of the files', [ofRelease('web')], ['1.0.0']],
  ['that does not run is not there', [ofRelease('other', 'web-0.9.0')], []],
])('a release %s', (_, runs, versions) => {
  const { install } = readRepository(testPlan('new'));
  const found = runningReleases(runs, install)?.steps.flatMap(({ objects }) => objects);
  expect(found?.map((each) => (each.object.spec as { version: string }).version)).toEqual(versions);
});

test('files without steps have no releases of such', () => {
  expect(runningReleases([ofRelease('web')], undefined)).toBeUndefined();
});
