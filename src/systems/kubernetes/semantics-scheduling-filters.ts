import type { Pod } from '../../kube/types.ts';
import { matchesNodeAffinity } from './semantics-affinity.ts';
import { lackingResources } from './semantics-resources.ts';
import type { NodeView } from './semantics-scheduling.ts';
import type { PodTopology } from './semantics-scheduling-topology.ts';
import { tolerates, untoleratedTaint } from './semantics-taints.ts';

/** Why a node will not do; `resolvable` = preempting other pods could help. */
export interface Obstacle {
  readonly reasons: readonly string[];
  readonly resolvable: boolean;
}

const unresolvable = (reason: string): Obstacle => ({ reasons: [reason], resolvable: false });

/** The first filter plugin, in the order of the default profile, that keeps the pod off the node. */
export function findObstacle(pod: Pod, view: NodeView, topology: PodTopology): Obstacle | undefined {
  const { spec } = pod;
  const unschedulable = { key: 'node.kubernetes.io/unschedulable', effect: 'NoSchedule' } as const;
  if (view.node.spec?.unschedulable && !spec.tolerations?.some((toleration) => tolerates(toleration, unschedulable))) {
    return unresolvable('node(s) were unschedulable');
  }
  if (spec.nodeName && spec.nodeName !== view.node.metadata.name) {
    return unresolvable("node(s) didn't match the requested node name");
  }
  if (untoleratedTaint(view.node.spec?.taints, spec.tolerations, ['NoSchedule', 'NoExecute'])) {
    return unresolvable('node(s) had untolerated taint(s)');
  }
  if (!matchesNodeAffinity(spec, view.node)) return unresolvable("node(s) didn't match Pod's node affinity/selector");
  if (portsTaken(pod, view)) {
    return { reasons: ["node(s) didn't have free ports for the requested pod ports"], resolvable: true };
  }
  const lacking = lackingResources(pod, view);
  if (lacking.reasons.length > 0) return lacking;
  return topology.obstacleOn(view.node);
}

interface HostPort {
  readonly address: string;
  readonly protocol: string;
  readonly port: number;
}

function hostPortsOf(pod: Pod): readonly HostPort[] {
  const containers = [
    ...pod.spec.containers,
    ...(pod.spec.initContainers ?? []).filter(({ restartPolicy }) => restartPolicy === 'Always'),
  ];
  return containers.flatMap(({ ports = [] }) =>
    ports
      .filter(({ hostPort }) => hostPort)
      .map((port) => ({ address: port.hostIP || '0.0.0.0', protocol: port.protocol ?? 'TCP', port: port.hostPort! })),
  );
}

/** pkg/scheduler/framework/types.go HostPortInfo.CheckConflict: the wildcard address conflicts with every address. */
function portsTaken(pod: Pod, view: NodeView): boolean {
  const wanted = hostPortsOf(pod);
  if (wanted.length === 0) return false;
  const taken = view.pods.flatMap(hostPortsOf);
  return wanted.some((want) =>
    taken.some(
      (other) =>
        other.port === want.port &&
        other.protocol === want.protocol &&
        (other.address === want.address || other.address === '0.0.0.0' || want.address === '0.0.0.0'),
    ),
  );
}
