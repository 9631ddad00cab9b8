import type { Cluster } from '../cluster/cluster.ts';
import { type EndpointSlice, kinds, type Pod, type Service } from '../kube/types.ts';
import { type ProbeAnswer, probeHttp } from '../operate/probe-http.ts';
import type { Expectation, Gate } from '../systems/system.ts';
import type { RouteRow } from './up-report.ts';
import type { ServedPort, Wire } from './wire.ts';

const timeoutMs = 10_000;

/** Somebody from the internet: an address kept for documentation (RFC 5737). */
const stranger = '203.0.113.7';

/** Sends a real request for everything the objects promise; a row for each promise and address that leads to it. */
export async function verifyRoutes(cluster: Cluster, wire: Wire, ca: string | undefined): Promise<readonly RouteRow[]> {
  const served = await wire.serve();
  const rows: RouteRow[] = [];
  for (const port of served) {
    const gate = await gateBehind(wire, port);
    const checks = gate ? await gateChecks(gate, port) : [directCheck(port)];
    for (const check of checks) rows.push(await observe(cluster, wire, port, check, ca));
  }
  return rows;
}

interface Check {
  readonly expectation: Expectation;
  readonly behind?: GateBehind;
}

interface GateBehind {
  readonly gate: Gate;
  readonly pod: Pod;
  /** Container port on which connections to the served port arrive. */
  readonly port: number;
}

async function gateBehind(wire: Wire, served: ServedPort): Promise<GateBehind | undefined> {
  const { pods } = await wire.deliver(served.service, served.ip, served.port, stranger);
  const [first] = pods;
  if (!first) return undefined;
  for (const gate of wire.gates) {
    if (await gate.promisesOf(first.pod)) return { gate, pod: first.pod as unknown as Pod, port: first.port };
  }
  return undefined;
}

async function gateChecks(behind: GateBehind, served: ServedPort): Promise<readonly Check[]> {
  const promises = await behind.gate.promisesOf(behind.pod as never);
  return (promises?.expectations ?? [])
    .filter(({ port }) => port === behind.port)
    .map((expectation) => ({ expectation: atAddress(expectation, served.ip), behind }));
}

/** Nobody's host is best asked for by the address itself. */
const atAddress = (expectation: Expectation, ip: string): Expectation =>
  expectation.object === '' ? { ...expectation, host: hostOfAddress(ip) } : expectation;

const hostOfAddress = (ip: string): string => (ip.includes(':') ? `[${ip}]` : ip);

/** A Service with an address of its own promises that its pods answer there. */
function directCheck({ service, ip, port }: ServedPort): Check {
  const { namespace = '', name } = service.metadata;
  const expectation: Expectation = {
    object: `Service/${namespace}/${name}`,
    host: hostOfAddress(ip),
    path: '/',
    tls: false,
    port,
    from: stranger,
    client: 'anyone',
    status: [200],
    backends: [`${namespace}/${name}`],
  };
  return { expectation };
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
  const decision = await behind?.gate.decide(behind.pod as never, behind.port, {
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
    from: expectation.from,
    client: expectation.client,
    expected: printExpected(expectation),
    observed: printObserved(answer, backend, expectation),
    ok: isKept(expectation, answer, backend),
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
