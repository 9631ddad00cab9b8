import type { Component } from '../../compose/component.ts';
import { taintsOf } from '../kubernetes/machines/node-taints.ts';
import { apiAddressFiles } from './component-api-address.ts';
import { careOf } from './component-care.ts';
import { configFiles } from './component-config.ts';
import { installCommand, k3sGuide, k3sVersion } from './component-guide.ts';
import type { K3sLab } from './lab.ts';

/** k3s on the machines of the lab: a config for each, and how it is installed. */
export const component: Component<K3sLab> = {
  id: 'k3s',
  provides: {
    distribution: (lab) => ({
      nodes: lab.nodes.map((node) => ({ name: node.name, taints: taintsOf(lab, node) })),
      excludesControlPlanes: false,
      prerequisites: '',
      releases: [
        {
          ...{ name: 'k3s', version: k3sVersion(lab.versions.kubernetes), isKubelet: true },
          onNode: ({ name, role }) => [
            `ssh ${name}`,
            installCommand(lab, role === 'control-plane' ? 'server' : 'agent'),
          ],
        },
      ],
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
