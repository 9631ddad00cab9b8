import type { Pod } from '../../kube/types.ts';
import { tolerates, untoleratedTaint } from '../nodes/taints.ts';
import { matchesNodeAffinity } from './affinity.ts';
import type { NodeView, Obstacle } from './contract.ts';
import { prepareResources } from './resources.ts';
import type { PodTopology } from './topology.ts';

const unresolvable = (reason: string): Obstacle => ({ reasons: [reason], resolvable: false });

/** The filter plugins for one pod, in the order of the default profile: the first that keeps the pod off a node. */
export function prepareFilters(pod: Pod, topology: PodTopology): (view: NodeView) => Obstacle | undefined {
  const { spec } = pod;
  const unschedulable = { key: 'node.kubernetes.io/unschedulable', effect: 'NoSchedule' } as const;
  const toleratesUnschedulable = spec.tolerations?.some((toleration) => tolerates(toleration, unschedulable)) === true;
  const wantedPorts = hostPortsOf(pod);
  const lackingResources = prepareResources(pod);
  return (view) => {
    const { node } = view;
    if (node.spec?.unschedulable && !toleratesUnschedulable) return unresolvable('node(s) were unschedulable');
    if (spec.nodeName && spec.nodeName !== node.metadata.name) {
      return unresolvable("node(s) didn't match the requested node name");
    }
    if (untoleratedTaint(node.spec?.taints, spec.tolerations, hardEffects)) {
      return unresolvable('node(s) had untolerated taint(s)');
    }
    if (!matchesNodeAffinity(spec, node)) return unresolvable("node(s) didn't match Pod's node affinity/selector");
    if (portsTaken(wantedPorts, view)) {
      return { reasons: ["node(s) didn't have free ports for the requested pod ports"], resolvable: true };
    }
    const lacking = lackingResources(view);
    return lacking.reasons.length > 0 ? lacking : topology.obstacleOn(node);
  };
}

const hardEffects = ['NoSchedule', 'NoExecute'] as const;

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
function portsTaken(wanted: readonly HostPort[], view: NodeView): boolean {
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
