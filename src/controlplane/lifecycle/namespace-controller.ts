import type { Cluster } from '../../cluster/cluster.ts';
import type { Controller, ControllerContext, ReconcileResult } from '../../cluster/controller.ts';
import { isReason } from '../../cluster/status-error.ts';
import { messageOf } from '../../core/errors.ts';
import type { ResourceInfo } from '../../kube/resource.ts';
import { kinds, type Namespace, type Pod } from '../../kube/types.ts';
import { readInstant } from '../kit/instant.ts';
import { sameValue } from '../kit/same-value.ts';
import { isFinished } from '../kubelet/pod.ts';
import {
  finalizerEstimate,
  namespaceConditions,
  namespaceFinalizer,
  namespaceGrace,
  type Remains,
} from './namespace.ts';

/** pkg/controller/namespace: empties namespaces that are being deleted, pods first, and lets them go. */
export function namespaceController(): Controller {
  return {
    id: 'kubernetes/namespace',
    watches: [
      {
        kind: kinds.Namespace,
        requests: ({ type, object }) => {
          const ending = type !== 'DELETED' && object.metadata.deletionTimestamp !== undefined;
          return ending ? [{ namespace: '', name: object.metadata.name }] : [];
        },
      },
    ],
    reconcile: async ({ name }, context) => {
      const namespace = await context.cluster.get<Namespace>(kinds.Namespace, name);
      const since = readInstant(namespace?.metadata.deletionTimestamp);
      if (!namespace || since === undefined || !namespace.spec?.finalizers?.includes(namespaceFinalizer))
        return undefined;
      const early = since / 1000 + namespaceGrace - context.now() / 1000;
      return early > 0 ? { requeueAfter: early } : endNamespace(namespace, since, context);
    },
  };
}

interface Tally {
  readonly resources: Map<string, number>;
  readonly finalizers: Map<string, number>;
  readonly errors: string[];
  estimate: number;
}

/** A namespace that is being deleted, since then (milliseconds). */
interface EndingNamespace {
  readonly name: string;
  readonly since: number;
}

async function endNamespace(
  namespace: Namespace,
  since: number,
  context: ControllerContext,
): Promise<ReconcileResult | undefined> {
  const { cluster } = context;
  const { name } = namespace.metadata;
  const tally: Tally = { resources: new Map(), finalizers: new Map(), errors: [], estimate: 0 };
  const resources = (await cluster.resources()).filter(({ namespaced }) => namespaced);
  const isPods = ({ group, plural }: ResourceInfo) => group === '' && plural === 'pods';
  for (const resource of resources.filter(isPods)) await empty(resource, { name, since }, tally, context);
  if (tally.resources.size > 0) {
    // Upstream tells of what remains only once the pods are gone.
    await report(namespace, { resources: new Map(), finalizers: new Map(), errors: tally.errors }, context);
    return { requeueAfter: Math.trunc(tally.estimate / 2) + 1 };
  }
  for (const resource of resources.filter((resource) => !isPods(resource)))
    await empty(resource, { name, since }, tally, context);
  const current = await report(namespace, tally, context);
  if (tally.resources.size > 0) return { requeueAfter: Math.trunc(tally.estimate / 2) + 1 };
  await finalize(current, cluster);
  return undefined;
}

/** Deletes all objects of a resource in the namespace and counts what stays. */
async function empty(
  resource: ResourceInfo,
  { name: namespace, since }: EndingNamespace,
  tally: Tally,
  { cluster, now }: ControllerContext,
): Promise<void> {
  const { group, version, kind, plural } = resource;
  const ref = { apiVersion: group ? `${group}/${version}` : version, kind };
  const present = await cluster.list(ref, { namespace });
  if (present.length === 0) return;
  for (const { metadata } of present) {
    try {
      await cluster.delete(ref, metadata.name, namespace, { propagationPolicy: 'Background' });
    } catch (error) {
      if (!isReason(error, 'NotFound')) tally.errors.push(messageOf(error));
    }
  }
  const left = await cluster.list(ref, { namespace });
  if (left.length === 0) return;
  tally.resources.set(`${plural}.${group}`, left.length);
  const finalizers = left.flatMap(({ metadata }) => metadata.finalizers ?? []);
  for (const finalizer of finalizers) tally.finalizers.set(finalizer, (tally.finalizers.get(finalizer) ?? 0) + 1);
  const graceful = plural === 'pods' ? secondsToEnd(left as readonly Pod[], (now() - since) / 1000) : 0;
  tally.estimate = Math.max(tally.estimate, graceful || (finalizers.length > 0 ? finalizerEstimate : 0));
}

/** The longest grace period of the pods, less the time since the deletion of the namespace. */
const secondsToEnd = (pods: readonly Pod[], elapsed: number): number => {
  const graces = pods
    .filter((pod) => !isFinished(pod))
    .map(({ spec }) => Number(spec.terminationGracePeriodSeconds ?? 30));
  return Math.max(0, Math.max(0, ...graces) - Math.trunc(elapsed));
};

async function report(namespace: Namespace, remains: Remains, context: ControllerContext): Promise<Namespace> {
  const conditions = namespaceConditions(namespace.status?.conditions ?? [], remains, context.now());
  if (sameValue(conditions, namespace.status?.conditions)) return namespace;
  const status = { ...namespace.status, conditions };
  return context.cluster.update({ ...namespace, status }, { subresource: 'status' });
}

async function finalize(namespace: Namespace, cluster: Cluster): Promise<void> {
  const finalizers = namespace.spec?.finalizers?.filter((finalizer) => finalizer !== namespaceFinalizer) ?? [];
  await cluster.update({ ...namespace, spec: { ...namespace.spec, finalizers } }, { subresource: 'finalize' });
}
