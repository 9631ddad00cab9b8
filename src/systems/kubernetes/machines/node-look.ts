import type { NodeLook } from '../../../controlplane/nodes/create-nodes.ts';

type Distribution = 'k3s' | 'talos' | 'existing';

const looks: Readonly<Record<Distribution, NodeLook>> = {
  k3s: {
    osImage: 'Debian GNU/Linux 13 (trixie)',
    providerId: (name) => `k3s://${name}`,
    labels: (role) => ({
      'beta.kubernetes.io/instance-type': 'k3s',
      'node.kubernetes.io/instance-type': 'k3s',
      ...(role === 'control-plane' ? { 'node-role.kubernetes.io/control-plane': 'true' } : {}),
    }),
  },
  talos: {
    osImage: 'Talos',
    labels: (role): Readonly<Record<string, string>> =>
      role === 'control-plane' ? { 'node.kubernetes.io/exclude-from-external-load-balancers': '' } : {},
  },
  existing: {},
};

/** How the nodes of a distribution register themselves, and how it prints a version such as `1.36.3`. */
export const nodesOf = (
  distribution: Distribution,
  version: string,
): { readonly look: NodeLook; readonly kubeletVersion: string } => ({
  look: looks[distribution],
  kubeletVersion: distribution === 'k3s' ? `v${version}+k3s1` : `v${version}`,
});
