import type { KubernetesLab } from '../lab.ts';

type LabNode = KubernetesLab['nodes'][number];
type Taint = LabNode['taints'][number];

const controlPlaneTaint: Taint = { key: 'node-role.kubernetes.io/control-plane', effect: 'NoSchedule' };

/**
 * The taints a node comes up with: those of the lab file, and on Talos that of its control planes, unless its machine config lets apps
 * run there (siderolabs/talos internal/app/machined/pkg/controllers/k8s/node_taint_spec.go). The servers of k3s have none (k3s
 * pkg/cli/cmds/agent.go, node-taint), and of an existing cluster only what the lab file says is known.
 */
export function taintsOf(
  lab: {
    readonly distribution: Pick<KubernetesLab['distribution'], 'kind'>;
    readonly allowSchedulingOnControlPlanes?: boolean;
  },
  node: LabNode,
): readonly Taint[] {
  const tainted =
    lab.distribution.kind === 'talos' && node.role === 'control-plane' && lab.allowSchedulingOnControlPlanes !== true;
  const written = node.taints.some(
    ({ key, effect }) => key === controlPlaneTaint.key && effect === controlPlaneTaint.effect,
  );
  return tainted && !written ? [...node.taints, controlPlaneTaint] : node.taints;
}
