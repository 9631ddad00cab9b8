import type { Controller, ControllerContext } from '../../cluster/controller.ts';
import { kinds, type Lease, type Node } from '../../kube/types.ts';
import { printInstant, printMicroInstant, readInstant } from '../kit/instant.ts';
import { healthyConditions } from './create-nodes.ts';
import { lastBeat, leaseDurationSeconds, silentAnnotation } from './node-conditions.ts';
import { isNodeAlive } from './node-power.ts';

const leaseNamespace = 'kube-node-lease';

/**
 * What a kubelet tells of its node: health, when it starts or comes back, and its lease. The lease of a node that is
 * well is renewed when somebody would look at it, at the moment its power goes, so that time can pass without work.
 */
export function heartbeatController(): Controller {
  return {
    id: 'kubernetes/heartbeat',
    watches: [
      {
        kind: kinds.Node,
        requests: ({ type, object }) => (type === 'DELETED' ? [] : [{ namespace: '', name: object.metadata.name }]),
      },
    ],
    reconcile: async ({ name }, context) => {
      const node = await context.cluster.get<Node>(kinds.Node, name);
      if (!node) return undefined;
      const alive = isNodeAlive(node);
      await renewLease(node, alive, context);
      if (alive) await reportHealth(node, context);
      return undefined;
    },
  };
}

async function renewLease(node: Node, alive: boolean, { cluster, now }: ControllerContext): Promise<void> {
  const { name, uid } = node.metadata;
  const lease = await cluster.get<Lease>(kinds.Lease, name, leaseNamespace);
  const start = readInstant(node.metadata.creationTimestamp) ?? now();
  const renewTime = printMicroInstant(lastBeat(start, now()));
  if (!lease) {
    const ownerReferences = [{ ...kinds.Node, name, uid: uid ?? '' }];
    const spec = { holderIdentity: name, leaseDurationSeconds, renewTime };
    await cluster.create<Lease>({
      ...kinds.Lease,
      metadata: { name, namespace: leaseNamespace, ownerReferences },
      spec,
    });
    return;
  }
  const silent = lease.metadata.annotations?.[silentAnnotation] !== undefined;
  if (silent !== alive) return;
  const annotations = alive ? undefined : { [silentAnnotation]: 'true' };
  await cluster.update({ ...lease, metadata: { ...lease.metadata, annotations }, spec: { ...lease.spec, renewTime } });
}

/** Posts health unless some condition is there that someone else has set. */
async function reportHealth(node: Node, { cluster, now }: ControllerContext): Promise<void> {
  const old = node.status?.conditions ?? [];
  const isOpen = (type: string) =>
    (old.find((condition) => condition.type === type)?.status ?? 'Unknown') === 'Unknown';
  const healthy = healthyConditions(printInstant(now())).filter(({ type }) => isOpen(type));
  if (healthy.length === 0) return;
  const types = new Set(healthy.map(({ type }) => type));
  const conditions = [...old.filter(({ type }) => !types.has(type)), ...healthy];
  await cluster.update({ ...node, status: { ...node.status, conditions } }, { subresource: 'status' });
}
