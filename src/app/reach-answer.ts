import type { Visitor } from '../cluster/network.ts';
import type { ClientConditions } from '../systems/client-conditions.ts';
import type { GateDecision } from '../systems/system.ts';
import type { ReachAnswer } from './reach-report.ts';
import { printOwner, type ServedPort, type Wire, type WireDestination } from './wire.ts';

/** What becomes of a request, whoever else it becomes of. */
export type Answer = Omit<ReachAnswer, 'clients'>;

/** One request, but for the address it comes from. */
export interface Asked {
  readonly served: ServedPort;
  /** As it is sent, with its port where that is not the usual one. */
  readonly host: string;
  readonly path: string;
  readonly tls: boolean;
  readonly visitor?: Visitor;
  /** Bytes in the place of a request: what is spoken in them is not looked at. */
  readonly stream?: 'tcp' | 'udp';
  /** Taken for somebody who knows the password wherever one is asked for. */
  readonly loggedIn?: boolean;
}

/** What becomes of it, and what the gate showed and saw. */
export interface Answered {
  readonly answer: Answer;
  readonly certificate: string;
}

const nothing = { status: 0, backend: '' } as const;

/** What becomes of a request from one address, as `gatehouse trace` would tell it. */
export async function answerTo(wire: Wire, asked: Asked, client: string): Promise<Answered> {
  const destination = await wire.forward(asked.served, client);
  const [first] = destination.pods;
  if (!first) return { answer: { does: 'no-answer', ...nothing, reason: whyNobody(destination) }, certificate: '' };
  const gate = wire.gates.find((each) => each.owns(first.pod));
  const direct: Answer = { does: 'reached', status: 0, backend: printOwner(asked.served.owner) };
  if (!gate) return { answer: direct, certificate: '' };
  const { visitor, loggedIn, tls, host, path, stream } = asked;
  const headers = { accept: 'text/html', ...(visitor && (await wire.headersOf(visitor, host.replace(/:\d+$/, '')))) };
  const decided: GateDecision[] = [];
  for (const { address } of destination.views) {
    const request = { method: 'GET', host, target: path, tls, clientAddress: address, headers };
    const bytes = { protocol: stream ?? 'tcp', serverName: '', alpn: [], clientAddress: address } as const;
    const decision = await (stream === undefined
      ? gate.decide(first.pod, first.port, { ...request, ...(loggedIn ? { loggedIn } : {}) })
      : gate.decideStream(first.pod, first.port, bytes));
    if (decision) decided.push(decision);
  }
  const [one] = decided;
  if (!one) return { answer: direct, certificate: '' };
  const answers = new Map(decided.map(answerOf).map((answer) => [JSON.stringify(answer), answer]));
  const [answer] = answers.values();
  const { certificate } = one;
  if (answer && answers.size === 1) return { answer, certificate };
  const reason = 'it depends on how the pod network rewrites the address of the client';
  return { answer: { does: 'not-known', ...nothing, reason }, certificate };
}

function answerOf({ status, allowed, backend, unknown, redirectTo }: GateDecision): Answer {
  if (unknown !== undefined) return { does: 'not-known', status: 0, backend, reason: unknown };
  if (status !== undefined && status >= 300 && status < 400)
    return { does: 'sent-on', status, backend: '', ...(redirectTo === undefined ? {} : { to: redirectTo }) };
  if (allowed) return { does: 'reached', status: status ?? 0, backend };
  return status === undefined || status === 0
    ? { does: 'no-answer', ...nothing, reason: 'the gate closes the connection' }
    : { does: 'refused', status, backend: '' };
}

/** The reason does not name the client: it holds for all who share it. */
function whyNobody({ outcome, hops }: WireDestination): string {
  if (outcome === 'filtered') return 'loadBalancerSourceRanges of the Service do not let them in';
  return hops.at(-1)?.reason ?? 'nobody answers for the address';
}

/** What can be said where something looks at addresses in a way that no range tells. */
export const openAnswer = ({ opaque: [reason] }: ClientConditions): Answer | undefined =>
  reason === undefined ? undefined : { does: 'not-known', ...nothing, reason };
