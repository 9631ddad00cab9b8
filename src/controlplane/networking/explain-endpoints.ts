import type { Cluster } from '../../cluster/cluster.ts';
import { conditionOf, type KubeObject } from '../../kube/object.ts';
import { type EndpointSlice, kinds, type Pod, type Service } from '../../kube/types.ts';

/** Why a Service has no endpoint that is ready. */
export interface EndpointExplanation {
  /** In one sentence without a full stop. */
  readonly reason: string;
  /** The workload that is asked to run no pods: that nobody answers is meant. */
  readonly resting?: string;
}

/** Why nobody answers behind `namespace/name`; undefined when somebody is ready, or it does not choose pods at all. */
export async function explainEndpoints(cluster: Cluster, service: string): Promise<EndpointExplanation | undefined> {
  const [namespace = '', name = ''] = service.split('/');
  const found = await cluster.get<Service>(kinds.Service, name, namespace);
  if (!found) return { reason: `Service ${service} does not exist` };
  const labelSelector = `kubernetes.io/service-name=${name}`;
  const slices = await cluster.list<EndpointSlice>(kinds.EndpointSlice, { namespace, labelSelector });
  const endpoints = slices.flatMap((slice) => slice.endpoints ?? []);
  if (endpoints.some(({ conditions }) => conditions?.ready !== false) || !found.spec.selector) return undefined;
  const wanted = Object.entries(found.spec.selector);
  const pods = await cluster.list<Pod>(kinds.Pod, { namespace });
  const own = pods.filter(({ metadata }) => fits(metadata.labels, wanted));
  if (own.length === 0) return nobody(cluster, service, namespace, wanted);
  const [first] = own;
  const what = first ? whyNotReady(first) : '';
  return { reason: `Service ${service} has no ready endpoint: pod ${first?.metadata.name} ${what}` };
}

type Labels = readonly (readonly [string, string])[];

const fits = (labels: Readonly<Record<string, string>> = {}, wanted: Labels): boolean =>
  wanted.every(([key, value]) => labels[key] === value);

interface Workload extends KubeObject {
  readonly spec?: {
    readonly replicas?: number;
    readonly template?: { readonly metadata?: { readonly labels?: Readonly<Record<string, string>> } };
  };
}

const scaled = [
  { apiVersion: 'apps/v1', kind: 'Deployment' },
  { apiVersion: 'apps/v1', kind: 'StatefulSet' },
] as const;

async function nobody(
  cluster: Cluster,
  service: string,
  namespace: string,
  wanted: Labels,
): Promise<EndpointExplanation> {
  const lists = await Promise.all(scaled.map((kind) => cluster.list<Workload>(kind, { namespace })));
  const behind = lists.flat().filter(({ spec }) => fits(spec?.template?.metadata?.labels, wanted));
  const [resting] = behind;
  if (resting && behind.every(({ spec }) => spec?.replicas === 0)) {
    const workload = `${resting.kind}/${namespace}/${resting.metadata.name}`;
    return { reason: `Service ${service} has no pods: ${workload} is scaled to 0`, resting: workload };
  }
  const selector = wanted.map(([key, value]) => `${key}=${value}`).join(',');
  return { reason: `Service ${service} has no endpoints: no pod matches its selector ${selector}` };
}

/** What keeps a pod from being ready, in the words of its own status. */
export function whyNotReady(pod: Pod): string {
  const { status } = pod;
  const scheduled = conditionOf(pod, 'PodScheduled');
  if (scheduled?.status === 'False') return `is not scheduled: ${scheduled.message ?? scheduled.reason}`;
  const containers = [...(status?.initContainerStatuses ?? []), ...(status?.containerStatuses ?? [])];
  for (const { name, state } of containers) {
    const halted = state?.waiting ?? (state?.terminated?.exitCode ? state.terminated : undefined);
    if (halted) return `has container ${name} in ${[halted.reason, halted.message].filter(Boolean).join(': ')}`;
  }
  const ready = conditionOf(pod, 'Ready');
  return ready?.message ? `is not ready: ${ready.message}` : `is ${status?.phase ?? 'Pending'} and not ready`;
}
