import type { ClusterInput, ClusterProblem, ClusterRule } from '../../../check/rule.ts';
import type { UnknownObject } from '../../../kube/object.ts';
import { kinds, type Node, type Service } from '../../../kube/types.ts';
import { isWanted } from '../servicelb/controllers.ts';
import { isServicelbOn, readStatusInput } from '../servicelb/read-status.ts';
import { addressesFor } from '../servicelb/status.ts';

type Told = UnknownObject & {
  readonly reason?: string;
  readonly message?: string;
  readonly involvedObject?: { readonly kind?: string; readonly name?: string; readonly namespace?: string };
};

async function check({ cluster }: ClusterInput): Promise<readonly ClusterProblem[]> {
  if (!(await isServicelbOn(cluster))) return [];
  const nodes = await cluster.list<Node>(kinds.Node);
  const ofNodes = new Set(nodes.flatMap(({ status }) => status?.addresses ?? []).map(({ address }) => address));
  const events = await cluster.list<Told>(kinds.Event);
  const problems: ClusterProblem[] = [];
  for (const service of (await cluster.list<Service>(kinds.Service)).filter(isWanted)) {
    const { name, namespace = '' } = service.metadata;
    const own = addressesFor(await readStatusInput(cluster, service));
    const now = (service.status?.loadBalancer?.ingress ?? []).flatMap(({ ip }) => ip ?? []);
    const replaced = events.flatMap(({ reason, message = '', involvedObject: of }) =>
      reason === 'UpdatedLoadBalancer' && of?.name === name && of.namespace === namespace
        ? (/new IPs: \[(.*)\] ->/.exec(message)?.[1]?.split(' ') ?? [])
        : [],
    );
    const others = [...new Set([...now, ...replaced])].filter((ip) => ip !== '' && !ofNodes.has(ip)).sort();
    if (own.length === 0 || others.length === 0) continue;
    problems.push({
      object: `Service/${namespace}/${name}`,
      path: ['spec', 'type'],
      message: `two write its addresses: servicelb of k3s ${own.join(', ')} whenever its pods or endpoints change, and another ${others.join(', ')}; it has ${now.join(', ') || 'none'} now`,
      hint: 'leave out servicelb on all servers (`disable: [servicelb]` in the config of k3s), or the other',
    });
  }
  return problems;
}

const labels = { 'svccontroller.k3s.cattle.io/svcname': 'gate', 'svccontroller.k3s.cattle.io/svcnamespace': 'edge' };
const platform = (ip: string): readonly UnknownObject[] => [
  { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'svclb', namespace: 'kube-system' } },
  {
    ...{ apiVersion: 'v1', kind: 'Node', metadata: { name: 'one' } },
    status: { addresses: [{ type: 'InternalIP', address: '192.168.88.11' }] },
  },
  {
    ...{ apiVersion: 'v1', kind: 'Pod', metadata: { name: 'svclb-gate-1', namespace: 'kube-system', labels } },
    spec: { nodeName: 'one', containers: [] },
    status: { podIP: '10.42.0.9', conditions: [{ type: 'Ready', status: 'True' }] },
  },
  {
    ...{ apiVersion: 'v1', kind: 'Service', metadata: { name: 'gate', namespace: 'edge' } },
    spec: { type: 'LoadBalancer', ipFamilies: ['IPv4'] },
    status: { loadBalancer: { ingress: [{ ip }] } },
  },
];

/** servicelb of k3s and another load balancer undo each other. */
export const addressesWrittenTwice: ClusterRule = {
  id: 'addresses-written-twice',
  needs: 'cluster',
  severity: 'error',
  summary:
    'Two load balancers give one Service addresses, servicelb of k3s and another, each in the place of the other’s.',
  why: 'servicelb replaces status.loadBalancer of every Service of type LoadBalancer, whatever stands there (k3s pkg/cloudprovider/servicelb.go updateStatus)',
  check,
  examples: {
    passing: [{ objects: platform('192.168.88.11') }],
    failing: [{ objects: platform('192.168.88.60') }],
  },
};
