import type { Cluster } from '../../cluster/cluster.ts';
import { findRunning, type SystemPart } from '../../controlplane/kit/system-part.ts';
import { isNodeAlive } from '../../controlplane/nodes/node-power.ts';
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

/** What hands out addresses. */
export const controllerPart: SystemPart<Deployment> = {
  kind: kinds.Deployment,
  labels: labelsOf('controller'),
  runs: ({ status }) => (status?.availableReplicas ?? 0) > 0,
};

/** What announces addresses: one pod a node. */
export const speakerPart: SystemPart<Pod> = {
  kind: kinds.Pod,
  labels: labelsOf('speaker'),
  runs: ({ metadata, status }) => status?.phase === 'Running' && !metadata.deletionTimestamp,
};

/** The controller, once its Deployment has an available pod; undefined as long as nobody hands out addresses. */
export async function findController(cluster: Cluster, installed: Installed): Promise<RunningController | undefined> {
  const [running] = await findRunning(cluster, controllerPart);
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
  const pods = await findRunning(cluster, speakerPart);
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

/** Value of a flag `--name=value`, empty for `--name` alone; undefined when it is not given. */
export function flagOf(containers: readonly { readonly args?: readonly string[] }[], name: string): string | undefined {
  for (const argument of containers.flatMap(({ args = [] }) => args)) {
    if (argument === `--${name}`) return '';
    if (argument.startsWith(`--${name}=`)) return argument.slice(name.length + 3);
  }
  return undefined;
}
