import type { Component } from '../../compose/component.ts';
import { taintsOf } from '../kubernetes/machines/node-taints.ts';
import { apiAddressFiles } from './component-api-address.ts';
import { careOf } from './component-care.ts';
import { configFiles } from './component-config.ts';
import { k3sGuide } from './component-guide.ts';
import type { K3sLab } from './lab.ts';

/** k3s on the machines of the lab: a config for each, and how it is installed. */
export const component: Component<K3sLab> = {
  id: 'k3s',
  provides: {
    distribution: (lab) => ({
      nodes: lab.nodes.map((node) => ({ name: node.name, taints: taintsOf(lab, node) })),
      excludesControlPlanes: false,
      prerequisites: '',
    }),
  },
  needs: [],
  isChosen: ({ distribution }) => distribution.kind === 'k3s',
  compose: (lab, roles) => ({
    sources: [],
    controller: [],
    config: [],
    apps: [],
    files: [...configFiles(lab, roles), ...apiAddressFiles(lab)],
    guide: k3sGuide(lab),
    ...careOf(lab),
  }),
};
