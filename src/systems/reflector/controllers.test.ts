import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createOutlineEngine } from '../../charts/engine.ts';
import { createEmbeddedCluster } from '../../cluster/embedded/index.ts';
import { seededRuntime } from '../../core/runtime.ts';
import type { UnknownObject } from '../../kube/object.ts';
import { type ConfigMap, kinds, type Secret } from '../../kube/types.ts';
import { annotationNames as names } from './annotations.ts';
import { reflectorControllers } from './controllers.ts';

/** An embedded cluster in which Reflector runs, with namespaces `traefik`, `media` and `tools`. */
async function startTestCluster() {
  const embedded = createEmbeddedCluster({ runtime: seededRuntime({ start: Date.parse('2026-11-30T08:00:00Z') }) });
  const { cluster } = embedded;
  embedded.addControllers(
    reflectorControllers({
      charts: createOutlineEngine([]),
      fetchSource: () => undefined,
      installed: 'assumed',
      assumption: ({ value }) => value,
    }),
  );
  const create = (object: object) => cluster.create(object as UnknownObject);
  for (const name of ['traefik', 'media', 'tools']) await create({ ...kinds.Namespace, metadata: { name } });
  return {
    ...embedded,
    create,
    secret: (namespace: string, name: string, annotations: object, data: object = { key: 'b25l' }) =>
      create({ ...kinds.Secret, metadata: { name, namespace, annotations }, type: 'kubernetes.io/tls', data }),
    copy: (namespace: string, name = 'tls') => cluster.get<Secret>(kinds.Secret, name, namespace),
    annotate: (namespace: string, annotations: object, name = 'tls') =>
      cluster.patch(kinds.Secret, name, namespace, { type: 'merge', body: { metadata: { annotations } } as never }),
    change: (data: object, namespace = 'traefik') =>
      cluster.patch(kinds.Secret, 'tls', namespace, { type: 'merge', body: { data } as never }),
    pass: (seconds = 5) => embedded.run({ limitSeconds: seconds }),
  };
}

const pair = { 'tls.crt': 'b25l', 'tls.key': 'a2V5' };
const mirrored = (list = 'media,tools') => ({
  ...{ [names.allowed]: 'true', [names.allowedNamespaces]: list },
  ...{ [names.auto]: 'true', [names.autoNamespaces]: list },
});

let world: Awaited<ReturnType<typeof startTestCluster>>;
beforeEach(async () => {
  world = await startTestCluster();
});
afterEach(() => world.stop());

const where = async (name = 'tls') =>
  (await world.cluster.list<Secret>(kinds.Secret))
    .filter(({ metadata }) => metadata.name === name)
    .map(({ metadata }) => metadata.namespace);

