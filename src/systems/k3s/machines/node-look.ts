import type { NodeLook } from '../../../controlplane/nodes/create-nodes.ts';

/** What the nodes of k3s register with (k3s-io/k3s pkg/cloudprovider/instances.go; the value of the role is `true`, pkg/server/server.go). */
export const nodeLook: NodeLook = {
  osImage: 'Debian GNU/Linux 13 (trixie)',
  providerId: (name) => `k3s://${name}`,
  labels: (role) => ({
    'beta.kubernetes.io/instance-type': 'k3s',
    'node.kubernetes.io/instance-type': 'k3s',
    ...(role === 'control-plane' ? { 'node-role.kubernetes.io/control-plane': 'true' } : {}),
  }),
};
