import type { RouteRow } from '../check/observed.ts';
import type { Cluster } from '../cluster/cluster.ts';
import { type EndpointSlice, kinds, type Service } from '../kube/types.ts';
import type { ProbeAnswer } from '../operate/probe-http.ts';
import type { Prober } from '../operate/probe-thread.ts';
import type { Expectation, GateDecision } from '../systems/system.ts';
import type { Check } from './verify-checks.ts';
import { askStream } from './verify-stream.ts';
import type { ServedPort, Wire } from './wire.ts';

/** Everything is in this process: what does not answer in this time hangs. A slow machine must not turn a proof into a refusal. */
const timeoutMs = 10 * 60_000;

interface Asking {
  readonly cluster: Cluster;
  readonly wire: Wire;
  readonly ca: string | undefined;
  readonly prober: Prober;
}

/** What came back, with what is known of it beside. */
interface Seen {
  readonly answer: ProbeAnswer;
  /** `namespace/name` of the Services one of whose servers answered. */
  readonly backend: readonly string[];
  /** Where a user who logs in comes to; undefined where no login is asked for. */
  readonly letIn?: GateDecision;
}

/** Asks for what is promised at one address, and says whether it was kept. */
export async function askPromise(asking: Asking, served: ServedPort, check: Check): Promise<RouteRow> {
  const { cluster, wire, ca, prober } = asking;
  const { expectation, url, behind, request, headers } = check;
  if (check.stream) return askStream({ cluster, wire, backendsTold }, served, check);
  const { from, host, path, client, object, who } = expectation;
  const socket = { host: served.host, port: served.localPort };
  const answer = await prober.probe({ url, ...socket, from, ca, timeoutMs, headers });
  const backend = await backendOf(cluster, answer, expectation.backends);
  const decision = await behind?.gate.decide(behind.pod, behind.port, request(from));
  const letIn =
    expectation.behindLogin &&
    (await behind?.gate.decide(behind.pod, behind.port, { ...request(from), loggedIn: true }));
  const seen: Seen = { answer, backend, ...(letIn ? { letIn } : {}) };
  return {
    url,
    host,
    path,
    address: served.ip,
    from,
    client,
    ...(who === undefined ? {} : { who }),
    expected: printExpected(expectation),
    observed: printObserved(expectation, seen),
    ok: isKept(expectation, seen),
    object,
    router: decision?.router ?? '',
    backend: backend.join(', ') || (decision?.allowed ? decision.backend : ''),
  };
}

/** The Services whose server answered, by what it told of itself. */
async function backendOf(
  cluster: Cluster,
  { status, body }: ProbeAnswer,
  wanted: readonly string[],
): Promise<readonly string[]> {
  return status === 200 ? backendsTold(cluster, body, wanted) : [];
}

/** The Services of whoever answered, by what it told of itself. */
async function backendsTold(cluster: Cluster, body: string, wanted: readonly string[]): Promise<readonly string[]> {
  const told = readAnswer(body);
  if (!told) return [];
  if ('outside' in told) return servicesOfHost(cluster, told.outside, wanted);
  const slices = await cluster.list<EndpointSlice>(kinds.EndpointSlice, { namespace: told.namespace });
  const services = slices
    .filter(({ endpoints }) => endpoints?.some(({ targetRef }) => targetRef?.name === told.pod))
    .flatMap(({ metadata }) => metadata.labels?.['kubernetes.io/service-name'] ?? []);
  return [...new Set(services)].sort().map((name) => `${told.namespace}/${name}`);
}

/** Those of the Services that lead to a host outside the cluster. */
async function servicesOfHost(cluster: Cluster, outside: string, wanted: readonly string[]): Promise<string[]> {
  const host = outside.slice(0, outside.lastIndexOf(':'));
  const found: string[] = [];
  for (const full of wanted) {
    const [namespace = '', name = ''] = full.split('/');
    const service = await cluster.get<Service>(kinds.Service, name, namespace);
    const labelSelector = `kubernetes.io/service-name=${name}`;
    const slices = await cluster.list<EndpointSlice>(kinds.EndpointSlice, { namespace, labelSelector });
    const listed = slices.some(({ endpoints }) => endpoints?.some(({ addresses }) => addresses.includes(host)));
    if (listed || service?.spec.externalName === host) found.push(full);
  }
  return found;
}

