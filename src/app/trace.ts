import type { Hop, Visitor } from '../cluster/network.ts';
import { parseAddress, printAddress } from '../core/address.ts';
import { GatehouseError } from '../core/errors.ts';
import type { Finding } from '../core/finding.ts';
import type { GateDecision, GateRequest } from '../systems/system.ts';
import { coverageOf } from './coverage.ts';
import { repositoryOfSubject, type Subject, type SubjectOptions } from './load-subject.ts';
import { openPlatform } from './open-platform.ts';
import { literalOf, nameHop, nowhere, whyNowhere } from './trace-names.ts';
import { followStream } from './trace-stream.ts';
import { isStream, readTarget } from './trace-target.ts';
import { openReleases, writtenFor } from './trace-written.ts';
import { schemaVersion, type TraceReport } from './up-report.ts';
import { familyOf, strangers } from './verify-checks.ts';
import { openWire, printOwner, type ServedPort, type Wire, type WireDestination } from './wire.ts';

/** Who asks, and what the path does not say. */
export interface TraceOptions extends SubjectOptions {
  /** Address of the client; somebody from the internet when none is named. */
  readonly from?: string;
  /** Somebody who has signed in; nobody has when none is named. */
  readonly visitor?: Visitor;
}

/** Brings the subject up and follows one request through it, without sending it. */
export async function trace(target: string, path: string, options: TraceOptions): Promise<TraceReport> {
  const asked = readAsked(target, options);
  const { subject, embedded, findings } = await openPlatform(path, options, true);
  const wire = openWire({ cluster: embedded.cluster, revision: embedded.revision });
  try {
    const report = await followAsked(wire, subject, asked);
    return { ...report, coverage: await coverageOf(subject, [...(await toldOf(subject)), ...findings]) };
  } finally {
    await wire.close();
    await embedded.stop();
  }
}

/** A request that was asked for, and by whom. */
export interface AskedRequest {
  readonly url: URL;
  readonly from: string;
  readonly visitor?: Visitor;
}

/** What a person asks to be followed, and as whom. Throws with a hint where that is nothing. */
export function readAsked(target: string, options: Pick<TraceOptions, 'from' | 'visitor'>): AskedRequest {
  const url = readTarget(target);
  const from = options.from === undefined ? strangers[familyOf(literalOf(url) ?? '')] : readClient(options.from);
  if (isStream(url) && options.visitor)
    throw new GatehouseError(`--user: nobody signs in over ${url.protocol}//`, { hint: 'leave --user out' });
  return { url, from, ...(options.visitor ? { visitor: options.visitor } : {}) };
}

/** Follows a request through a platform that is up, as far as that is known of its subject. */
export const followAsked = async (
  wire: Wire,
  subject: Subject,
  { url, from, visitor }: AskedRequest,
): Promise<TraceReport> =>
  isStream(url)
    ? followStream(wire, url, from)
    : asFarAsKnown(await follow(wire, url, { from, visitor }), url, subject);

/** What reading the subject left open. */
const toldOf = async (subject: Subject): Promise<readonly Finding[]> => [
  ...subject.findings,
  ...(await repositoryOfSubject(subject)).findings,
];

/** That no address is there says nothing where it is not known what all releases install: what is written of the host is told then. */
async function asFarAsKnown(report: TraceReport, { hostname }: URL, subject: Subject): Promise<TraceReport> {
  const open = openReleases(subject);
  if (report.outcome.status !== 0 || report.hops.length > 1) return report;
  const { objects } = await repositoryOfSubject(subject);
  const written = writtenFor(
    hostname,
    objects.map(({ object }) => object),
  );
  const gateway = written.find(({ at }) => at === 'gateway');
  if (open.length === 0 && !gateway) return report;
  if (open.length === 0)
    return {
      ...report,
      hops: [...report.hops, ...written],
      outcome: { ...report.outcome, unknown: `what serves the Gateway is not known: ${gateway?.decision}` },
    };
  const unknown = `what ${open.length} of the releases install is not known, a gate and its addresses may be among it: \`gatehouse charts\` lists what is missing`;
  return { ...report, hops: [...report.hops, ...written], outcome: { ...report.outcome, unknown } };
}

function readClient(text: string): string {
  const address = parseAddress(text);
  if (address) return printAddress(address);
  throw new GatehouseError(`--from ${text}: not an IP address`, { hint: 'e.g. --from 203.0.113.7' });
}

/** Who asks. */
type Client = Pick<TraceOptions, 'visitor'> & { readonly from: string };

