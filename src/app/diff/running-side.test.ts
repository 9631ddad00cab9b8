import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createOutlineEngine } from '../../charts/engine.ts';
import type { EmbeddedCluster } from '../../cluster/embedded/contract.ts';
import { createEmbeddedCluster } from '../../cluster/embedded/index.ts';
import { takeSnapshot } from '../../cluster/snapshot/take-snapshot.ts';
import { seededRuntime } from '../../core/runtime.ts';
import type { UnknownObject } from '../../kube/object.ts';
import { kinds } from '../../kube/types.ts';
import { writeYaml } from '../../kube/yaml-write.ts';
import { readRepository } from '../../repo/repository.ts';
import { knownDefinitionsOf } from '../known-definitions.ts';
import { compare } from './compare.ts';
import { runningSide } from './running-side.ts';

const home = { namespace: 'flux-system' };
const stage = (name: string): UnknownObject => ({
  apiVersion: 'kustomize.toolkit.fluxcd.io/v1',
  kind: 'Kustomization',
  metadata: { name, ...home },
  spec: { interval: '10m', path: `./${name}`, prune: true, sourceRef: { kind: 'GitRepository', name: 'lab' } },
});
const source: UnknownObject = {
  apiVersion: 'source.toolkit.fluxcd.io/v1',
  kind: 'GitRepository',
  metadata: { name: 'lab', ...home },
  spec: { interval: '1m', url: 'https://git.example.org/lab', ref: { branch: 'main' } },
};
const config = (name: string, data: Readonly<Record<string, string>>): UnknownObject => ({
  ...kinds.ConfigMap,
  metadata: { name, namespace: 'apps' },
  data,
});
const service = (port: number): UnknownObject => ({
  ...kinds.Service,
  metadata: { name: 'web', namespace: 'apps' },
  spec: { selector: { app: 'web' }, ports: [{ name: 'web', port }] },
});
const secret: UnknownObject = {
  ...kinds.Secret,
  metadata: { name: 'login', namespace: 'apps' },
  stringData: { password: 'hunter2' },
};

/** The files of a repository with these apps. */
function filesWith(...apps: readonly UnknownObject[]) {
  const files = [
    ...[source, stage('cluster'), stage('apps')].map((each, i) => [`cluster/${i}.yaml`, writeYaml(each)] as const),
    ...apps.map((each, i) => [`apps/${i}.yaml`, writeYaml(each)] as const),
  ];
  return { repository: readRepository(new Map(files)), releases: [] };
}

describe('what runs, held against files', () => {
  let embedded: EmbeddedCluster;
  const applied = [service(80), config('settings', { a: '1' }), secret];

  beforeAll(async () => {
    embedded = createEmbeddedCluster({ runtime: seededRuntime() });
    const { cluster } = embedded;
    for (const group of ['kustomize.toolkit.fluxcd.io', 'source.toolkit.fluxcd.io'])
      for (const definition of await knownDefinitionsOf(group)) await cluster.create(definition);
    await embedded.run({ limitSeconds: 5 });
    for (const name of ['flux-system', 'apps'])
      await cluster.create({ ...kinds.Namespace, metadata: { name } } as UnknownObject);
    const put = (object: UnknownObject, by: string) =>
      cluster.apply({ ...object, metadata: { ...object.metadata, labels: labelsOf(by) } } as UnknownObject, {
        fieldManager: 'kustomize-controller',
      });
    for (const each of [source, stage('cluster'), stage('apps')]) await put(each, 'cluster');
    for (const each of applied) await put(each, 'apps');
    // It has the labels of its Service, and nobody applied it.
    await cluster.create({
      ...kinds.ConfigMap,
      metadata: { name: 'made', namespace: 'apps', labels: labelsOf('apps') },
    } as UnknownObject);
  });
  afterAll(() => embedded.stop());

  const labelsOf = (name: string) => ({
    'kustomize.toolkit.fluxcd.io/name': name,
    'kustomize.toolkit.fluxcd.io/namespace': 'flux-system',
  });

  async function changesTo(apps: readonly UnknownObject[], missing: object[] = []) {
    const taken = await takeSnapshot({ cluster: embedded.cluster, context: 'home', kubernetesVersion: '' });
    const snapshot = { ...taken, head: { ...taken.head, missing: missing as never } };
    const after = filesWith(...apps);
    const before = await runningSide(snapshot, after.repository, createOutlineEngine([]));
    const { parts } = await compare(before, after);
    const told = (texts: readonly { readonly subject: string; readonly text: string }[]) =>
      texts.map(({ subject, text }) => `${subject} ${text}`);
    return { changes: told(parts.flatMap((part) => part.changes)), open: told(parts.flatMap((part) => part.unknown)) };
  }

  test('is no change where the files say the same, whatever was filled in since', async () => {
    expect(await changesTo(applied)).toEqual({ changes: [], open: [] });
  });

  test('changes where they say otherwise, also in what they say no longer', async () => {
    const { changes } = await changesTo([service(81), config('settings', {}), secret]);
    expect(changes).toEqual([
      'ConfigMap/apps/settings changes: data.a',
      'Service/apps/web changes: spec.ports[web].port, spec.ports[web].targetPort',
    ]);
  });

  test('goes where its stage prunes', async () => {
    const { changes } = await changesTo([service(80), secret]);
    expect(changes).toEqual(['ConfigMap/apps/settings is deleted: Kustomization flux-system/apps prunes']);
  });

  test('tells no values of Secrets, and counts none as changed', async () => {
    const { changes, open } = await changesTo([
      ...applied.slice(0, 2),
      { ...secret, stringData: { password: 'other' } },
    ]);
    expect({ changes, open }).toEqual({ changes: [], open: [] });
  });

  test('is not known where it may not be read', async () => {
    const missing = [{ resource: 'configmaps', kind: 'ConfigMap', group: '', reason: 'no' }];
    const { changes, open } = await changesTo([service(80), secret, config('new', { a: '1' })], missing);
    expect({ changes, open }).toEqual({ changes: [], open: ['ConfigMap could not be read in the cluster: no'] });
  });
});