type Told = { readonly pod: string; readonly namespace: string } | { readonly outside: string };

function readAnswer(body: string): Told | undefined {
  try {
    const told: unknown = JSON.parse(body);
    if (typeof told !== 'object' || told === null) return undefined;
    if ('outside' in told && typeof told.outside === 'string') return { outside: told.outside };
    if (!('pod' in told) || !('namespace' in told)) return undefined;
    return typeof told.pod === 'string' && typeof told.namespace === 'string'
      ? { pod: told.pod, namespace: told.namespace }
      : undefined;
  } catch {
    return undefined;
  }
}

function isKept(expectation: Expectation, { answer, backend, letIn }: Seen): boolean {
  const { status, redirectTo, backends, behindLogin, host } = expectation;
  if (!status.includes(answer.status)) return false;
  if (redirectTo !== undefined && !(answer.headers.location ?? '').startsWith(redirectTo)) return false;
  if (backends.length > 0 && !backends.some((name) => backend.includes(name))) return false;
  if (behindLogin && letIn && !behindLogin.some((name) => goesTo(letIn, name))) return false;
  return !expectation.certificate || certificateFits(host, answer);
}

const goesTo = ({ allowed, backend }: GateDecision, name: string): boolean =>
  allowed && backend.split(', ').includes(name);

function certificateFits(host: string, { certificate }: ProbeAnswer): boolean {
  return certificate?.dnsNames.some((name) => coversHost(name, host)) ?? false;
}

function coversHost(name: string, host: string): boolean {
  if (!name.startsWith('*.')) return name === host;
  return host.slice(host.indexOf('.') + 1) === name.slice(2);
}

function printExpected({ status, backends, behindLogin, redirectTo, who }: Expectation): string {
  const [first] = status;
  if (redirectTo !== undefined) return `${first} to ${shortened(redirectTo, who)}`;
  if (behindLogin) return `${first}, with a login ${behindLogin.join(' or ')}`;
  if (first === 0) return 'no answer to a client that names no server';
  return backends.length > 0 ? `${first} ${backends.join(' or ')}` : String(first);
}

/** Of a redirect to the same host the scheme is what changes; of one to a login, who it is that asks for it. */
const shortened = (location: string, who: string | undefined): string =>
  who === undefined || !URL.canParse(location) ? location.slice(0, location.indexOf(':')) : new URL(location).origin;

function printObserved(expectation: Expectation, { answer, backend, letIn }: Seen): string {
  if (answer.status === 0) return expectation.status.includes(0) ? 'no answer' : (answer.error ?? 'no answer');
  const { location } = answer.headers;
  const where = location
    ? ` to ${location.startsWith(expectation.redirectTo ?? '-') ? shortened(location, expectation.who) : location}`
    : '';
  const shown = expectation.backends.filter((name) => backend.includes(name));
  const who = shown.length > 0 ? ` ${shown.join(', ')}` : backend.length > 0 ? ` ${backend.join(', ')}` : '';
  const inside = letIn
    ? `, with a login ${letIn.allowed ? letIn.backend : (letIn.unknown ?? letIn.status ?? 'nobody')}`
    : '';
  return `${answer.status}${where}${who}${inside}${printCertificate(expectation, answer)}`;
}

/** The certificate is told where it is not for the host: an address has none, and a host nobody promised neither. */
function printCertificate({ tls, object, host }: Expectation, answer: ProbeAnswer): string {
  if (!tls || object === '' || certificateFits(host, answer)) return '';
  return `, certificate of ${answer.certificate?.subject || answer.certificate?.dnsNames[0] || 'nobody'}`;
}
