import { findByRef } from '../cluster/find-by-ref.ts';
import { compareText } from '../core/finding.ts';
import { type Event, kinds, type Service } from '../kube/types.ts';
import type { ClusterInput, ClusterRule } from './rule.ts';
import { type CodedProblem, toldApart } from './told.ts';

/** Services without an address, by the rule that tells why: the allocator's newest event says it, or what gives addresses knows more. */
export const addressesTold: (id: string) => ClusterRule['check'] = toldApart(
  async (input) => {
    const events = await input.cluster.list<Event>(kinds.Event);
    const problems: CodedProblem[] = [];
    for (const { service, ip } of input.addresses) {
      if (ip === '') problems.push(await withCause(pending(service, events), input));
    }
    return problems;
  },
  () => 'address-pending',
);

function pending(service: string, events: readonly Event[]): CodedProblem & { readonly object: string } {
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
    object: `Service/${service}`,
    message: said ?? 'it has no address, and nobody says why: no load balancer feels responsible for it',
    why: last?.reason ? `the load balancer's event ${last.reason} on the Service says so` : '',
    hint: said
      ? 'mend what the message names: give it a pool that holds what it asks for, or ask for less'
      : 'install a load balancer, or give the Service the loadBalancerClass of the one that is there',
  };
}

const timeOf = ({ lastTimestamp, metadata }: Event): string => lastTimestamp ?? metadata.creationTimestamp ?? '';

async function withCause(
  problem: CodedProblem & { readonly object: string },
  { cluster, explain, isUndescribed }: ClusterInput,
): Promise<CodedProblem> {
  const service = await findByRef(cluster, problem.object);
  const cause = service && (await explain.pending(service as Service, problem.message));
  if (cause || !isUndescribed || problem.why !== '') return { ...problem, ...cause };
  const { hint: _, ...rest } = problem;
  return {
    ...rest,
    message: 'whether it gets an address is not known: nothing here gives it one, and the Kubernetes below may',
    knownBy: 'a lab file that says which Kubernetes it is: k3s gives Services the addresses of its nodes by itself',
  };
}
