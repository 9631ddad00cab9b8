import type { ClusterExample, Explanations } from '../../check/rule.ts';
import { printRef, type UnknownObject } from '../../kube/object.ts';

const metallb = (kind: string, name: string, spec: object): UnknownObject => ({
  apiVersion: 'metallb.io/v1beta1',
  kind,
  metadata: { name, namespace: 'metallb-system' },
  spec,
});

/** An IPAddressPool for a rule's examples. */
export const examplePool = (name: string, addresses: readonly string[], spec: object = {}): UnknownObject =>
  metallb('IPAddressPool', name, { addresses, ...spec });

/** An L2Advertisement for a rule's examples. */
export const exampleAdvertisement = (name: string, spec: object = {}): UnknownObject =>
  metallb('L2Advertisement', name, spec);

/** A LoadBalancer Service for a rule's examples. */
export const exampleService = (
  name: string,
  annotations: Record<string, string> = {},
  spec: object = {},
): UnknownObject => ({
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name, namespace: 'apps', annotations },
  spec: { type: 'LoadBalancer', selector: { app: name }, ports: [{ port: 80, protocol: 'TCP' }], ...spec },
});

/** A Service without an address, and why that is; undefined where its own event says all. */
export const examplePending = (cause: Awaited<ReturnType<Explanations['pending']>>): ClusterExample => ({
  objects: [exampleService('gate')],
  seen: ([service]) => ({
    addresses: [{ service: printRef(service!).replace('Service/', ''), ip: '', pool: '', node: '', failover: [] }],
    pending: async () => cause,
  }),
});
