import type { Cluster } from '../../cluster/cluster.ts';
import type { ControllerWatch } from '../../cluster/controller.ts';
import { findRunning, type SystemPart, whileRunning } from '../../controlplane/kit/system-part.ts';
import type { KindRef } from '../../kube/object.ts';
import { type Deployment, kinds } from '../../kube/types.ts';
import type { ControllerOptions } from '../system.ts';

/** What issues certificates. */
export const controllerPart: SystemPart<Deployment> = {
  kind: kinds.Deployment,
  labels: [{ 'app.kubernetes.io/name': 'cert-manager', 'app.kubernetes.io/component': 'controller' }],
  runs: ({ status }) => (status?.readyReplicas ?? 0) > 0,
};

/** Whether the controller's Deployment has a pod that works, or the options say that it runs somewhere. */
export async function isActive(cluster: Cluster, options: Pick<ControllerOptions, 'installed'>): Promise<boolean> {
  return options.installed === 'assumed' || (await findRunning(cluster, controllerPart)).length > 0;
}

/**
 * Namespace of the Secrets that ClusterIssuers name: that of the controller (the chart passes --cluster-resource-namespace=its own),
 * `cert-manager` when it is only assumed to run.
 */
export async function clusterResourceNamespace(cluster: Cluster): Promise<string> {
  return (await findRunning(cluster, controllerPart))[0]?.metadata.namespace ?? 'cert-manager';
}

/** Looks at all objects of a kind again when the controller comes up. */
export const whenActive = (kind: KindRef): ControllerWatch => whileRunning(controllerPart, kind);
