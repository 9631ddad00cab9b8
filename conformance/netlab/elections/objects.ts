// The objects of a random lab, the same for the real platform and for the embedded one.
import type { ElectionLab, LabService } from './lab.ts';

const metallb = (kind: string, name: string, labels: Readonly<Record<string, string>>, spec: object) => ({
  apiVersion: 'metallb.io/v1beta1',
  kind,
  metadata: { name, namespace: 'metallb-system', labels },
  spec,
});

function serviceOf({ name, labels, address, policy }: LabService) {
  const annotations = { 'metallb.io/loadBalancerIPs': address };
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name, namespace: 'default', labels, annotations },
    spec: {
      type: 'LoadBalancer',
      externalTrafficPolicy: policy,
      ports: [{ port: 80, targetPort: 80, protocol: 'TCP' }],
    },
  };
}

/** Endpoints by hand: who answers depends on where they are, not on what runs there. */
function sliceOf({ name, endpoints }: LabService) {
  return {
    apiVersion: 'discovery.k8s.io/v1',
    kind: 'EndpointSlice',
    metadata: { name, namespace: 'default', labels: { 'kubernetes.io/service-name': name } },
    addressType: 'IPv4',
    ports: [{ port: 80, protocol: 'TCP', name: '' }],
    endpoints: endpoints.map(({ node, ready, serving }, i) => ({
      addresses: [`10.42.9.${i + 2}`],
      nodeName: node,
      conditions: { ready, serving, terminating: !ready && serving },
    })),
  };
}

/** In the order in which they are to be applied. */
export const objectsOf = (lab: ElectionLab): readonly object[] => [
  ...lab.pools.map(({ name, tier, addresses }) =>
    metallb('IPAddressPool', name, { tier }, { addresses: [addresses], autoAssign: false }),
  ),
  ...lab.advertisements.map(({ name, spec }) => metallb('L2Advertisement', name, {}, spec)),
  ...lab.services.map(sliceOf),
  ...lab.services.map(serviceOf),
];

/** The taint of a node that keeps speakers away. */
export const awayTaint = { key: 'netlab/away', effect: 'NoExecute' } as const;
