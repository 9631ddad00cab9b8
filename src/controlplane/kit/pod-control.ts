import type { ControllerContext } from '../../cluster/controller.ts';
import { isReason, StatusError } from '../../cluster/status-error.ts';
import { messageOf } from '../../core/errors.ts';
import type { KindRef, KubeObject } from '../../kube/object.ts';
import { kinds, type Pod, type PodTemplateSpec } from '../../kube/types.ts';
import type { ObjectIndex } from './object-index.ts';
import { controllerReference } from './ownership.ts';

/** A pod made from the template of the workload that owns it (pkg/controller/controller_utils.go GetPodFromTemplate). */
export function podFromTemplate(template: PodTemplateSpec, owner: KubeObject, ownerKind: KindRef, name?: string): Pod {
  const { labels, annotations, finalizers } = template.metadata ?? {};
  return {
    ...kinds.Pod,
    metadata: {
      ...(name === undefined ? { name: '', generateName: `${owner.metadata.name}-` } : { name }),
      namespace: owner.metadata.namespace,
      labels,
      annotations,
      finalizers,
      ownerReferences: [controllerReference(owner, ownerKind)],
    },
    spec: template.spec,
  };
}

/** Creates and deletes the pods of workloads, telling each with the events of pkg/controller/controller_utils.go RealPodControl. */
export interface PodControl {
  readonly create: (pod: Pod, owner: KubeObject, context: ControllerContext) => Promise<Pod>;
  readonly remove: (pod: Pod, owner: KubeObject, context: ControllerContext) => Promise<void>;
}

const hasCause = (error: unknown, reason: string): boolean =>
  error instanceof StatusError && (error.status.details?.causes ?? []).some((cause) => cause.reason === reason);

/** Whether the API refused because the namespace is ending: nothing can or need be done. */
export const isNamespaceEnding = (error: unknown): boolean => hasCause(error, 'NamespaceTerminating');

/** `source` is the component that reports, e.g. `replicaset-controller`. */
export function createPodControl(pods: ObjectIndex<Pod>, source: string): PodControl {
  return {
    create: async (pod, owner, context) => {
      try {
        const created = await context.cluster.create(pod);
        pods.put(created);
        const message = `Created pod: ${created.metadata.name}`;
        await context.record({ object: owner, type: 'Normal', reason: 'SuccessfulCreate', message, source });
        return created;
      } catch (error) {
        const message = `Error creating: ${messageOf(error)}`;
        if (!isNamespaceEnding(error)) {
          await context.record({ object: owner, type: 'Warning', reason: 'FailedCreate', message, source });
        }
        throw error;
      }
    },
    remove: async (pod, owner, context) => {
      const { name, namespace, uid } = pod.metadata;
      try {
        await context.cluster.delete(kinds.Pod, name, namespace, { preconditions: { uid } });
      } catch (error) {
        if (!isReason(error, 'NotFound') && !isReason(error, 'Conflict')) throw error;
      }
      // The index must not count it any longer, even before the event of its deletion comes.
      const left = await context.cluster.get<Pod>(kinds.Pod, name, namespace);
      if (left && left.metadata.uid === uid) pods.put(left);
      else pods.drop(pod);
      const message = `Deleted pod: ${name}`;
      await context.record({ object: owner, type: 'Normal', reason: 'SuccessfulDelete', message, source });
    },
  };
}
