import type { Cluster, WatchEvent } from '../../cluster/cluster.ts';
import type { ControllerWatch, Request } from '../../cluster/controller.ts';
import type { KindRef, KubeObject, UnknownObject } from '../../kube/object.ts';
import { type Deployment, kinds } from '../../kube/types.ts';
import type { ControllerOptions } from '../system.ts';

const labels = 'app.kubernetes.io/name=cert-manager,app.kubernetes.io/component=controller';

/** The controller's Deployment, if it has a pod that works; `assumed` when the options say it runs somewhere. */
export async function isActive(cluster: Cluster, options: Pick<ControllerOptions, 'installed'>): Promise<boolean> {
  return options.installed === 'assumed' || (await workingDeployment(cluster)) !== undefined;
}

async function workingDeployment(cluster: Cluster): Promise<Deployment | undefined> {
  const deployments = await cluster.list<Deployment>(kinds.Deployment, { labelSelector: labels });
  return deployments.find(({ status }) => (status?.readyReplicas ?? 0) > 0);
}

const isController = ({ metadata }: KubeObject): boolean =>
  metadata.labels?.['app.kubernetes.io/name'] === 'cert-manager' &&
  metadata.labels['app.kubernetes.io/component'] === 'controller';

/**
 * Namespace of the Secrets that ClusterIssuers name: that of the controller (the chart passes --cluster-resource-namespace=its own),
 * `cert-manager` when it is only assumed to run.
 */
export async function clusterResourceNamespace(cluster: Cluster): Promise<string> {
  return (await workingDeployment(cluster))?.metadata.namespace ?? 'cert-manager';
}

/** Looks at all objects of a kind again when the controller comes up. */
export const whenActive = (kind: KindRef): ControllerWatch => ({
  kind: kinds.Deployment,
  requests: async ({ object }: WatchEvent<UnknownObject>, cluster) => {
    const { readyReplicas } = (object as unknown as Deployment).status ?? {};
    if (!isController(object) || !readyReplicas) return [];
    return isServed(cluster, kind).then(async (served) => (served ? requestsOf(await cluster.list(kind)) : []));
  },
});

/** Whether the kind is known to the cluster, whose chart may not be installed yet. */
export async function isServed(cluster: Cluster, kind: KindRef): Promise<boolean> {
  const resources = await cluster.resources();
  return resources.some(
    (each) =>
      each.kind === kind.kind && (each.group ? `${each.group}/${each.version}` : each.version) === kind.apiVersion,
  );
}

/** The requests of objects. */
export const requestsOf = (objects: readonly KubeObject[]): readonly Request[] =>
  objects.map(({ metadata }) => ({ namespace: metadata.namespace ?? '', name: metadata.name }));
