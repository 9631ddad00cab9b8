import { afterEach, describe, expect, it } from 'vitest';
import { findPlaces } from '../check/places.ts';
import { createEmbeddedCluster } from '../cluster/embedded/index.ts';
import { seededRuntime } from '../core/runtime.ts';
import type { UnknownObject } from '../kube/object.ts';
import type { SourcedObject } from '../kube/origin.ts';
import { makerOf } from '../systems/flux/apply/maker-of.ts';
import { brokenOff, endlessFindings } from './endless-findings.ts';

const embedded = createEmbeddedCluster({ runtime: seededRuntime() });
afterEach(() => embedded.stop());

const placesOf = (written: readonly SourcedObject[]) =>
  findPlaces({ cluster: embedded.cluster, written, tree: new Map(), makerOf });

const settings = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'settings', namespace: 'default' } };
const at = (object: UnknownObject, file: string, line: number): SourcedObject => ({
  object,
  origin: { file, line, document: 0 },
});
const work = {
  controller: 'a/one',
  request: 'default/site',
  stopped: true,
  times: 105,
  object: settings,
  others: ['b/two'],
  differences: [{ path: 'data.owner', before: '"one"', after: '' }],
};

describe('a controller that never settles', () => {
  it('is an error with the fields that go to and fro, at the place of the object', async () => {
    const places = placesOf([at(settings, 'apps/settings.yaml', 3)]);
    expect(await endlessFindings([work], places)).toEqual([
      {
        code: 'controller-never-settles',
        severity: 'error',
        object: 'ConfigMap/default/settings',
        message:
          'a/one and b/two write it again and again (105 times, for default/site): to and fro goes data.owner ("one" and nothing); it was stopped',
        file: 'apps/settings.yaml',
        line: 3,
        why: expect.any(String),
        hint: 'two sources want it differently: leave what goes to and fro to one of them',
      },
    ]);
  });

  it('that writes nothing is told by what it looks at', async () => {
    const { object: _, ...asked } = { ...work, others: [], differences: [] };
    expect(await endlessFindings([asked], placesOf([]))).toMatchObject([
      { object: 'default/site', message: 'a/one looks at default/site again and again (105 times); it was stopped' },
    ]);
  });

  it('as a whole is told by whose work was left', () => {
    expect(brokenOff({ reason: 'limit', seconds: 1 })).toEqual([]);
    expect(brokenOff({ reason: 'endless', seconds: 0, endless: ['a/one', 'b/two'] })).toMatchObject([
      { code: 'work-never-ends', severity: 'error', message: expect.stringContaining('a/one, b/two') },
    ]);
  });
});

describe('the place of an object', () => {
  const release = (name: string): UnknownObject => ({
    apiVersion: 'helm.toolkit.fluxcd.io/v2',
    kind: 'HelmRelease',
    metadata: { name, namespace: 'flux-system' },
  });
  const labels = { 'helm.toolkit.fluxcd.io/name': 'web', 'helm.toolkit.fluxcd.io/namespace': 'flux-system' };
  const written = [at(release('web'), 'infra/web.yaml', 7), at(settings, 'apps/settings.yaml', 3)];

  it.each<[string, object, string | undefined]>([
    ['is its own when it is written', { name: 'settings' }, 'apps/settings.yaml'],
    ['is that of the release of its chart', { name: 'of-chart', labels }, 'infra/web.yaml'],
    [
      'is that of what owns it',
      { name: 'owned', ownerReferences: [{ apiVersion: 'v1', kind: 'ConfigMap', name: 'parent', uid: 'u' }] },
      'infra/web.yaml',
    ],
    [
      'is not known when its owner is gone',
      { name: 'lost', ownerReferences: [{ apiVersion: 'v1', kind: 'ConfigMap', name: 'gone', uid: 'u' }] },
      undefined,
    ],
    ['is not known when nothing is', { name: 'other' }, undefined],
  ])('%s', async (_, metadata, file) => {
    const parent = { ...settings, metadata: { name: 'parent', namespace: 'default', labels } };
    if (!(await embedded.cluster.get(settings, 'parent', 'default'))) await embedded.cluster.create(parent);
    const object = { ...settings, metadata: { namespace: 'default', ...metadata } } as UnknownObject;
    expect((await placesOf(written)(object))?.file).toBe(file);
  });
});
