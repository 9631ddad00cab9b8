import type { ChartOutline } from '../charts/contract.ts';
import type { Cluster } from '../cluster/cluster.ts';
import type { UnknownObject } from '../kube/object.ts';
import { kinds } from '../kube/types.ts';
import type { ReleaseOwner } from '../operate/install/ownership.ts';
import { systems } from '../systems/index.ts';
import type { System } from '../systems/system.ts';

/** The release that a chart is installed by, by the name of the chart. */
export type ChartOwners = ReadonlyMap<string, ReleaseOwner>;

/** Definitions that are there before anything is applied. */
export const bootstrapObjects = async (): Promise<readonly UnknownObject[]> =>
  (await Promise.all(systems.map((system: System) => system.bootstrapCrds?.() ?? []))).flat();

/**
 * What is there where every system counts as installed: definitions, namespaces and the classes that are offered. Each belongs to the release
 * that would have brought it, so that helm takes it over when that is installed.
 */
export async function installedBefore(owners: ChartOwners = new Map()): Promise<readonly UnknownObject[]> {
  const charts = systems.flatMap((system) => system.charts ?? []);
  const installed = await Promise.all(
    charts.map(async (model) => {
      const owner = owners.get(model.chart) ?? { name: model.chart, namespace: model.usual.namespace };
      return (await usualObjects(model)).map((object) => ofRelease(object, owner));
    }),
  );
  return [...(await bootstrapObjects()), ...installed.flat()];
}

/** What is left of an installation when its workloads are played: its CRDs, its namespace and the classes it offers. */
async function usualObjects(model: ChartOutline): Promise<readonly UnknownObject[]> {
  const { namespace, values } = model.usual;
  const release = { name: model.chart, namespace, version: model.versions[0]!, values };
  const classes = model.render(release).objects.filter(({ kind }) => kind === 'IngressClass');
  return [...(await model.crds(release)), { ...kinds.Namespace, metadata: { name: namespace } }, ...classes];
}

function ofRelease(object: UnknownObject, { name, namespace }: ReleaseOwner): UnknownObject {
  const { labels, annotations } = object.metadata;
  const metadata = {
    ...object.metadata,
    labels: { ...labels, 'app.kubernetes.io/managed-by': 'Helm' },
    annotations: {
      ...annotations,
      'meta.helm.sh/release-name': name,
      'meta.helm.sh/release-namespace': namespace,
    },
  };
  return { ...object, metadata };
}

/** The manager that is written down of what nobody brought: it owns the mark alone. */
const manager = 'gatehouse-cluster';
const mark = 'gatehouse.dev/counts-as-installed';

/** Puts an object there whose fields are nobody's: whoever applies the real one meets no conflict. */
export async function placeUnowned(cluster: Pick<Cluster, 'create' | 'patch'>, object: UnknownObject): Promise<void> {
  const { apiVersion, kind, metadata } = object;
  const annotations = { ...metadata.annotations, [mark]: 'true' };
  await cluster.create({ ...object, metadata: { ...metadata, annotations } }, { fieldManager: manager });
  const owned = {
    ...{ manager, operation: 'Update', apiVersion, fieldsType: 'FieldsV1' },
    fieldsV1: { 'f:metadata': { 'f:annotations': { [`f:${mark}`]: {} } } },
  };
  const body = { metadata: { managedFields: [owned] } };
  await cluster.patch({ apiVersion, kind }, metadata.name, undefined, { type: 'merge', body, fieldManager: manager });
}
