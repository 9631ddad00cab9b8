import type { ComposedObject } from '../../compose/composed-object.ts';
import { parseAddress } from '../../core/address.ts';
import { type HostProxy, proxiesNamespace as namespace, type ProxiesLab, proxyName } from './lab.ts';
import { addressOf, readTarget } from './lab-target.ts';

/**
 * What stands for a machine in the cluster: a Service without pods and the address it leads to, or a Service that is another name for it.
 * Traefik takes the latter only where it is told to, so that an address is better wherever it is known.
 */
export function targetObjects(lab: ProxiesLab, proxy: HostProxy): ComposedObject[] {
  const name = proxyName(proxy);
  const { scheme, host, port } = readTarget(proxy.target);
  const address = addressOf(lab, host);
  if (address === undefined) return [alias(name, host, { name: scheme, port })];
  const family = parseAddress(address)?.family === 6 ? 'IPv6' : 'IPv4';
  return [
    {
      file: 'service.yaml',
      header: `Stands for ${host}${host === address ? '' : ` (${address})`}; no pods are behind it, but the address of the file beside it.`,
      object: {
        apiVersion: 'v1',
        kind: 'Service',
        metadata: { name, namespace },
        ...{
          spec: {
            ...(family === 'IPv6' && { ipFamilyPolicy: 'SingleStack', ipFamilies: ['IPv6'] }),
            ports: [{ name: scheme, port, protocol: 'TCP', targetPort: port }],
          },
        },
      },
    },
    slice(name, { address, family }, { name: scheme, port }),
  ];
}

interface Port {
  readonly name: string;
  readonly port: number;
}

const slice = (
  name: string,
  { address, family }: { readonly address: string; readonly family: string },
  port: Port,
): ComposedObject => ({
  file: 'endpointslice.yaml',
  object: {
    apiVersion: 'discovery.k8s.io/v1',
    kind: 'EndpointSlice',
    metadata: {
      name: `${name}-outside`,
      namespace,
      labels: {
        'kubernetes.io/service-name': name,
        'endpointslice.kubernetes.io/managed-by': 'gatehouse',
      },
    },
    ...{
      addressType: family,
      endpoints: [{ addresses: [address], conditions: { ready: true } }],
      ports: [{ ...port, protocol: 'TCP' }],
    },
  },
  comments: { ports: 'The name is that of the port of the Service: without it nothing leads there.' },
});

const alias = (name: string, externalName: string, port: Port): ComposedObject => ({
  file: 'service.yaml',
  header: `Another name for ${externalName}, which the gate looks up at each request.`,
  object: {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name, namespace },
    ...{ spec: { type: 'ExternalName', externalName, ports: [{ ...port, protocol: 'TCP' }] } },
  },
});
