import type { AddressExplanation, FirstCause } from '../../../check/observed.ts';
import type { Cluster, ClusterReader } from '../../../cluster/cluster.ts';
import { kinds, type Service } from '../../../kube/types.ts';
import { isWanted } from './controllers.ts';
import { daemonSetName, servicelbNamespace } from './names.ts';
import { isServicelbOn, readStatusInput } from './read-status.ts';
import { servingNodes } from './status.ts';

const source = 'k3s pkg/cloudprovider/servicelb.go';
const masquerade = 'k3s-io/klipper-lb entry';

const hasDaemonSet = async (cluster: ClusterReader, service: Service): Promise<boolean> =>
  (await cluster.get(kinds.DaemonSet, daemonSetName(service), servicelbNamespace)) !== undefined;

/** Who answers at an address of a Service that servicelb serves: the node whose it is; undefined where it is nobody's of its nodes. */
export async function explainAddress(
  cluster: Cluster,
  service: Service,
  { address }: { readonly address?: string },
): Promise<AddressExplanation | undefined> {
  if (!isWanted(service) || !(await isServicelbOn(cluster)) || !(await hasDaemonSet(cluster, service)))
    return undefined;
  const input = await readStatusInput(cluster, service);
  const wanted = address ?? service.status?.loadBalancer?.ingress?.[0]?.ip;
  const node = servingNodes(input).find(({ status }) => status?.addresses?.some((each) => each.address === wanted));
  const name = node?.metadata.name;
  const pod = input.pods.find(({ spec }) => spec.nodeName === name);
  if (!name || !pod || wanted === undefined) return undefined;
  const seenAs = pod.status?.podIP ?? '';
  return {
    pool: '',
    nodes: [name],
    hops: [
      {
        at: 'address',
        decision: `${wanted} of node ${name}`,
        reason: 'servicelb of k3s gives a Service the addresses of nodes',
        source,
      },
      {
        at: 'node',
        decision: `${name} takes it at the ports of Pod ${servicelbNamespace}/${pod.metadata.name}`,
        reason: 'each of its ports is a hostPort there; with the node the address is gone',
        source,
      },
    ],
    seenAs: {
      address: seenAs,
      hop: {
        at: 'client-address',
        decision: `the pod sees ${seenAs}, the address of that Pod, and not the client’s`,
        reason: 'servicelb masquerades what it passes on, whatever externalTrafficPolicy says',
        source: masquerade,
      },
    },
  };
}

/** Why servicelb gives a Service no address: none of its pods runs. */
export async function explainPending(
  cluster: Cluster,
  service: Service,
): Promise<Required<Omit<FirstCause, 'object'>> | undefined> {
  if (!isWanted(service) || !(await isServicelbOn(cluster)) || !(await hasDaemonSet(cluster, service)))
    return undefined;
  const { pods } = await readStatusInput(cluster, service);
  const told = pods.flatMap((pod) => {
    const waits = pod.status?.conditions?.find(({ type, status }) => type === 'PodScheduled' && status === 'False');
    return waits?.message ?? [];
  });
  const why = told[0] ?? (pods.length === 0 ? 'no node is there that it may use' : 'none of its pods is ready');
  return {
    code: 'address-pending',
    message: `no pod of servicelb serves it: ${why}`,
    hint: 'a port of a node is one Service’s alone: give each another port, one entry for all, or addresses of their own (pools)',
  };
}
