import type { Component } from '../../compose/component.ts';
import type { ComposedObject } from '../../compose/composed-object.ts';
import { namespaceObject } from '../../compose/objects/namespace.ts';
import { everyNodeIsTainted, tolerateTaints } from '../../compose/objects/tolerations.ts';
import type { Distribution, Roles } from '../../compose/roles.ts';
import { isExcluded } from './announcement/excluded-nodes.ts';
import { runsFrrApart } from './chart-versions.ts';
import { careOf } from './component-care.ts';
import { manifestPart } from './component-manifest.ts';
import { poolsOfBoth } from './component-migration.ts';
import { metallbNamespace as namespace } from './component-names.ts';
import { poolObjects } from './component-pools.ts';
import { requestAddresses } from './component-request.ts';
import { isByManifest, type MetallbLab } from './lab.ts';

/** MetalLB as the lab has it: the release, an IPAddressPool and an L2Advertisement for each pool of the lab. */
export const component: Component<MetallbLab> = {
  id: 'metallb',
  provides: { loadBalancer: () => ({ request: requestAddresses }) },
  needs: [],
  isLeftOut: ({ addresses }, { pools, unasked }) => !addresses && pools.length === 0 && unasked.length === 0,
  compose: (lab, roles, { pools }) => ({
    ...(isByManifest(lab) ? manifestParts(lab, roles) : chartParts(lab, roles)),
    config: poolObjects(lab, pools),
    apps: [],
    ...careOf(isByManifest(lab)),
  }),
  migrate: poolsOfBoth,
};

const chartParts = (lab: MetallbLab, roles: Roles) => ({
  sources: [roles.delivery.chartSource('metallb', 'https://metallb.github.io/metallb')],
  controller: [
    namespaceObject(
      namespace,
      'privileged',
      'The speaker answers ARP on the host network with raw sockets: nothing below privileged admits it.',
    ),
    release(lab, roles),
  ],
});

const manifestParts = (lab: MetallbLab, { distribution }: Roles) => ({
  sources: [],
  controller: [
    manifestPart(lab.versions.metallb, {
      speaker: speakerTolerations(lab, distribution),
      controller: everyNodeIsTainted(distribution) ? tolerateTaints(distribution) : [],
      ignoresExclusion: everyNodeIsExcluded(lab, distribution),
    }),
  ],
});

function release(lab: MetallbLab, { delivery, distribution }: Roles): ComposedObject {
  const apart = runsFrrApart(lab.versions.metallb);
  const tolerations = speakerTolerations(lab, distribution);
  const controller = everyNodeIsTainted(distribution)
    ? { controller: { tolerations: tolerateTaints(distribution) } }
    : {};
  const layer2Only = 'Layer 2 alone: no BGP daemon beside the speakers.';
  return delivery.release({
    name: 'metallb',
    namespace,
    chart: 'metallb',
    version: lab.versions.metallb,
    repository: 'metallb',
    own: { path: ['addresses', 'values'], values: lab.addresses?.values },
    values: {
      ...(apart && { frrk8s: { enabled: false } }),
      ...controller,
      speaker: {
        tolerateMaster: true,
        ...(everyNodeIsExcluded(lab, distribution) && { ignoreExcludeLB: true }),
        ...(tolerations.length > 0 && { tolerations }),
        ...(!apart && { frr: { enabled: false } }),
      },
    },
    comments: {
      [apart ? 'spec.values.frrk8s' : 'spec.values.speaker.frr']: layer2Only,
      'spec.values.controller': 'Every node is tainted: without these no pod would hand out addresses.',
      'spec.values.speaker.ignoreExcludeLB':
        'All nodes are labelled as no place for load balancers, as control planes often are: nobody would announce.',
      'spec.values.speaker.tolerateMaster': 'Control-plane nodes announce addresses too.',
    },
  });
}

/** Taints that speakers put up with beyond those that the chart tolerates by itself. */
const speakerTolerations = ({ addresses }: MetallbLab, distribution: Distribution) =>
  addresses?.everyTaint
    ? [{ operator: 'Exists' }]
    : tolerateTaints(distribution, ({ key, effect }) => toleratedByDefault.includes(key) && effect === 'NoSchedule');

const everyNodeIsExcluded = ({ nodes }: MetallbLab, { excludesControlPlanes }: Distribution): boolean =>
  nodes.every(({ role, labels }) => isExcluded(labels) || (excludesControlPlanes && role === 'control-plane'));

const toleratedByDefault = ['node-role.kubernetes.io/control-plane', 'node-role.kubernetes.io/master'];
