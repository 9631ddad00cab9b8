import type { Service } from '../../../kube/types.ts';

/** Where servicelb runs its pods. Upstream: k3s pkg/cloudprovider/servicelb.go. */
export const servicelbNamespace = 'kube-system';
/** The ServiceAccount that it makes when it starts: it is there while servicelb is not disabled. */
export const servicelbAccount = 'svclb';

const domain = 'svccontroller.k3s.cattle.io';
export const serviceNameLabel = `${domain}/svcname`;
export const serviceNamespaceLabel = `${domain}/svcnamespace`;
/** On nodes: with one that has it, only nodes that have it as `true` are used. */
export const enabledLabel = `${domain}/enablelb`;
/** On nodes and Services: a Service with it is served by nodes with the same. */
export const poolLabel = `${domain}/lbpool`;
export const nodeSelectorLabel = `${domain}/nodeselector`;
export const priorityAnnotation = `${domain}/priorityclassname`;
export const tolerationsAnnotation = `${domain}/tolerations`;

/** Name of the DaemonSet of a Service: cut where the Service's is long, never behind a hyphen. Upstream: generateName. */
export function daemonSetName({ metadata: { name, uid = '' } }: Service): string {
  const short = name.length > 48 ? name.slice(0, 48).replace(/-+$/, '') : name;
  return `svclb-${short}-${uid.slice(0, 8)}`;
}
