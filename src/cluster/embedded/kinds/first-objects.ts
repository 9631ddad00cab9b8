import { parseCidr, printAddress } from '../../../core/address.ts';
import type { KubeObject } from '../../../kube/object.ts';
import type { KindContext } from './kind-parts.ts';

const namespaces = ['default', 'kube-system', 'kube-public', 'kube-node-lease'];

const priorities = { 'system-cluster-critical': 2_000_000_000, 'system-node-critical': 2_000_001_000 };

/** What a new API server creates by itself, in its order: kubernetes pkg/controlplane. */
export function firstObjects({ serviceCidrs }: KindContext): readonly KubeObject[] {
  return [
    ...namespaces.map((name) => ({ apiVersion: 'v1', kind: 'Namespace', metadata: { name } })),
    ...Object.entries(priorities).map(([name, value]) => ({
      apiVersion: 'scheduling.k8s.io/v1',
      kind: 'PriorityClass',
      metadata: { name },
      value,
    })),
    {
      apiVersion: 'networking.k8s.io/v1',
      kind: 'ServiceCIDR',
      metadata: { name: 'kubernetes' },
      spec: { cidrs: serviceCidrs },
    } as KubeObject,
    kubernetesService(serviceCidrs[0] ?? ''),
  ];
}

/** The service of the API itself has the first address of the range. */
function kubernetesService(cidr: string): KubeObject {
  const range = parseCidr(cidr);
  const clusterIP = range && printAddress({ family: range.family, value: range.first + 1n });
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: 'kubernetes', namespace: 'default', labels: { component: 'apiserver', provider: 'kubernetes' } },
    spec: { clusterIP, ports: [{ name: 'https', port: 443, protocol: 'TCP', targetPort: 6443 }] },
  } as KubeObject;
}
