import type { Component } from '../../compose/component.ts';
import type { KubernetesLab } from './lab.ts';
import { taintsOf } from './machines/node-taints.ts';

/** The Kubernetes of the lab: nothing in the repository, but what others must know of it. */
export const component: Component<KubernetesLab> = {
  id: 'kubernetes',
  provides: {
    distribution: (lab) => ({
      nodes: lab.nodes.map((node) => ({ name: node.name, taints: taintsOf(lab, node) })),
      // Talos and kubeadm label control planes so; k3s does not.
      excludesControlPlanes: lab.distribution.kind !== 'k3s',
      prerequisites: prerequisites[lab.distribution.kind],
    }),
  },
  needs: [],
  compose: () => ({ sources: [], controller: [], config: [], apps: [] }),
};

/** What the cluster must leave to the platform. */
const prerequisites: Readonly<Record<KubernetesLab['distribution']['kind'], string>> = {
  k3s: 'Install k3s with `--disable=servicelb --disable=traefik`: what this repository brings takes their place.\n\n',
  talos: '',
  existing: '',
};
