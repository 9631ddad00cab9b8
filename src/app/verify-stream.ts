import type { RouteRow } from '../check/observed.ts';
import type { Cluster } from '../cluster/cluster.ts';
import { probeStream, type StreamAnswer } from '../operate/probe-stream.ts';
import type { Expectation, GateDecision } from '../systems/system.ts';
import { type Check, decideCheck } from './verify-checks.ts';
import type { ServedPort, Wire } from './wire.ts';

/** Everything is in this process: what does not answer in this time hangs. */
const timeoutMs = 60_000;
/** For datagrams that nobody is to answer: their silence tells nothing more. */
const silenceMs = 250;

interface Asking {
  readonly cluster: Cluster;
  readonly wire: Wire;
  /** `namespace/name` of the Services of whoever told this. */
  readonly backendsTold: (cluster: Cluster, line: string, wanted: readonly string[]) => Promise<readonly string[]>;
}

/** Sends the bytes that are promised to be carried, and says whether they came back from whom they should. */
export async function askStream(
  { cluster, wire, backendsTold }: Asking,
  served: ServedPort,
  check: Check,
): Promise<RouteRow> {
  const { expectation, url, behind, stream } = check;
  const { from, client, object, backends } = expectation;
  const decision = behind && (await decideCheck(behind, check, from));
  const { protocol, serverName, alpn } = stream!(from);
  const reaches = behind ? decision?.allowed === true : await isListening(wire, served, from);
  const clients = protocol === 'udp' ? wire.datagramClients : wire.clients;
  const wait = protocol === 'udp' && !reaches ? silenceMs : timeoutMs;
  const socket = { host: served.host, port: served.localPort };
  const answer = await probeStream({ ...socket, protocol, serverName, alpn, from, timeoutMs: wait }, clients);
  const backend = answer.told === undefined ? [] : await backendsTold(cluster, answer.told, backends);
  return {
    ...{ url, host: serverName, path: '', address: served.ip, from, client, object },
    expected: printExpected(expectation),
    observed: printObserved(expectation, answer, backend),
    ok: isKept(expectation, answer, backend),
    router: decision?.router ?? '',
    backend: backend.join(', ') || backendOf(decision),
  };
}

/** Whether a pod behind a Service of its own is taken to listen there. */
async function isListening(wire: Wire, served: ServedPort, from: string): Promise<boolean> {
  const { pods } = await wire.forward(served, from);
  const [first] = pods;
  return first !== undefined && (await wire.socketOf(first.pod, first.port, served.protocol)) !== undefined;
}

const backendOf = (decision: GateDecision | undefined): string => (decision?.allowed ? decision.backend : '');

function isKept(
  { status, backends, certificate, host }: Expectation,
  { told, dnsNames = [] }: StreamAnswer,
  backend: readonly string[],
): boolean {
  if (told === undefined) return status.includes(0);
  if (!status.includes(200) || !backends.some((name) => backend.includes(name))) return false;
  return !certificate || dnsNames.some((name) => covers(name, host));
}

const covers = (name: string, host: string): boolean =>
  name.startsWith('*.') ? host.slice(host.indexOf('.') + 1) === name.slice(2) : name === host;

const printExpected = ({ status, backends }: Expectation): string =>
  status.includes(0) ? 'no answer' : `bytes back from ${backends.join(' or ')}`;

function printObserved({ certificate, host }: Expectation, answer: StreamAnswer, backend: readonly string[]): string {
  const { told, dnsNames = [] } = answer;
  if (told === undefined) return 'no answer';
  const shown =
    certificate && !dnsNames.some((name) => covers(name, host)) ? `, certificate of ${dnsNames[0] ?? 'nobody'}` : '';
  return `bytes back from ${backend.join(', ') || 'somebody else'}${shown}`;
}
