import type { Cluster } from '../../../cluster/cluster.ts';
import type { Hop, PlayedAnswer } from '../../../cluster/network.ts';
import type { AskedServers } from '../../sign-in.ts';
import type { Decision } from '../decision/decision.ts';
import type { AuthAnswer, AuthRequest } from '../decision/exchange.ts';
import { headersOf } from '../decision/request.ts';
import { type Endpoint, endpointOf } from './proxy.ts';
import { endpointsOfService } from './service-names.ts';

const source = 'pkg/middlewares/auth/forward.go';

/**
 * A decision that waits for an auth server, told to its end: who is asked, what follows from each answer, and where the request goes when
 * it is let in. Of most servers it is not known what they answer.
 */
export async function askedFirst(cluster: Cluster, decision: Decision, servers?: AskedServers): Promise<Decision> {
  if (!decision.pending) return decision;
  const { request, resume } = decision.pending;
  // What follows is put to the same list.
  const before = [...decision.hops];
  const who = await whoIs(cluster, request.url);
  const [pod] = who.pods;
  const played = pod && (await servers?.answer(pod.host, pod.port, podRequest(request)));
  if (played && 'status' in played) {
    const known = answeredHop(request.url, played);
    const told = await askedFirst(cluster, resume(authAnswer(played)), servers);
    return { ...told, hops: [...before, known, ...told.hops.slice(before.length)] };
  }
  const asked: Hop = {
    at: 'middleware',
    decision: `${request.url} answers`,
    reason: `${who.text}; a status of 2xx lets the request go on, any other answer goes to the client as it is`,
    source,
  };
  if (who.silent) {
    const failed = await askedFirst(cluster, resume(undefined), servers);
    return { ...failed, hops: [...before, asked, ...failed.hops.slice(before.length)] };
  }
  const passed = resume({ status: 200, headers: new Map(), body: new Uint8Array() });
  const letIn = await askedFirst(cluster, passed, servers);
  const further = letIn.hops.slice(before.length);
  const why = played ? played.unknown : `what ${request.url} answers is not known from the objects`;
  const unknown = `${why}; let in, ${next(letIn)}`;
  const { status: _, ...outcome } = letIn.outcome;
  return { hops: [...before, asked, ...further], outcome: { ...outcome, allowed: false, unknown } };
}

const next = ({ outcome }: Decision): string =>
  outcome.allowed
    ? `the request goes to ${outcome.service ?? 'its service'}`
    : `the request is answered ${outcome.status ?? 'in a way that is not known either'}`;

const answeredHop = (
  url: string,
  { status, reason, source: rule }: Extract<PlayedAnswer, { status: number }>,
): Hop => ({
  at: 'middleware',
  decision: `${url} answers ${status}`,
  reason,
  source: rule,
});

const podRequest = ({ method, url, headers }: AuthRequest) => ({
  method,
  target: `${new URL(url).pathname}${new URL(url).search}`,
  headers: Object.fromEntries([...headers].map(([name, values]) => [name.toLowerCase(), values.join(', ')])),
});

const authAnswer = ({ status, headers, body }: Extract<PlayedAnswer, { status: number }>): AuthAnswer => ({
  ...{ status, headers: headersOf(headers) },
  body: Buffer.from(body),
});

/** Who is asked, in words. */
interface Asked {
  readonly text: string;
  readonly silent?: true;
  /** One of which is asked. */
  readonly pods: readonly Endpoint[];
}

/** Who answers at an address; `silent` when nobody does, as far as the cluster's objects say. */
async function whoIs(cluster: Cluster, url: string): Promise<Asked> {
  const pods: readonly Endpoint[] = [];
  if (!URL.canParse(url)) return { text: 'the address is no URL, and the call fails', silent: true, pods };
  const endpoint = endpointOf(url);
  const inside = /\.svc(\.|$)/.test(endpoint.host) || !/[a-z]/i.test(endpoint.host);
  const found = inside ? await endpointsOfService(cluster, endpoint) : undefined;
  if (!found) {
    const named = /\.svc(\.|$)/.test(endpoint.host);
    return named
      ? { text: `no Service is called ${endpoint.host}, and the call fails`, silent: true, pods }
      : { text: `${endpoint.host} is asked`, pods };
  }
  const listed = found.map(({ host, port }) => `${host}:${port}`).join(', ');
  return found.length > 0
    ? { text: `the pods behind ${endpoint.host} are asked: ${listed}`, pods: found }
    : { text: `no pod behind ${endpoint.host} is ready, and the call fails`, silent: true, pods };
}