describe('copies that come unasked', () => {
  test('are there with data and type, marked, and nothing else', async () => {
    const made = await world.secret('traefik', 'tls', { ...mirrored('media'), other: 'x' }, pair);
    await world.pass();
    const copy = (await world.copy('media'))!;
    expect(copy).toMatchObject({ type: 'kubernetes.io/tls', data: pair });
    expect(copy.metadata.labels).toBeUndefined();
    expect(copy.metadata.annotations).toEqual({
      [names.isAuto]: 'True',
      [names.reflects]: 'traefik/tls',
      [names.version]: made.metadata.resourceVersion,
      [names.at]: '2026-11-30T08:00:00.0000000+00:00',
    });
    expect(await where()).toEqual(['media', 'traefik']);
  });

  test('follow their source, and come to namespaces that are made later', async () => {
    await world.secret('traefik', 'tls', mirrored('.*'), pair);
    await world.create({ ...kinds.Namespace, metadata: { name: 'wiki' } });
    await world.pass();
    const { metadata } = await world.change({ 'tls.crt': 'dHdv' });
    await world.pass();
    for (const namespace of ['media', 'tools', 'wiki']) {
      expect(await world.copy(namespace)).toMatchObject({
        data: { 'tls.crt': 'dHdv' },
        metadata: { annotations: { [names.version]: metadata.resourceVersion } },
      });
    }
  });

  test('that somebody edited stay so until the source changes; one that was deleted comes back then', async () => {
    await world.secret('traefik', 'tls', mirrored(), pair);
    await world.pass();
    await world.change({ 'tls.crt': 'aGFuZA==' }, 'media');
    await world.cluster.delete(kinds.Secret, 'tls', 'tools');
    await world.pass();
    expect((await world.copy('media'))?.data).toMatchObject({ 'tls.crt': 'aGFuZA==' });
    expect(await world.copy('tools')).toBeUndefined();
    await world.change({ 'tls.crt': 'dHdv' });
    await world.pass();
    expect((await world.copy('media'))?.data).toMatchObject({ 'tls.crt': 'dHdv' });
    expect((await world.copy('tools'))?.data).toMatchObject({ 'tls.crt': 'dHdv' });
  });

  test.each<[what: string, change: () => Promise<unknown>, left: string[]]>([
    ['the source is deleted', () => world.cluster.delete(kinds.Secret, 'tls', 'traefik'), []],
    ['copies are no longer allowed', () => world.annotate('traefik', { [names.allowed]: 'false' }), ['traefik']],
    [
      'the lists are narrowed',
      () => world.annotate('traefik', { [names.allowedNamespaces]: 'media', [names.autoNamespaces]: 'media' }),
      ['media', 'traefik'],
    ],
    [
      'only the second list is',
      () => world.annotate('traefik', { [names.autoNamespaces]: 'media' }),
      ['media', 'traefik'],
    ],
    [
      'they are no longer made unasked: they stay for the time being',
      () => world.annotate('traefik', { [names.auto]: 'false' }),
      ['media', 'tools', 'traefik'],
    ],
  ])('go when %s', async (_, change, left) => {
    await world.secret('traefik', 'tls', mirrored(), pair);
    await world.pass();
    await change();
    await world.pass();
    expect(await where()).toEqual(left);
  });

  test('leave alone what has their name already', async () => {
    await world.secret('media', 'tls', { mine: 'yes' }, { ...pair, 'tls.crt': 'bWluZQ==' });
    await world.secret('traefik', 'tls', mirrored(), pair);
    await world.pass();
    expect((await world.copy('media'))?.data).toMatchObject({ 'tls.crt': 'bWluZQ==' });
    expect((await world.copy('tools'))?.data).toEqual(pair);
  });

  test('come of ConfigMaps, too, with what is binary in them', async () => {
    const metadata = { name: 'ca', namespace: 'traefik', annotations: mirrored() };
    await world.create({ ...kinds.ConfigMap, metadata, data: { a: 'x' }, binaryData: { b: 'AAE=' } });
    await world.pass();
    const copy = await world.cluster.get<ConfigMap>(kinds.ConfigMap, 'ca', 'media');
    expect(copy).toMatchObject({ data: { a: 'x' }, binaryData: { b: 'AAE=' } });
  });

  test('never come of what Helm keeps of its releases', async () => {
    const metadata = { name: 'sh.helm.release.v1.a.v1', namespace: 'traefik', annotations: mirrored() };
    await world.create({ ...kinds.Secret, metadata, type: 'helm.sh/release.v1', data: { release: 'eA==' } });
    await world.pass();
    expect(await where('sh.helm.release.v1.a.v1')).toEqual(['traefik']);
  });
});

describe('a copy that was asked for', () => {
  const asked = (annotations = {}) => ({ [names.reflects]: 'traefik/tls', ...annotations });
  const empty = { 'tls.crt': '', 'tls.key': '' };

  test('is filled, keeps its own annotations, and follows', async () => {
    await world.secret('traefik', 'tls', { [names.allowed]: 'true' }, pair);
    await world.secret('media', 'mine', asked({ mine: 'yes' }), empty);
    await world.pass();
    expect(await world.copy('media', 'mine')).toMatchObject({
      data: pair,
      metadata: { annotations: { mine: 'yes', [names.isAuto]: 'False', [names.reflects]: 'traefik/tls' } },
    });
    await world.change({ 'tls.crt': 'dHdv' });
    await world.pass();
    expect((await world.copy('media', 'mine'))?.data).toMatchObject({ 'tls.crt': 'dHdv' });
    await world.cluster.delete(kinds.Secret, 'tls', 'traefik');
    await world.pass();
    expect((await world.copy('media', 'mine'))?.data).toMatchObject({ 'tls.crt': 'dHdv' });
  });

  test('stays as it is where the source does not allow it', async () => {
    await world.secret('traefik', 'tls', { [names.allowed]: 'true', [names.allowedNamespaces]: 'tools' }, pair);
    await world.secret('media', 'mine', asked(), empty);
    await world.pass(7200);
    expect((await world.copy('media', 'mine'))?.data).toEqual(empty);
  });

  test('that was there before its source is filled when the watch starts anew, an hour later', async () => {
    await world.secret('media', 'mine', asked(), empty);
    await world.pass();
    await world.secret('traefik', 'tls', { [names.allowed]: 'true' }, pair);
    await world.pass(60);
    expect((await world.copy('media', 'mine'))?.data).toEqual(empty);
    await world.pass(3600);
    expect((await world.copy('media', 'mine'))?.data).toEqual(pair);
  });

  test('of the source’s own name becomes one that comes unasked, where these come', async () => {
    await world.secret('media', 'tls', asked(), empty);
    await world.pass();
    await world.secret('traefik', 'tls', mirrored(), pair);
    await world.pass();
    expect((await world.copy('media'))?.metadata.annotations).toMatchObject({ [names.isAuto]: 'True' });
  });

  test('of the source’s own name is deleted elsewhere', async () => {
    await world.secret('media', 'tls', asked(), empty);
    await world.secret('traefik', 'tls', mirrored('tools'), pair);
    await world.pass();
    expect(await where()).toEqual(['tools', 'traefik']);
  });
});
