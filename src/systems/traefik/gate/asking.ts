import type { Cluster } from '../../../cluster/cluster.ts';
import type { Hop } from '../../../cluster/network.ts';
import type { Decision } from '../decision/decision.ts';
import { endpointOf } from './proxy.ts';
import { endpointsOfService } from './service-names.ts';

const source = 'pkg/middlewares/auth/forward.go';

/**
 * A decision that waits for an auth server, told to its end: who is asked, what follows from each answer, and where the request goes when
 * it is let in. What the server answers is not known from the objects.
 */
export async function askedFirst(cluster: Cluster, decision: Decision): Promise<Decision> {
  if (!decision.pending) return decision;
  const { request, resume } = decision.pending;
  // What follows is put to the same list.
  const before = [...decision.hops];
  const who = await whoIs(cluster, request.url);
  const asked: Hop = {
    at: 'middleware',
    decision: `${request.url} answers`,
    reason: `${who.text}; a status of 2xx lets the request go on, any other answer goes to the client as it is`,
    source,
  };
  if (who.silent) {
    const failed = resume(undefined);
    return { ...failed, hops: [...before, asked, ...failed.hops.slice(before.length)] };
  }
  const letIn = await askedFirst(cluster, resume({ status: 200, headers: new Map(), body: new Uint8Array() }));
  const further = letIn.hops.slice(before.length);
  const unknown = `what ${request.url} answers is not known from the objects; let in, ${next(letIn)}`;
  const { status: _, ...outcome } = letIn.outcome;
  return { hops: [...before, asked, ...further], outcome: { ...outcome, allowed: false, unknown } };
}

const next = ({ outcome }: Decision): string =>
  outcome.allowed
    ? `the request goes to ${outcome.service ?? 'its service'}`
    : `the request is answered ${outcome.status ?? 'in a way that is not known either'}`;

/** Who answers at an address; `silent` when nobody does, as far as the cluster's objects say. */
async function whoIs(cluster: Cluster, url: string): Promise<{ readonly text: string; readonly silent?: true }> {
  if (!URL.canParse(url)) return { text: 'the address is no URL, and the call fails', silent: true };
  const endpoint = endpointOf(url);
  const inside = /\.svc(\.|$)/.test(endpoint.host) || !/[a-z]/i.test(endpoint.host);
  const found = inside ? await endpointsOfService(cluster, endpoint) : undefined;
  if (!found) {
    const named = /\.svc(\.|$)/.test(endpoint.host);
    return named
      ? { text: `no Service is called ${endpoint.host}, and the call fails`, silent: true }
      : { text: `${endpoint.host} is asked` };
  }
  const listed = found.map(({ host, port }) => `${host}:${port}`).join(', ');
  return found.length > 0
    ? { text: `the pods behind ${endpoint.host} are asked: ${listed}` }
    : { text: `no pod behind ${endpoint.host} is ready, and the call fails`, silent: true };
}
