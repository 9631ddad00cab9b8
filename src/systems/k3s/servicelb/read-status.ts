import type { ClusterReader } from '../../../cluster/cluster.ts';
import {
  type EndpointSlice,
  kinds,
  type Node,
  type Pod,
  type Service,
  type ServiceAccount,
} from '../../../kube/types.ts';
import { servicelbAccount, servicelbNamespace, serviceNameLabel, serviceNamespaceLabel } from './names.ts';
import type { StatusInput } from './status.ts';

/** Whether servicelb runs in the cluster. */
export const isServicelbOn = async (cluster: ClusterReader): Promise<boolean> =>
  (await cluster.get<ServiceAccount>(kinds.ServiceAccount, servicelbAccount, servicelbNamespace)) !== undefined;

/** What the addresses of a Service come from at this moment. */
export async function readStatusInput(cluster: ClusterReader, service: Service): Promise<StatusInput> {
  const { name, namespace = '' } = service.metadata;
  const labelSelector = `${serviceNameLabel}=${name},${serviceNamespaceLabel}=${namespace}`;
  const pods = await cluster.list<Pod>(kinds.Pod, { namespace: servicelbNamespace, labelSelector });
  const slices = await cluster.list<EndpointSlice>(kinds.EndpointSlice, {
    namespace,
    labelSelector: `kubernetes.io/service-name=${name}`,
  });
  return { service, pods, slices, nodes: await cluster.list<Node>(kinds.Node) };
}
