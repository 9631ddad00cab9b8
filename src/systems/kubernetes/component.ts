import type { Component } from '../../compose/component.ts';
import type { KubernetesLab } from './lab.ts';
import { taintsOf } from './machines/node-taints.ts';

/** A Kubernetes that is there already: nothing in the repository, but what others must know of it. */
export const component: Component<KubernetesLab> = {
  id: 'kubernetes',
  provides: {
    distribution: (lab) => ({
      nodes: lab.nodes.map((node) => ({ name: node.name, taints: taintsOf(lab, node) })),
      // Those that Talos and kubeadm made are labelled so.
      excludesControlPlanes: true,
      prerequisites: '',
      releases: [
        {
          ...{ name: 'Kubernetes', version: lab.versions.kubernetes, isKubelet: true },
          onNode: ({ name }) => [`bring ${name} to Kubernetes ${lab.versions.kubernetes}, as what installed it says`],
        },
      ],
    }),
  },
  needs: [],
  compose: () => ({ sources: [], controller: [], config: [], apps: [] }),
};
