import type { Cluster } from '../cluster/cluster.ts';
import { parseAddress } from '../core/address.ts';
import { type EndpointSlice, kinds, type Pod, type Service } from '../kube/types.ts';
import { type ProbeAnswer, probeHttp } from '../operate/probe-http.ts';
import type { Expectation, Gate, Promises } from '../systems/system.ts';
import type { RouteRow } from './up-report.ts';
import type { ServedPort, Wire } from './wire.ts';

/** Everything is in this process: what does not answer in this time hangs. A slow machine must not turn a proof into a refusal. */
const timeoutMs = 10 * 60_000;

/** Somebody from the internet: addresses kept for documentation (RFC 5737, RFC 3849). */
const strangers = { 4: '203.0.113.7', 6: '2001:db8:7::7' } as const;

/** Only a client of the address's own family can reach it. */
const familyOf = (ip: string): 4 | 6 => parseAddress(ip)?.family ?? 4;

/** What was asked, and what could not be asked. */
export interface Verification {
  /** A row for each promise and address that leads to it. */
  readonly routes: readonly RouteRow[];
  /** Routes of which nothing can be promised, and why; each once. */
  readonly unknown: Promises['unknown'];
}

/** Sends a real request for everything the objects promise; stops early when interrupted. */
export async function verifyRoutes(
  cluster: Cluster,
  wire: Wire,
  { ca, signal }: { readonly ca: string | undefined; readonly signal: AbortSignal },
): Promise<Verification> {
  const served = await wire.serve();
  const routes: RouteRow[] = [];
  const unknown = new Map<string, Promises['unknown'][number]>();
  for (const port of served) {
    const gate = await gateBehind(wire, port);
    const checks = gate ? gateChecks(gate, port) : await directChecks(wire, port);
    for (const check of checks) {
      if (signal.aborted) return { routes, unknown: [] };
      routes.push(await observe(cluster, wire, port, check, ca));
    }
    for (const each of gate?.promises.unknown ?? []) unknown.set(`${each.object} ${each.reason}`, each);
  }
  return { routes, unknown: [...unknown.values()] };
}

interface Check {
  readonly expectation: Expectation;
  readonly behind?: GateBehind;
}

interface GateBehind {
  readonly gate: Gate;
  readonly promises: Promises;
  readonly pod: Pod;
  /** Container port on which connections to the served port arrive. */
  readonly port: number;
}

async function gateBehind(wire: Wire, served: ServedPort): Promise<GateBehind | undefined> {
  const { pods } = await wire.deliver(served.service, served.ip, served.port, strangers[familyOf(served.ip)]);
  const [first] = pods;
  if (!first) return undefined;
  for (const gate of wire.gates) {
    const promises = await gate.promisesOf(first.pod, familyOf(served.ip));
    if (promises) return { gate, promises, pod: first.pod, port: first.port };
  }
  return undefined;
}

/** The checks of one served port: what several objects promise in the same words is asked once. */
function gateChecks(behind: GateBehind, served: ServedPort): readonly Check[] {
  const checks = new Map<string, Check>();
  for (const promised of behind.promises.expectations) {
    if (promised.port !== behind.port) continue;
    const expectation = atAddress(promised, served.ip);
    const key = JSON.stringify({ ...expectation, object: '' });
    if (!checks.has(key)) checks.set(key, { expectation, behind });
  }
  return [...checks.values()];
}

/** Nobody's host is best asked for by the address itself. RFC 2606: no name ends in `.invalid`. */
const atAddress = (expectation: Expectation, ip: string): Expectation =>
  expectation.host.endsWith('.invalid') ? { ...expectation, host: hostOfAddress(ip) } : expectation;

const hostOfAddress = (ip: string): string => (ip.includes(':') ? `[${ip}]` : ip);

/**
 * A Service with an address of its own promises that its pods answer there. Where no node announces the address, nothing is asked: who
 * would answer cannot be told from outside.
 */
async function directChecks(wire: Wire, { service, ip, port }: ServedPort): Promise<readonly Check[]> {
  if ((await wire.explain(service))?.nodes.length === 0) return [];
  const { namespace = '', name } = service.metadata;
  const expectation: Expectation = {
    object: `Service/${namespace}/${name}`,
    host: hostOfAddress(ip),
    path: '/',
    tls: false,
    port,
    from: strangers[familyOf(ip)],
    client: 'anyone',
    status: [200],
    backends: [`${namespace}/${name}`],
  };
  return [{ expectation }];
}

