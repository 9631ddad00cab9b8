import type { Component } from '../../compose/component.ts';
import { listOf } from '../../lab/list-of.ts';
import { taintsOf } from '../kubernetes/machines/node-taints.ts';
import { careOf } from './component-care.ts';
import { talosGuide } from './component-guide.ts';
import { bootImageOf, installerOf, schematicOf } from './component-image.ts';
import { folder } from './component-names.ts';
import { patchFiles } from './component-patches.ts';
import type { TalosLab } from './lab.ts';

/** Talos on the machines of the lab: patches of its configs, the schematic of its image, and how it is installed. */
export const component: Component<TalosLab> = {
  id: 'talos',
  provides: {
    distribution: (lab, roles) => ({
      nodes: lab.nodes.map((node) => ({ name: node.name, taints: taintsOf(lab, node) })),
      // The generated config labels them so (siderolabs/talos pkg/machinery/config/generate/init.go).
      excludesControlPlanes: true,
      prerequisites: '',
      releases: [
        {
          ...{ name: 'Talos', version: lab.versions.talos },
          onNode: ({ address }) => [`talosctl upgrade -n ${listOf(address)[0]} --image ${installerOf(lab, roles)}`],
        },
        {
          ...{ name: 'Kubernetes', version: lab.versions.kubernetes },
          once: [`talosctl upgrade-k8s --to ${lab.versions.kubernetes.replace(/^v/, '')}`],
        },
      ],
      image: bootImageOf(lab, roles),
    }),
  },
  needs: [],
  isChosen: ({ distribution }) => distribution.kind === 'talos',
  compose: (lab, roles) => ({
    sources: [],
    controller: [],
    config: [],
    apps: [],
    files: [{ path: `${folder}/schematic.yaml`, text: schematicOf(lab, roles) }, ...patchFiles(lab, roles)],
    guide: talosGuide(lab, roles),
    ...careOf(lab),
  }),
};
