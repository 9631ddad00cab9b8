import type { ChartEngine, ChartOutline } from '../../charts/contract.ts';
import { createOutlineEngine } from '../../charts/engine.ts';
import { createEmbeddedCluster } from '../../cluster/embedded/index.ts';
import type { FileTree } from '../../core/file-tree.ts';
import { seededRuntime } from '../../core/runtime.ts';
import { conditionOf, type KindRef, type UnknownObject } from '../../kube/object.ts';
import { kinds } from '../../kube/types.ts';
import { fluxControllers } from './controllers.ts';
import { system } from './index.ts';
import { gitRepositoryKind, helmReleaseKind, kustomizationKind } from './read-objects.ts';

export interface FluxTestOptions {
  /** Files of the repository; a function gives what is there when it is fetched. */
  readonly files: Readonly<Record<string, string>> | (() => Readonly<Record<string, string>> | undefined);
  readonly charts?: readonly ChartOutline[];
  /** What answers for charts: by default the outlines above. */
  readonly engine?: ChartEngine;
}

/** An embedded cluster with Flux and one Git repository, for the tests of this folder. */
export async function startFlux({ files, charts = [], engine }: FluxTestOptions) {
  const embedded = createEmbeddedCluster({ runtime: seededRuntime() });
  const { cluster } = embedded;
  for (const definition of await system.bootstrapCrds()) await cluster.create(definition);
  await cluster.create({ ...kinds.Namespace, metadata: { name: 'flux-system' } });
  const read = () => (typeof files === 'function' ? files() : files);
  const revisions = new Map<string, number>();
  const fetchSource = () => {
    const now = read();
    if (!now) return undefined;
    const text = JSON.stringify(now);
    if (!revisions.has(text)) revisions.set(text, revisions.size + 1);
    return { tree: new Map(Object.entries(now)) as FileTree, revision: String(revisions.get(text)).padStart(40, '0') };
  };
  embedded.addControllers(
    fluxControllers({ fetchSource, charts: engine ?? createOutlineEngine(charts), assumption: ({ value }) => value }),
  );
  const get = (kind: KindRef, name: string, namespace = 'flux-system') =>
    cluster.get<UnknownObject>(kind, name, namespace);
  const condition = async (kind: KindRef, name: string, type = 'Ready', namespace = 'flux-system') => {
    const object = await get(kind, name, namespace);
    const found = object && conditionOf(object, type);
    return found && `${found.status} ${found.reason}: ${found.message}`;
  };
  return {
    ...embedded,
    get,
    /** Lets that many virtual seconds pass. */
    pass: (seconds: number) => embedded.run({ limitSeconds: seconds }),
    create: (object: object) => cluster.create(object as UnknownObject),
    condition,
    kustomization: (name: string, type?: string) => condition(kustomizationKind, name, type),
    release: (name: string, namespace = 'apps', type = 'Ready') => condition(helmReleaseKind, name, type, namespace),
    /** `Reason: message` of the events about an object, oldest first. */
    events: async (name: string) => {
      const events = await cluster.list(kinds.Event);
      return events
        .filter((event) => (event.involvedObject as { name: string }).name === name)
        .sort((a, b) => String(a.firstTimestamp).localeCompare(String(b.firstTimestamp)))
        .map((event) => `${event.reason}: ${event.message}`);
    },
  };
}

export const gitRepository = (spec: object = {}) => ({
  ...gitRepositoryKind,
  metadata: { name: 'lab', namespace: 'flux-system' },
  spec: { interval: '1m', url: 'https://git.example.org/lab.git', ref: { branch: 'main' }, ...spec },
});

export const kustomization = (name: string, spec: object = {}) => ({
  ...kustomizationKind,
  metadata: { name, namespace: 'flux-system' },
  spec: { interval: '10m', path: `./${name}`, prune: true, sourceRef: { kind: 'GitRepository', name: 'lab' }, ...spec },
});

export const configMap = (name: string, data: Readonly<Record<string, string>> = {}, namespace = 'default'): string =>
  JSON.stringify({ ...kinds.ConfigMap, metadata: { name, namespace }, data });