/** Follows one request through a platform that is up. */
export async function follow(wire: Wire, url: URL, { from, visitor }: Client): Promise<TraceReport> {
  const port = Number(url.port || (url.protocol === 'https:' ? 443 : 80));
  const all = await wire.serve();
  const candidates = all.filter(
    (each) => each.port === port && each.protocol === 'TCP' && familyOf(each.ip) === familyOf(from),
  );
  const entry = await chooseAddress(wire, candidates, url, from);
  const base = { schemaVersion, url: url.href, from, ...(visitor ? { visitor } : {}) } as const;
  const headers = { accept: 'text/html', ...(visitor && (await wire.headersOf(visitor, url.hostname))) };
  if (!entry) return { ...base, ...nowhere(url, port, whyNowhere(all, url, { port, protocol: 'TCP', from })) };
  const { served, named } = entry;
  const destination = await wire.forward(served, from);
  const [first] = destination.pods;
  const hops = [named, ...destination.hops];
  if (!first)
    return { ...base, hops, outcome: { status: 0, allowed: false, router: '', backend: '', certificate: '' } };
  const gate = wire.gates.find((each) => each.owns(first.pod));
  const answers = await outcomesOf({ gate, first, destination, url, headers });
  const [answer] = answers;
  if (answer) {
    const told = [...hops, ...answer.hops];
    const differ = new Set(answers.map(({ outcome }) => JSON.stringify(outcome))).size > 1;
    if (!differ) return { ...base, hops: told, outcome: answer.outcome };
    const outcomes = answers.map(({ seenAs, when, outcome }) => ({ seenAs, when, outcome }));
    const unknown = 'it depends on how the pod network rewrites the address of the client';
    const certificate = answer.outcome.certificate;
    const open = { status: 0, allowed: false, router: '', backend: '', certificate, unknown };
    return { ...base, hops: told, outcome: open, outcomes };
  }
  return {
    ...base,
    hops,
    outcome: { status: 200, allowed: true, router: '', backend: printOwner(served.owner), certificate: '' },
  };
}

interface Answer {
  readonly seenAs: string;
  readonly when: string;
  readonly hops: readonly Hop[];
  readonly outcome: TraceReport['outcome'];
}

/** A request that has come to a pod. */
interface Reaching {
  readonly gate: Wire['gates'][number] | undefined;
  readonly first: WireDestination['pods'][number];
  readonly destination: WireDestination;
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
}

/** What the gate makes of the request, for each client address it may see. */
async function outcomesOf({ gate, first, destination, url, headers }: Reaching): Promise<readonly Answer[]> {
  const answers: Answer[] = [];
  for (const { address, when } of gate ? destination.views : []) {
    const decision = await gate?.decide(first.pod, first.port, { ...requestOf(url, address), headers });
    if (decision) answers.push({ seenAs: address, when, hops: decision.hops, outcome: outcomeOf(decision) });
  }
  return answers;
}

const requestOf = (url: URL, clientAddress: string): GateRequest => ({
  method: 'GET',
  host: url.host,
  target: `${url.pathname}${url.search}`,
  tls: url.protocol === 'https:',
  clientAddress,
});

function outcomeOf({ router, backend, certificate, unknown, ...decision }: GateDecision): TraceReport['outcome'] {
  const common = { router, backend, certificate };
  if (unknown !== undefined) return { status: 0, allowed: false, ...common, unknown };
  const status = decision.status ?? (decision.allowed ? 200 : 0);
  // Being sent on to https is no refusal.
  return { status, allowed: decision.allowed || (status >= 200 && status < 400), ...common };
}

interface Entry {
  readonly served: ServedPort;
  readonly named: Hop;
}

/**
 * The address a name should lead to. Gatehouse sees no DNS, so it takes the address whose gate has a route for the name; an address in the
 * URL is taken as it is. Without any, the first address, where the request will not be let through.
 */
async function chooseAddress(
  wire: Wire,
  candidates: readonly ServedPort[],
  url: URL,
  from: string,
): Promise<Entry | undefined> {
  const literal = literalOf(url);
  if (literal !== undefined) {
    const served = candidates.find(({ ip }) => ip === literal);
    return served && { served, named: nameHop(url, served.ip, 'the URL names the address itself') };
  }
  // A redirection takes every name: an address with a route that an object writes is meant before.
  for (const isMeant of [isWritten, isTaken]) {
    for (const served of candidates) {
      if (isMeant(await decisionAt(wire, served, url, from))) {
        return {
          served,
          named: nameHop(
            url,
            served.ip,
            `DNS must point the name here: ${printOwner(served.owner)} has a route for it`,
          ),
        };
      }
    }
  }
  const [served] = candidates;
  return (
    served && { served, named: nameHop(url, served.ip, 'no address has a route for this name; the first one is taken') }
  );
}

const isTaken = (decision: GateDecision | undefined): boolean => decision !== undefined && decision.router !== '';
const isWritten = (decision: GateDecision | undefined): boolean => isTaken(decision) && decision?.source !== '';

async function decisionAt(wire: Wire, served: ServedPort, url: URL, from: string): Promise<GateDecision | undefined> {
  const { pods, seenAs } = await wire.forward(served, from);
  const [first] = pods;
  if (!first) return undefined;
  const gate = wire.gates.find((each) => each.owns(first.pod));
  return gate?.decide(first.pod, first.port, requestOf(url, seenAs));
}
