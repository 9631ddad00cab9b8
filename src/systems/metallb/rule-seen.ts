import { isOfPart } from '../../controlplane/kit/system-part.ts';
import { conditionOf, type KindRef } from '../../kube/object.ts';
import { type DaemonSet, type Deployment, kinds, type Namespace, type Node, type Pod } from '../../kube/types.ts';
import type { SeenCluster } from '../../operate/diagnose/seen-cluster.ts';
import type { SpeakerObjects } from './announcement/speaker-configuration.ts';
import { type IpAddressPool, type L2Advertisement, metallbKinds } from './objects.ts';
import { controllerPart, flagOf, type RunningSpeakers, speakerPart } from './running.ts';

/** MetalLB as it is seen in a cluster, whether it runs or not. */
export interface SeenMetallb extends SpeakerObjects {
  readonly namespace: string;
  readonly controller: Deployment | undefined;
  readonly speakers: readonly DaemonSet[];
  /** Value of `--lb-class`; empty: Services without a class. */
  readonly loadBalancerClass: string;
  /** What the speakers were started with, and the nodes on which one runs. */
  readonly running: RunningSpeakers;
}

/** Kinds that tell what MetalLB is. */
export const metallbReads: readonly KindRef[] = [
  kinds.Deployment,
  kinds.DaemonSet,
  kinds.Namespace,
  kinds.Service,
  metallbKinds.IPAddressPool,
  metallbKinds.L2Advertisement,
];

/** MetalLB in this cluster; undefined where neither controller nor speakers are there. */
export function seeMetallb(seen: SeenCluster): SeenMetallb | undefined {
  const controller = seen.list<Deployment>(kinds.Deployment).find((each) => isOfPart(each, controllerPart));
  const speakers = seen.list<DaemonSet>(kinds.DaemonSet).filter((each) => isOfPart(each, speakerPart));
  const first = controller ?? speakers[0];
  if (!first) return undefined;
  const namespace = first.metadata.namespace ?? '';
  const containers = first.spec.template.spec?.containers ?? [];
  const loadBalancerClass = flagOf(containers, 'lb-class') ?? '';
  return {
    ...{ namespace, controller, speakers, loadBalancerClass },
    running: { namespace, loadBalancerClass, ...speakersOf(speakers, seen) },
    pools: seen.list<IpAddressPool>(metallbKinds.IPAddressPool, namespace),
    advertisements: seen.list<L2Advertisement>(metallbKinds.L2Advertisement, namespace),
    nodes: seen.list<Node>(kinds.Node),
    namespaces: seen.list<Namespace>(kinds.Namespace),
  };
}

function speakersOf(
  speakers: readonly DaemonSet[],
  seen: SeenCluster,
): Pick<RunningSpeakers, 'ignoreExcludeLabel' | 'onNode'> {
  const ignore = flagOf(
    speakers.flatMap(({ spec }) => spec.template.spec?.containers ?? []),
    'ignore-exclude-lb',
  );
  const pods = seen.list<Pod>(kinds.Pod).filter((pod) => isOfPart(pod, speakerPart) && speakerPart.runs(pod));
  return {
    ignoreExcludeLabel: ignore !== undefined && ignore !== 'false',
    onNode: new Map(pods.filter(runsWell).map((pod) => [pod.spec.nodeName ?? '', pod])),
  };
}

/** A pod that says nothing of being ready is taken to be. */
const runsWell = (pod: Pod): boolean => conditionOf(pod, 'Ready')?.status !== 'False';

/** Nodes whose speaker the others count on: it runs, and the node is heard of. */
export const membersSeen = ({ nodes, running }: SeenMetallb): ReadonlySet<string> =>
  new Set(
    nodes
      .filter((node) => running.onNode.has(node.metadata.name) && conditionOf(node, 'Ready')?.status !== 'Unknown')
      .map(({ metadata }) => metadata.name),
  );

/** Whether MetalLB's own objects could all be read. */
export const isConfigurationRead = ({ unread }: SeenCluster): boolean =>
  [metallbKinds.IPAddressPool, metallbKinds.L2Advertisement, kinds.Namespace].every(
    ({ apiVersion, kind }) => !unread.has(`${apiVersion} ${kind}`),
  );
