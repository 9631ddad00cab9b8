import type { ClusterInput, ClusterProblem, ClusterRule } from '../../../check/rule.ts';
import { kinds, type Service } from '../../../kube/types.ts';

const service = { apiVersion: 'v1', kind: 'Service', metadata: { name: 'gate', namespace: 'edge' }, spec: {} };
const row = { service: 'edge/gate', ip: '192.168.88.60', pool: '', node: 'node-1', failover: [] };

/** An address that no node answers for: clients get no connection. */
export const addressNotAnnounced: ClusterRule = {
  id: 'address-not-announced',
  needs: 'cluster',
  severity: 'error',
  summary: 'A Service has an address, and no node answers for it.',
  why: 'a client finds a machine for an address by ARP or NDP, and somebody must answer it (RFC 826, RFC 4861)',
  check: async (input) => {
    const problems: ClusterProblem[] = [];
    for (const { service, ip, node } of input.addresses)
      if (ip !== '' && node === '') problems.push(await silent(service, ip, input));
    return problems;
  },
  examples: {
    passing: [{ objects: [service], seen: () => ({ addresses: [row] }) }],
    failing: [{ objects: [service], seen: () => ({ addresses: [{ ...row, node: '' }] }) }],
  },
};

async function silent(service: string, ip: string, { cluster, explain }: ClusterInput): Promise<ClusterProblem> {
  const [namespace = '', name = ''] = service.split('/');
  const found = await cluster.get<Service>(kinds.Service, name, namespace);
  const last = found && (await explain.address(found))?.hops.at(-1);
  return {
    object: `Service/${service}`,
    message: `no node answers for ${ip}${last ? `: ${last.reason}` : ''}`,
    why: last?.source ? `decided by each node for itself (${last.source})` : '',
    hint: 'it takes an advertisement for the pool, a speaker on a node, and with traffic policy Local a ready pod on that node',
  };
}
