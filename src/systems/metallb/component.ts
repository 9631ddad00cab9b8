import type { Component } from '../../compose/component.ts';
import type { ComposedObject } from '../../compose/composed-object.ts';
import { namespaceObject } from '../../compose/objects/namespace.ts';
import { everyNodeIsTainted, tolerateTaints } from '../../compose/objects/tolerations.ts';
import type { Distribution, Roles } from '../../compose/roles.ts';
import { parseRange } from '../../core/address.ts';
import type { PlannedPool } from '../../lab/address-plan.ts';
import { isExcluded } from './announcement/excluded-nodes.ts';
import { runsFrrApart } from './chart-versions.ts';
import { metallbNamespace as namespace } from './component-names.ts';
import { requestAddresses } from './component-request.ts';
import type { MetallbLab } from './lab.ts';

/** MetalLB as the lab has it: the release, an IPAddressPool and an L2Advertisement for each pool of the lab. */
export const component: Component<MetallbLab> = {
  id: 'metallb',
  provides: { loadBalancer: () => ({ request: requestAddresses }) },
  needs: [],
  isLeftOut: ({ addresses }, { pools, unasked }) => !addresses && pools.length === 0 && unasked.length === 0,
  compose: (lab, roles, { pools }) => ({
    sources: [roles.delivery.chartSource('metallb', 'https://metallb.github.io/metallb')],
    controller: [
      namespaceObject(
        namespace,
        'privileged',
        'The speaker answers ARP on the host network with raw sockets: nothing below privileged admits it.',
      ),
      release(lab, roles),
    ],
    config: pools.flatMap((pool) => [addressPool(pool), advertisement(pool)]),
    apps: [],
  }),
};

function release(lab: MetallbLab, { delivery, distribution }: Roles): ComposedObject {
  const apart = runsFrrApart(lab.versions.metallb);
  const tolerations = tolerateTaints(
    distribution,
    ({ key, effect }) => toleratedByDefault.includes(key) && effect === 'NoSchedule',
  );
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

const everyNodeIsExcluded = ({ nodes }: MetallbLab, { excludesControlPlanes }: Distribution): boolean =>
  nodes.every(({ role, labels }) => isExcluded(labels) || (excludesControlPlanes && role === 'control-plane'));

const toleratedByDefault = ['node-role.kubernetes.io/control-plane', 'node-role.kubernetes.io/master'];

function addressPool({ name, addresses, autoAssign }: PlannedPool): ComposedObject {
  const spec = { addresses: addresses.map(poolAddress), autoAssign };
  return {
    file: `ipaddresspool-${name}.yaml`,
    object: { apiVersion: 'metallb.io/v1beta1', kind: 'IPAddressPool', metadata: { name, namespace }, ...{ spec } },
    comments: autoAssign ? undefined : { 'spec.autoAssign': 'Kept for the services that ask for these addresses.' },
  };
}

function advertisement({ name }: PlannedPool): ComposedObject {
  const spec = { ipAddressPools: [name] };
  return {
    file: `l2advertisement-${name}.yaml`,
    header: 'Without it the addresses are handed out and nobody answers for them.',
    object: { apiVersion: 'metallb.io/v1beta1', kind: 'L2Advertisement', metadata: { name, namespace }, ...{ spec } },
  };
}

/** MetalLB takes ranges and CIDRs; one address alone must be written as a CIDR. */
function poolAddress(text: string): string {
  if (text.includes('-') || text.includes('/')) return text.trim();
  return `${text.trim()}/${parseRange(text)?.family === 6 ? 128 : 32}`;
}
