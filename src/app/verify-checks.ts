import { parseAddress, parseCidr, printAddress } from '../core/address.ts';
import type { Pod, Service } from '../kube/types.ts';
import type { GateStream } from '../systems/gate-stream.ts';
import type { Expectation, Gate, GateDecision, GateRequest, Promises } from '../systems/system.ts';
import type { ServedPort, Wire, WireDestination } from './wire.ts';

/** Somebody from the internet: addresses kept for documentation (RFC 5737, RFC 3849). */
export const strangers = { 4: '203.0.113.7', 6: '2001:db8:7::7' } as const;

/** Only a client of the address's own family can reach it. */
export const familyOf = (ip: string): 4 | 6 => parseAddress(ip)?.family ?? 4;

/** A promise to be asked for at one address, and the gate that is to keep it. */
export interface Check {
  readonly expectation: Expectation;
  /** Ids of all routes that promise the same. */
  readonly routes: readonly string[];
  readonly url: string;
  readonly behind?: GateBehind;
  /** The request as it reaches the gate, from an address it sees. */
  readonly request: (clientAddress: string) => GateRequest;
  /** The same for bytes of any kind, where no HTTP is promised. */
  readonly stream?: (clientAddress: string) => GateStream;
  /** Headers of whoever asks where people sign in. */
  readonly headers?: Readonly<Record<string, string>>;
}

/** The gate behind a served port. */
export interface GateBehind {
  readonly gate: Gate;
  readonly promises: Promises;
  readonly pod: Pod;
  /** Container port on which connections to the served port arrive. */
  readonly port: number;
  /** Addresses the gate may see instead of its clients'; one alone where it sees theirs. */
  readonly views: WireDestination['views'];
}

/** The gate whose pods get what arrives at a served port; undefined when they are no gate's. */
export async function gateBehind(
  wire: Wire,
  served: ServedPort,
  promisesOf: (gate: Gate, family: 4 | 6) => Promise<Promises>,
): Promise<GateBehind | undefined> {
  const family = familyOf(served.ip);
  const { pods, views } = await wire.forward(served, strangers[family]);
  const [first] = pods;
  const gate = first && wire.gates.find((each) => each.owns(first.pod));
  if (!first || !gate) return undefined;
  return { gate, promises: await promisesOf(gate, family), pod: first.pod, port: first.port, views };
}

/** The checks of one served port: what several objects promise in the same words is asked once. */
export async function gateChecks(wire: Wire, behind: GateBehind, served: ServedPort): Promise<readonly Check[]> {
  const checks = new Map<string, Check>();
  for (const promised of behind.promises.expectations) {
    if (promised.port !== behind.port || carriedBy(promised) !== served.protocol) continue;
    const expectation = asClientsAsk(promised, served);
    if (!expectation) continue;
    const key = JSON.stringify({ ...expectation, object: '', route: '' });
    const headers = await visitorHeaders(wire, expectation);
    const check = checks.get(key) ?? checkOf(expectation, served.port, { behind, headers });
    checks.set(key, { ...check, routes: [...check.routes, expectation.route] });
  }
  return [...checks.values()];
}

const carriedBy = ({ stream }: Expectation): ServedPort['protocol'] => (stream?.protocol === 'udp' ? 'UDP' : 'TCP');

/** What the gate makes of a check for a client address that it sees. */
export const decideCheck = (
  { gate, pod, port }: Pick<GateBehind, 'gate' | 'pod' | 'port'>,
  { request, stream }: Check,
  clientAddress: string,
): Promise<GateDecision | undefined> =>
  stream ? gate.decideStream(pod, port, stream(clientAddress)) : gate.decide(pod, port, request(clientAddress));