async function observe(
  cluster: Cluster,
  wire: Wire,
  served: ServedPort,
  { expectation, behind }: Check,
  ca: string | undefined,
): Promise<RouteRow> {
  const url = urlOf(expectation, served.port);
  const { host, localPort } = served;
  const answer = await probeHttp({ url, host, port: localPort, from: expectation.from, ca, timeoutMs }, wire.clients);
  const backend = await backendOf(cluster, answer);
  const decision = await behind?.gate.decide(behind.pod, behind.port, {
    method: 'GET',
    host: new URL(url).host,
    target: expectation.path,
    tls: expectation.tls,
    clientAddress: expectation.from,
  });
  return {
    url,
    host: expectation.host,
    path: expectation.path,
    address: served.ip,
    from: expectation.from,
    client: expectation.client,
    expected: printExpected(expectation),
    observed: printObserved(answer, backend, expectation),
    ok: isKept(expectation, answer, backend),
    object: expectation.object,
    router: decision?.router ?? '',
    backend: backend.join(', ') || (decision?.allowed ? decision.backend : ''),
  };
}

function urlOf({ tls, host, path }: Expectation, port: number): string {
  const usual = tls ? 443 : 80;
  return `${tls ? 'https' : 'http'}://${host}${port === usual ? '' : `:${port}`}${path}`;
}

/** The Services whose pod answered, by what the pod told of itself. */
async function backendOf(cluster: Cluster, { status, body }: ProbeAnswer): Promise<readonly string[]> {
  const told = status === 200 ? readAnswer(body) : undefined;
  if (!told) return [];
  const slices = await cluster.list<EndpointSlice>(kinds.EndpointSlice, { namespace: told.namespace });
  const services = slices
    .filter(({ endpoints }) => endpoints?.some(({ targetRef }) => targetRef?.name === told.pod))
    .flatMap(({ metadata }) => metadata.labels?.['kubernetes.io/service-name'] ?? []);
  return [...new Set(services)].sort().map((name) => `${told.namespace}/${name}`);
}

function readAnswer(body: string): { readonly pod: string; readonly namespace: string } | undefined {
  try {
    const told: unknown = JSON.parse(body);
    if (typeof told !== 'object' || told === null || !('pod' in told) || !('namespace' in told)) return undefined;
    return typeof told.pod === 'string' && typeof told.namespace === 'string'
      ? { pod: told.pod, namespace: told.namespace }
      : undefined;
  } catch {
    return undefined;
  }
}

function isKept(expectation: Expectation, answer: ProbeAnswer, backend: readonly string[]): boolean {
  if (!expectation.status.includes(answer.status)) return false;
  if (expectation.redirectTo !== undefined && !(answer.headers.location ?? '').startsWith(expectation.redirectTo))
    return false;
  if (expectation.backends.length > 0 && !expectation.backends.some((name) => backend.includes(name))) return false;
  return !wantsCertificate(expectation) || certificateFits(expectation.host, answer);
}

/** A host nobody promised has no certificate to be right about. */
const wantsCertificate = ({ tls, object }: Expectation): boolean => tls && object !== '';

function certificateFits(host: string, { certificate }: ProbeAnswer): boolean {
  return certificate?.dnsNames.some((name) => coversHost(name, host)) ?? false;
}

function coversHost(name: string, host: string): boolean {
  if (!name.startsWith('*.')) return name === host;
  return host.slice(host.indexOf('.') + 1) === name.slice(2);
}

function printExpected({ status, backends, redirectTo }: Expectation): string {
  const [first] = status;
  if (redirectTo !== undefined) return `${first} to ${redirectTo.slice(0, redirectTo.indexOf(':'))}`;
  return backends.length > 0 ? `${first} ${backends.join(' or ')}` : String(first);
}

function printObserved(answer: ProbeAnswer, backend: readonly string[], expectation: Expectation): string {
  if (answer.status === 0) return answer.error ?? 'no answer';
  const { location } = answer.headers;
  const where = location
    ? ` to ${location.startsWith(expectation.redirectTo ?? '-') ? location.slice(0, location.indexOf(':')) : location}`
    : '';
  const shown = expectation.backends.filter((name) => backend.includes(name));
  const who = shown.length > 0 ? ` ${shown.join(', ')}` : backend.length > 0 ? ` ${backend.join(', ')}` : '';
  const wrong = wantsCertificate(expectation) && !certificateFits(expectation.host, answer);
  const certificate = wrong
    ? `, certificate of ${answer.certificate?.subject || answer.certificate?.dnsNames[0] || 'nobody'}`
    : '';
  return `${answer.status}${where}${who}${certificate}`;
}

/** Services of type LoadBalancer, in order. */
export const loadBalancers = async (cluster: Cluster): Promise<readonly Service[]> =>
  (await cluster.list<Service>(kinds.Service)).filter(({ spec }) => spec.type === 'LoadBalancer');
