import type { Cluster } from '../../cluster/cluster.ts';
import type { Controller } from '../../cluster/controller.ts';
import type { KindRef, KubeObject, UnknownObject } from '../../kube/object.ts';
import { addResourceLists, type ResourceList } from '../../kube/pod-resources.ts';
import { printQuantity } from '../../kube/quantity.ts';
import { type CountedKind, isCountedAs, isInScope, type QuotaScope, quotaUsage } from '../../kube/quota-usage.ts';
import { kinds } from '../../kube/types.ts';
import { createObjectIndex } from '../kit/object-index.ts';
import { keeping, requestOf, requestsOf } from '../kit/requests.ts';
import { sameValue } from '../kit/same-value.ts';

/** v1 ResourceQuota. */
interface Quota extends KubeObject {
  readonly spec?: QuotaScope & { readonly hard?: Readonly<Record<string, string>> };
  readonly status?: {
    readonly hard?: Readonly<Record<string, string>>;
    readonly used?: Readonly<Record<string, string>>;
  };
}

const quotaKind: KindRef = { apiVersion: 'v1', kind: 'ResourceQuota' };

/** Seconds after which everything is counted again: `--resource-quota-sync-period`. */
const syncSeconds = 300;

/** Kinds whose removal (for pods: whose end) gives back at once; others are counted again in time. */
const replenishing: readonly KindRef[] = [
  kinds.Pod,
  kinds.Service,
  { apiVersion: 'v1', kind: 'PersistentVolumeClaim' },
  { apiVersion: 'v1', kind: 'ConfigMap' },
  { apiVersion: 'v1', kind: 'Secret' },
  { apiVersion: 'v1', kind: 'ReplicationController' },
  { apiVersion: 'apps/v1', kind: 'Deployment' },
  { apiVersion: 'apps/v1', kind: 'StatefulSet' },
  { apiVersion: 'apps/v1', kind: 'DaemonSet' },
  { apiVersion: 'apps/v1', kind: 'ReplicaSet' },
  { apiVersion: 'batch/v1', kind: 'Job' },
  { apiVersion: 'batch/v1', kind: 'CronJob' },
  { apiVersion: 'networking.k8s.io/v1', kind: 'Ingress' },
];

const phaseOf = (object: UnknownObject): unknown => (object.status as { readonly phase?: string } | undefined)?.phase;
const isEnded = (object: UnknownObject): boolean => phaseOf(object) === 'Succeeded' || phaseOf(object) === 'Failed';

/** pkg/controller/resourcequota: counts what is used up, when a quota is new or something has gone; what comes is charged on admission. */
export function resourceQuotaController(): Controller {
  const quotas = createObjectIndex<Quota>(({ metadata }) => [`namespace:${metadata.namespace}`]);
  return {
    id: 'kubernetes/resource-quota',
    watches: [
      keeping(quotaKind, quotas, (quota, { type }) =>
        type === 'ADDED' || !sameValue(quota.spec?.hard, quota.status?.hard) ? [requestOf(quota)] : [],
      ),
      ...replenishing.map((kind) => ({
        kind,
        requests: ({ type, object }: { readonly type: string; readonly object: UnknownObject }) => {
          const gives = type === 'DELETED' || (type === 'MODIFIED' && (kind === kinds.Service || isEnded(object)));
          return gives ? requestsOf(quotas.at(`namespace:${object.metadata.namespace}`)) : [];
        },
      })),
    ],
    reconcile: async ({ namespace, name }, { cluster, now }) => {
      const quota = await cluster.get<Quota>(quotaKind, name, namespace);
      if (!quota) return undefined;
      const hard = quota.spec?.hard ?? {};
      const status = { hard, used: await countUsed(cluster, quota, namespace, now()) };
      if (!sameValue(status, quota.status)) await cluster.update({ ...quota, status }, { subresource: 'status' });
      return { requeueAfter: syncSeconds };
    },
  };
}

async function countUsed(
  cluster: Cluster,
  quota: Quota,
  namespace: string,
  now: number,
): Promise<Readonly<Record<string, string>>> {
  const names = Object.keys(quota.spec?.hard ?? {});
  let sum: ResourceList = new Map(names.map((name) => [name, { nanos: 0n, format: 'DecimalSI' }]));
  for (const { apiVersion, kind, counted } of await countedKinds(cluster, names)) {
    for (const object of await cluster.list<KubeObject>({ apiVersion, kind }, { namespace })) {
      const unknown = object as UnknownObject;
      if (!isInScope(counted, unknown, quota.spec ?? {})) continue;
      const usage = [...quotaUsage(counted, unknown, now)].filter(([name]) => names.includes(name));
      sum = addResourceLists(sum, new Map(usage));
    }
  }
  return Object.fromEntries([...sum].map(([name, quantity]) => [name, printQuantity(quantity)]));
}

/** The kinds that a quota counts, each in one of its versions. */
async function countedKinds(
  cluster: Cluster,
  names: readonly string[],
): Promise<readonly (KindRef & { readonly counted: CountedKind })[]> {
  const found = new Map<string, KindRef & { readonly counted: CountedKind }>();
  for (const { group, version, plural, kind, namespaced } of await cluster.resources()) {
    const counted = { group, plural };
    if (!namespaced || !names.some((name) => isCountedAs(counted, name))) continue;
    found.set(`${group}/${plural}`, { apiVersion: group ? `${group}/${version}` : version, kind, counted });
  }
  return [...found.values()];
}
