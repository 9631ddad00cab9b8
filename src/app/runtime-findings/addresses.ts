import type { Cluster } from '../../cluster/cluster.ts';
import { compareText, type Finding } from '../../core/finding.ts';
import { type Event, kinds, type Service } from '../../kube/types.ts';
import type { AddressExplanation } from '../../systems/system.ts';
import type { AddressRow } from '../up-report.ts';

/** A Service without an address: the allocator's newest event says why. */
export const findPendingAddresses = (rows: readonly AddressRow[], events: readonly Event[]): readonly Finding[] =>
  rows.filter(({ ip }) => ip === '').map(({ service }) => pending(service, events));

function pending(service: string, events: readonly Event[]): Finding {
  const [namespace, name] = service.split('/');
  const own = events
    .filter(
      ({ involvedObject, type }) =>
        type === 'Warning' &&
        involvedObject?.kind === 'Service' &&
        involvedObject.name === name &&
        involvedObject.namespace === namespace,
    )
    .sort((a, b) => compareText(timeOf(a), timeOf(b)));
  const last = own.at(-1);
  const said = last?.message;
  return {
    code: 'address-pending',
    severity: 'error',
    object: `Service/${service}`,
    message: said ?? 'it has no address, and nobody says why: no load balancer feels responsible for it',
    ...(last?.reason ? { why: `the load balancer's event ${last.reason} on the Service says so` } : {}),
    hint: said
      ? 'mend what the message names: give it a pool that holds what it asks for, or ask for less'
      : 'install a load balancer, or give the Service the loadBalancerClass of the one that is there',
  };
}

const timeOf = ({ lastTimestamp, metadata }: Event): string => lastTimestamp ?? metadata.creationTimestamp ?? '';

/** An address that no node answers for, with what keeps each node from it. */
export async function findSilentAddresses(
  cluster: Cluster,
  rows: readonly AddressRow[],
  explain: (service: Service) => Promise<AddressExplanation | undefined>,
): Promise<readonly Finding[]> {
  const findings: Finding[] = [];
  for (const { service, ip, node } of rows) {
    if (ip === '' || node !== '') continue;
    const [namespace = '', name = ''] = service.split('/');
    const found = await cluster.get<Service>(kinds.Service, name, namespace);
    const last = found && (await explain(found))?.hops.at(-1);
    findings.push({
      code: 'address-not-announced',
      severity: 'error',
      object: `Service/${service}`,
      message: `no node answers for ${ip}${last ? `: ${last.reason}` : ''}`,
      ...(last?.source ? { why: `decided by each node for itself (${last.source})` } : {}),
      hint: 'it takes an advertisement for the pool, a speaker on a node, and with traffic policy Local a ready pod on that node',
    });
  }
  return findings;
}
