import type { Hop } from '../cluster/network.ts';
import type { GateStream } from '../systems/gate-stream.ts';
import type { GateDecision } from '../systems/system.ts';
import { literalOf, nameHop, nowhere, whyNowhere } from './trace-names.ts';
import { schemaVersion, type TraceOutcome, type TraceReport } from './up-report.ts';
import { familyOf } from './verify-checks.ts';
import { printOwner, type ServedPort, type Wire, type WireDestination } from './wire.ts';

/** A way that bytes take. */
interface Way {
  readonly wire: Wire;
  readonly url: URL;
  readonly from: string;
}

const protocolOf = ({ protocol }: URL): GateStream['protocol'] => protocol.slice(0, -1) as GateStream['protocol'];

/** Follows bytes of any kind from a client to whoever gets them, without sending them. */
export async function followStream(wire: Wire, url: URL, from: string): Promise<TraceReport> {
  const way: Way = { wire, url, from };
  const port = Number(url.port);
  const protocol = url.protocol === 'udp:' ? 'UDP' : 'TCP';
  const all = await wire.serve();
  const candidates = all.filter(
    (each) => each.port === port && each.protocol === protocol && familyOf(each.ip) === familyOf(from),
  );
  const entry = await chooseAddress(way, candidates);
  const base = { schemaVersion, url: url.href, from } as const;
  if (!entry) return { ...base, ...nowhere(url, port, whyNowhere(all, url, { port, protocol, from })) };
  const { served, named } = entry;
  const destination = await wire.forward(served, from);
  const hops = [named, ...destination.hops];
  const [first] = destination.pods;
  if (!first) return { ...base, hops, outcome: closed };
  const answers = await outcomesOf(way, destination);
  const [answer] = answers;
  if (!answer) return { ...base, hops, outcome: { ...closed, allowed: true, backend: printOwner(served.owner) } };
  const told = [...hops, ...answer.hops];
  if (new Set(answers.map(({ outcome }) => JSON.stringify(outcome))).size < 2)
    return { ...base, hops: told, outcome: answer.outcome };
  const unknown = 'it depends on how the pod network rewrites the address of the client';
  const outcomes = answers.map(({ seenAs, when, outcome }) => ({ seenAs, when, outcome }));
  return { ...base, hops: told, outcome: { ...closed, unknown }, outcomes };
}

const closed: TraceOutcome = { status: 0, allowed: false, router: '', backend: '', certificate: '' };

interface Answer {
  readonly seenAs: string;
  readonly when: string;
  readonly hops: readonly Hop[];
  readonly outcome: TraceOutcome;
}

/** What the gate makes of the bytes, for each client address it may see; nothing where they come to no gate. */
async function outcomesOf({ wire, url }: Way, { pods: [first], views }: WireDestination): Promise<readonly Answer[]> {
  const gate = first && wire.gates.find((each) => each.owns(first.pod));
  if (!first || !gate) return [];
  const answers: Answer[] = [];
  for (const { address, when } of views) {
    const decision = await gate.decideStream(first.pod, first.port, streamOf(url, address));
    answers.push({ seenAs: address, when, hops: decision?.hops ?? [readAsHttp], outcome: outcomeOf(decision) });
  }
  return answers;
}

/** No router of streams takes it, so the gate reads a request in it. */
const readAsHttp: Hop = {
  at: 'router',
  decision: 'none',
  reason: 'no router of TCP takes it: what comes in is read as HTTP, and other bytes are refused',
  source: 'traefik pkg/server/router/tcp/router.go ServeTCP',
};

const outcomeOf = (decision: GateDecision | undefined): TraceOutcome => {
  if (!decision) return closed;
  const { allowed, router, backend, certificate, unknown } = decision;
  return { status: 0, allowed, router, backend, certificate, ...(unknown !== undefined && { unknown }) };
};

const streamOf = (url: URL, clientAddress: string): GateStream => ({
  protocol: protocolOf(url),
  serverName: url.protocol === 'tls:' && literalOf(url) === undefined ? url.hostname : '',
  alpn: [],
  clientAddress,
});

/** An address in the URL is taken as it is; a name, as the first address where a route takes the bytes. */
async function chooseAddress(
  way: Way,
  candidates: readonly ServedPort[],
): Promise<{ readonly served: ServedPort; readonly named: Hop } | undefined> {
  const { url } = way;
  const literal = literalOf(url);
  const [first] = candidates;
  if (literal !== undefined) {
    const served = candidates.find(({ ip }) => ip === literal);
    return served && { served, named: nameHop(url, served.ip, 'the URL names the address itself') };
  }
  for (const served of candidates) {
    const [answer] = await outcomesOf(way, await way.wire.forward(served, way.from));
    if (!answer?.outcome.router) continue;
    const reason = `DNS must point the name here: ${printOwner(served.owner)} has a route for it`;
    return { served, named: nameHop(url, served.ip, reason) };
  }
  if (!first) return undefined;
  const reason =
    candidates.length === 1
      ? `DNS must point the name here: no other address has port ${url.port}`
      : 'no address has a route for it; the first one with the port is taken';
  return { served: first, named: nameHop(url, first.ip, reason) };
}
