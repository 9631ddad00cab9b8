import type { Cluster, ListOptions } from '../../cluster/cluster.ts';
import { isReason } from '../../cluster/status-error.ts';
import { isNodeAlive } from '../../controlplane/nodes/node-power.ts';
import type { KindRef, KubeObject } from '../../kube/object.ts';
import { type Deployment, kinds, type Node, type Pod } from '../../kube/types.ts';
import type { ControllerOptions } from '../system.ts';

/** Whether MetalLB is looked for among the objects alone, or taken to run as its chart installs it by default until it is found there. */
export type Installed = NonNullable<ControllerOptions['installed']>;

/** MetalLB's namespace when it is taken to be installed. */
export const usualNamespace = 'metallb-system';

/** What a running controller was started with. */
export interface RunningController {
  readonly namespace: string;
  /** Value of `--lb-class`; empty: Services without a class. */
  readonly loadBalancerClass: string;
  /** Its Deployment; none where MetalLB is taken to be installed. */
  readonly deployment?: Deployment;
}

/** What the running speakers were started with, and where they are. */
export interface RunningSpeakers {
  readonly namespace: string;
  /** As of the controller. */
  readonly loadBalancerClass: string;
  /** `--ignore-exclude-lb`. */
  readonly ignoreExcludeLabel: boolean;
  /** The speaker's pod by node; without pod where MetalLB is taken to be installed. */
  readonly onNode: ReadonlyMap<string, Pod | undefined>;
}

/** Labels of MetalLB's pods: of its chart, and of its manifests (metallb charts/metallb/templates, config/controllers). */
const labelsOf = (component: 'controller' | 'speaker'): readonly Readonly<Record<string, string>>[] => [
  { 'app.kubernetes.io/name': 'metallb', 'app.kubernetes.io/component': component },
  { app: 'metallb', component },
];

/** Whether an object carries the labels of that part of MetalLB. */
export function isPartOfMetallb(object: KubeObject, component: 'controller' | 'speaker'): boolean {
  const own = object.metadata.labels ?? {};
  return labelsOf(component).some((labels) => Object.entries(labels).every(([key, value]) => own[key] === value));
}

/** The controller, once its Deployment has an available pod; undefined as long as nobody hands out addresses. */
export async function findController(cluster: Cluster, installed: Installed): Promise<RunningController | undefined> {
  const deployments = await listSelected<Deployment>(cluster, kinds.Deployment, 'controller');
  const running = deployments.find(({ status }) => (status?.availableReplicas ?? 0) > 0);
  if (!running) return installed === 'assumed' ? { namespace: usualNamespace, loadBalancerClass: '' } : undefined;
  const containers = running.spec.template.spec?.containers ?? [];
  return {
    namespace: running.metadata.namespace ?? '',
    loadBalancerClass: flagOf(containers, 'lb-class') ?? '',
    deployment: running,
  };
}

/** The speakers whose container runs; undefined when there is none. A pod on a dead node still counts: that it is gone is for the others to notice. */
export async function findSpeakers(cluster: Cluster, installed: Installed): Promise<RunningSpeakers | undefined> {
  const pods = (await listSelected<Pod>(cluster, kinds.Pod, 'speaker')).filter(isRunning);
  const first = pods[0];
  if (!first) return installed === 'assumed' ? speakersOnEveryNode(cluster) : undefined;
  const { containers } = first.spec;
  const ignore = flagOf(containers, 'ignore-exclude-lb');
  return {
    namespace: first.metadata.namespace ?? '',
    loadBalancerClass: flagOf(containers, 'lb-class') ?? '',
    ignoreExcludeLabel: ignore !== undefined && ignore !== 'false',
    onNode: new Map(pods.map((pod) => [pod.spec.nodeName ?? '', pod])),
  };
}

async function speakersOnEveryNode(cluster: Cluster): Promise<RunningSpeakers> {
  const nodes = await cluster.list<Node>(kinds.Node);
  const onNode = new Map(nodes.map(({ metadata }) => [metadata.name, undefined]));
  return { namespace: usualNamespace, loadBalancerClass: '', ignoreExcludeLabel: false, onNode };
}

/** Nodes with a speaker whose machine runs, at this moment. */
export async function livingSpeakers(cluster: Cluster, speakers: RunningSpeakers): Promise<ReadonlySet<string>> {
  const nodes = await cluster.list<Node>(kinds.Node);
  return new Set(
    nodes
      .filter((node) => isNodeAlive(node) && speakers.onNode.has(node.metadata.name))
      .map((node) => node.metadata.name),
  );
}

const isRunning = ({ metadata, status }: Pod): boolean => status?.phase === 'Running' && !metadata.deletionTimestamp;

async function listSelected<T extends KubeObject>(
  cluster: Cluster,
  kind: KindRef,
  component: 'controller' | 'speaker',
): Promise<readonly T[]> {
  for (const labels of labelsOf(component)) {
    const labelSelector = Object.entries(labels)
      .map(([key, value]) => `${key}=${value}`)
      .join(',');
    const found = await cluster.list<T>(kind, { labelSelector });
    if (found.length > 0) return found;
  }
  return [];
}

/** Value of a flag `--name=value`, empty for `--name` alone; undefined when it is not given. */
function flagOf(containers: readonly { readonly args?: readonly string[] }[], name: string): string | undefined {
  for (const argument of containers.flatMap(({ args = [] }) => args)) {
    if (argument === `--${name}`) return '';
    if (argument.startsWith(`--${name}=`)) return argument.slice(name.length + 3);
  }
  return undefined;
}

/** The objects of a kind; none when the kind is not served (its CRD is not installed yet). */
export async function listServed<T extends KubeObject>(
  cluster: Cluster,
  kind: KindRef,
  options?: ListOptions,
): Promise<readonly T[]> {
  try {
    return await cluster.list<T>(kind, options);
  } catch (thrown) {
    if (isReason(thrown, 'NotFound')) return [];
    throw thrown;
  }
}
