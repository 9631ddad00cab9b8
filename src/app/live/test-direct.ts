import { createOutlineEngine } from '../../charts/engine.ts';
import type { EmbeddedCluster } from '../../cluster/embedded/contract.ts';
import type { FileTree } from '../../core/file-tree.ts';
import { writeYaml } from '../../kube/yaml-write.ts';
import { renderReleases } from '../../repo/releases/render-releases.ts';
import { readRepository } from '../../repo/repository.ts';
import { nothing, type Subject } from '../subject.ts';
import type { Brought, LiveOptions } from './bringing.ts';
import { directEngine } from './direct-engine.ts';
import { helmIn } from './test-helm.ts';

const within = { namespace: 'shed' };

const definition = {
  apiVersion: 'apiextensions.k8s.io/v1',
  kind: 'CustomResourceDefinition',
  metadata: { name: 'things.example.org' },
  spec: {
    group: 'example.org',
    scope: 'Namespaced',
    names: { plural: 'things', singular: 'thing', kind: 'Thing', listKind: 'ThingList' },
    versions: [
      {
        ...{ name: 'v1', served: true, storage: true },
        schema: { openAPIV3Schema: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true } },
      },
    ],
  },
};

const configMap = (name: string, data: Record<string, string> = {}) => ({
  ...{ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name, ...within }, data },
});
const thing = (name: string) => ({
  ...{ apiVersion: 'example.org/v1', kind: 'Thing', metadata: { name, ...within }, spec: { size: 1 } },
});
const claim = {
  ...{ apiVersion: 'v1', kind: 'PersistentVolumeClaim', metadata: { name: 'data', ...within } },
  spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } },
};
const service = {
  ...{ apiVersion: 'v1', kind: 'Service', metadata: { name: 'web', ...within } },
  spec: { selector: { app: 'web' }, ports: [{ port: 80 }] },
};
const account = { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'web', ...within } };
const namespace = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'shed' } };

const release = (name: string) => ({
  install: {
    ...{ name, namespace: 'shed', chart: name, version: '1.0.0', repository: 'https://charts.example.org' },
    values: `${name}/values.yaml`,
  },
});

/** Files of a small lab that people apply, in two states: between them something comes, changes and leaves in every way there is. */
export function testPlan(state: 'old' | 'new'): FileTree {
  const isNew = state === 'new';
  const folders: Record<string, readonly object[]> = {
    base: [namespace, definition, account],
    config: [thing('one'), ...(isNew ? [thing('two'), thing('three'), service, configMap('more')] : [claim])],
    apps: [configMap('kept'), configMap('changed', { state }), configMap(isNew ? 'fresh' : 'old')],
  };
  const steps = [{ apply: 'base' }, release(isNew ? 'web' : 'past'), { apply: 'config' }, { apply: 'apps' }];
  return new Map<string, string>([
    ['steps.yaml', writeYaml({ gatehouse: 'steps/v1', steps } as never)],
    [`${isNew ? 'web' : 'past'}/values.yaml`, 'colour: blue\n'],
    ...filesOf(folders),
  ]);
}

/** A tree as a subject of no lab, with releases of charts that nobody has. */
export async function subjectOf(tree: FileTree): Promise<Subject> {
  const { releases } = await renderReleases(readRepository(tree), createOutlineEngine([]));
  return { ...nothing, name: 'shed', path: '.', folder: '.', tree, findings: [], usable: true, releases };
}

/** Files that are applied in one step after the other, each a folder of its name. */
export const stepsOf = (folders: Readonly<Record<string, readonly object[]>>): FileTree =>
  new Map<string, string>([
    [
      'steps.yaml',
      writeYaml({ gatehouse: 'steps/v1', steps: Object.keys(folders).map((apply) => ({ apply })) } as never),
    ],
    ...filesOf(folders),
  ]);

const filesOf = (folders: Readonly<Record<string, readonly object[]>>) =>
  Object.entries(folders).flatMap(([folder, objects]) => [
    [`${folder}/all.yaml`, objects.map((each) => writeYaml(each as never)).join('---\n')] as const,
    [`${folder}/kustomization.yaml`, 'resources: [all.yaml]\n'] as const,
  ]);

/** Brings files to a cluster by the direct engine; the writes of its helm go the same way. */
export async function bringTree(
  embedded: EmbeddedCluster,
  tree: FileTree,
  { real = embedded.cluster, ...more }: Partial<LiveOptions> = {},
): Promise<Brought> {
  const subject = await subjectOf(tree);
  const options: LiveOptions = {
    ...{ context: 'home', named: [], real, sources: { env: {}, files: new Map() }, dryRun: false, timeout: 3600 },
    ...{ onProgress: () => undefined, signal: new AbortController().signal },
    wait: async () => void (await embedded.run({ limitSeconds: 60, whole: true })),
    verify: async () => ({ rows: [], notCompared: [] }),
    helm: async () => helmIn(real).helm,
    ...more,
  };
  const engine = directEngine(subject, readRepository(subject.tree).install!, options);
  await engine.prepare();
  return engine.bring(new Map());
}
