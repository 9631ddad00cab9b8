import { describe, expect, it } from 'vitest';
import type { UnknownObject } from '../kube/object.ts';
import { readerOf } from './example-input.ts';
import { findPlaces, type ObjectMaker } from './places.ts';

const text = `apiVersion: example.org/v1
kind: Release
metadata:
  name: site
  namespace: web
spec:
  values:
    replicas: 1
`;
const written = (object: UnknownObject, file: string, line = 1) => ({ object, origin: { file, line, document: 0 } });
const object = (kind: string, name: string, more: object = {}): UnknownObject => ({
  apiVersion: kind === 'Release' ? 'example.org/v1' : 'apps/v1',
  kind,
  metadata: { name, namespace: 'web', ...more },
});
const owned = (kind: string, name: string) => ({
  ownerReferences: [
    { apiVersion: 'apps/v1', kind: 'Nobody', name: 'x', uid: 'a' },
    { apiVersion: 'apps/v1', kind, name, uid: 'b', controller: true },
  ],
});

const release = object('Release', 'site');
const deployment = object('Deployment', 'site', { labels: { by: 'Release/web/site' } });
const replicaSet = object('ReplicaSet', 'site-1', owned('Deployment', 'site'));
const pod = object('Pod', 'site-1-a', owned('ReplicaSet', 'site-1'));
const circle = object('Pod', 'circle', owned('Pod', 'circle'));

const makerOf = ({ metadata }: UnknownObject): ObjectMaker | undefined =>
  metadata.labels?.by === undefined ? undefined : { object: metadata.labels.by, path: ['spec', 'values'] };

const placesIn = (
  files: Parameters<typeof findPlaces>[0]['written'],
  objects = [deployment, replicaSet, pod, circle],
) => findPlaces({ cluster: readerOf(objects), written: files, tree: new Map([['release.yaml', text]]), makerOf });

describe('the place of an object', () => {
  it('is the field in its own file', async () => {
    const find = placesIn([written(release, 'release.yaml')]);
    expect(await find('Release/web/site', ['spec', 'values', 'replicas'])).toEqual({
      file: 'release.yaml',
      line: 8,
      column: 5,
      excerpt: '    replicas: 1',
    });
  });

  it('is the line where its document starts when the text is not at hand', async () => {
    expect(await placesIn([written(deployment, 'gone.yaml', 4)])(deployment, ['spec'])).toEqual({
      file: 'gone.yaml',
      line: 4,
    });
  });

  it.each([
    ['of the object itself', deployment],
    ['of the object as it is printed', 'Deployment/web/site'],
    ['of what owns its owner', pod],
  ])('is what decides in the maker %s', async (_, asked) => {
    expect(await placesIn([written(release, 'release.yaml')])(asked)).toMatchObject({
      file: 'release.yaml',
      line: 7,
      excerpt: '  values:',
      maker: { object: 'Release/web/site', path: ['spec', 'values'] },
    });
  });

  it('is the file of the nearest owner that has one', async () => {
    const find = placesIn([written(deployment, 'own.yaml', 2), written(release, 'release.yaml')]);
    expect(await find(pod)).toEqual({ file: 'own.yaml', line: 2 });
  });

  it('is that of what made its maker, when that stands in no file', async () => {
    const parent = object('Release', 'all');
    const made = object('Release', 'site', { labels: { by: 'Release/web/all' } });
    expect(await placesIn([written(parent, 'release.yaml')], [deployment, made])(deployment)).toMatchObject({
      line: 7,
      maker: { object: 'Release/web/all' },
    });
  });

  it('is not known of what nobody wrote, made or owns, and of what owns itself', async () => {
    const find = placesIn([written(release, 'release.yaml')]);
    expect(await find('Secret/web/none')).toBeUndefined();
    expect(await find(circle)).toBeUndefined();
  });

  it('is that of the first of two of one name: the other one is not applied', async () => {
    const find = placesIn([written(deployment, 'first.yaml'), written(deployment, 'second.yaml')]);
    expect((await find(deployment))?.file).toBe('first.yaml');
  });
});
