import { parseCidr, printAddress } from '../../core/address.ts';
import { builtinResources } from '../../kube/builtin-resources.ts';
import type { KubeObject, UnknownObject } from '../../kube/object.ts';
import { createObject } from './api/create.ts';
import type { Registry } from './api/registry.ts';
import type { ApiState } from './api/state.ts';

/** Serves the built-in kinds. */
export function serveBuiltins(registry: Registry): void {
  for (const resource of builtinResources) {
    const { group, version, plural } = resource;
    const apiVersion = group ? `${group}/${version}` : version;
    // Events are one table under two groups.
    const table = plural === 'events' ? '/events' : `${group}/${plural}`;
    registry.add({ ...resource, apiVersion, table, custom: undefined });
  }
}

const firstNamespaces = ['default', 'kube-system', 'kube-public', 'kube-node-lease'];

const priorities = { 'system-cluster-critical': 2_000_000_000, 'system-node-critical': 2_000_001_000 };

/** What a new API server creates by itself: kubernetes pkg/controlplane. */
export function createFirstObjects(state: ApiState, serviceCidrs: readonly string[]): void {
  const create = (object: KubeObject): void => {
    const resource = state.registry.ofKind(object);
    createObject(state, resource, object.metadata.namespace ?? '', object as UnknownObject);
  };
  for (const name of firstNamespaces) create({ apiVersion: 'v1', kind: 'Namespace', metadata: { name } });
  for (const [name, value] of Object.entries(priorities)) {
    create({ apiVersion: 'scheduling.k8s.io/v1', kind: 'PriorityClass', metadata: { name }, value } as KubeObject);
  }
  create({
    apiVersion: 'networking.k8s.io/v1',
    kind: 'ServiceCIDR',
    metadata: { name: 'kubernetes' },
    spec: { cidrs: serviceCidrs },
  } as KubeObject);
  create(kubernetesService(serviceCidrs[0] ?? ''));
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