function checkOf(
  expectation: Expectation,
  port: number,
  { behind, headers }: Pick<Check, 'behind' | 'headers'> = {},
): Check {
  const url = urlOf(expectation, port);
  const { path, tls } = expectation;
  const common = { method: 'GET', host: new URL(url).host, target: path, tls, ...(headers ? { headers } : {}) };
  const request = (clientAddress: string): GateRequest => ({ ...common, clientAddress });
  const check = {
    expectation,
    routes: [],
    url,
    request,
    ...(behind ? { behind } : {}),
    ...(headers ? { headers } : {}),
  };
  if (!expectation.stream) return check;
  const { protocol, alpn } = expectation.stream;
  const serverName = parseAddress(expectation.host.replace(/^\[|\]$/g, '')) ? '' : expectation.host;
  return { ...check, stream: (clientAddress) => ({ protocol, alpn, serverName, clientAddress }) };
}

/** People who sign in use a browser; what a stand-in tells of itself can be read as well. */
async function visitorHeaders(wire: Wire, { who, visitor, host }: Expectation): Promise<Check['headers']> {
  if (who === undefined) return undefined;
  return { accept: 'text/html, application/json', ...(visitor && (await wire.headersOf(visitor, host))) };
}

/**
 * A promise as clients would ask for it. Nobody's host is best asked for by the address itself (RFC 2606: no name ends in `.invalid`). On
 * port 443 every client speaks TLS; a route without it that only takes what entry points there are does not promise anything there.
 */
function asClientsAsk(expectation: Expectation, { ip, port }: ServedPort): Expectation | undefined {
  const host = expectation.host.endsWith('.invalid') ? hostOfAddress(ip) : expectation.host;
  if (port !== 443 || expectation.tls || expectation.stream) return { ...expectation, host };
  return expectation.object !== '' && !expectation.named ? undefined : { ...expectation, host, tls: true };
}

const hostOfAddress = (ip: string): string => (ip.includes(':') ? `[${ip}]` : ip);

/**
 * A Service with an address of its own promises that its pods answer there. Where no node announces the address, nothing is asked: who
 * would answer cannot be told from outside.
 */
export async function directChecks(wire: Wire, { owner, ip, port, protocol }: ServedPort): Promise<readonly Check[]> {
  // A port of a node promises nothing by itself: it is served because a gate has it.
  if (!('service' in owner)) return [];
  const { service } = owner;
  if ((await wire.explain(service, ip))?.nodes.length === 0) return [];
  const { namespace = '', name } = service.metadata;
  const client = directClient(service, familyOf(ip));
  if (!client) return [];
  const expectation: Expectation = {
    object: `Service/${namespace}/${name}`,
    route: `Service/${namespace}/${name} ports`,
    host: hostOfAddress(ip),
    path: protocol === 'UDP' ? '' : '/',
    tls: false,
    ...(protocol === 'UDP' && { stream: { protocol: 'udp' as const, alpn: [] } }),
    port,
    named: true,
    ...client,
    status: [200],
    backends: [`${namespace}/${name}`],
    certificate: false,
  };
  return [{ ...checkOf(expectation, port), routes: [expectation.route] }];
}

/** Whoever a Service lets in at its own address: a stranger, or an ordinary address of the first network that may enter; undefined where nobody may. */
function directClient({ spec }: Service, family: 4 | 6): Pick<Expectation, 'from' | 'client'> | undefined {
  const texts = spec.loadBalancerSourceRanges ?? [];
  if (texts.length === 0) return { from: strangers[family], client: 'anyone' };
  const range = texts.map((text) => parseCidr(text.trim())).find((each) => each?.family === family);
  if (!range) return undefined;
  const size = range.last - range.first + 1n;
  const value = range.first + (size > 64n ? 50n : size / 2n);
  return { from: printAddress({ family, value }), client: 'allowed' };
}

function urlOf({ tls, host, path, stream }: Expectation, port: number): string {
  if (stream) return `${stream.protocol}://${host}:${port}`;
  const usual = tls ? 443 : 80;
  return `${tls ? 'https' : 'http'}://${host}${port === usual ? '' : `:${port}`}${path}`;
}
