import type { NodeLook } from '../../../controlplane/nodes/create-nodes.ts';

/** What the nodes of Talos register with (siderolabs/talos pkg/machinery/config/generate/init.go: labels of a generated config). */
export const nodeLook: NodeLook = {
  osImage: 'Talos',
  labels: (role): Readonly<Record<string, string>> =>
    role === 'control-plane' ? { 'node.kubernetes.io/exclude-from-external-load-balancers': '' } : {},
};
