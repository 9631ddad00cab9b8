import type { BrokenPromise, Cause, GateProblem, RouteRow, UnknownRoute, Verification } from '../check/observed.ts';
import type { Cluster } from '../cluster/cluster.ts';
import { explainEndpoints } from '../controlplane/networking/explain-endpoints.ts';
import { kinds, type Service } from '../kube/types.ts';
import { openProber, openProbeThread, type Prober } from '../operate/probe-thread.ts';
import type { GateDecision, Promises } from '../systems/system.ts';
import { closedByPolicy } from './closed-by-policy.ts';
import { askSideBySide } from './side-by-side.ts';
import { askPromise } from './verify-answer.ts';
import {
  type Check,
  decideCheck,
  directChecks,
  familyOf,
  type GateBehind,
  gateBehind,
  gateChecks,
} from './verify-checks.ts';
import type { ServedPort, Wire } from './wire.ts';

interface Notes {
  readonly routes: RouteRow[];
  readonly broken: BrokenPromise[];
  readonly unknown: Map<string, UnknownRoute>;
  /** Ids of routes that were asked for at an address, or would have been. */
  readonly reached: Set<string>;
}

/** Sends a real request for everything the objects promise; stops early when interrupted. */
export async function verifyRoutes(
  cluster: Cluster,
  wire: Wire,
  { ca, signal }: { readonly ca: string | undefined; readonly signal: AbortSignal },
): Promise<Verification> {
  const served = await wire.serve();
  const notes: Notes = { routes: [], broken: [], unknown: new Map(), reached: new Set() };
  const promises = promisesByFamily(wire);
  for (const port of served) {
    const gate = await gateBehind(wire, port, promises);
    const checks = gate ? await gateChecks(wire, gate, port) : await directChecks(wire, port);
    const told = await askAll(checks, { cluster, wire, ca, port, signal });
    if (!told) return { ...notes, unknown: [], problems: [], inward: [] };
    for (const tell of told) tell(notes);
  }
  const families = new Set([4 as const, ...served.map(({ ip }) => familyOf(ip))]);
  const all = await Promise.all(wire.gates.flatMap((gate) => [...families].map((family) => promises(gate, family))));
  const { inward } = account(all, notes);
  const { routes, broken, unknown } = notes;
  const problems = new Map(all.flatMap((each) => each.problems.map((problem) => [JSON.stringify(problem), problem])));
  return { routes, broken, unknown: [...unknown.values()], problems: [...problems.values()], inward };
}

/** Checks of one port from which on a thread of their own is worth its start. */
const many = 100;

/** Asks for all that is promised at a port; undefined when interrupted. */
async function askAll(
  checks: readonly Check[],
  { port, signal, ...asking }: Omit<Verifying, 'prober'> & { readonly port: ServedPort; readonly signal: AbortSignal },
): Promise<readonly Tell[] | undefined> {
  const prober = checks.length < many ? openProber(asking.wire) : openProbeThread(asking.wire);
  try {
    const ask = (check: Check) => verify({ ...asking, prober }, port, check);
    return await askSideBySide(checks, ask, () => signal.aborted);
  } finally {
    await prober.close();
  }
}

/** What a gate promises a family is read once. */
function promisesByFamily(wire: Wire): (gate: Wire['gates'][number], family: 4 | 6) => Promise<Promises> {
  const known = new Map<string, Promise<Promises>>();
  return (gate, family) => {
    const key = `${wire.gates.indexOf(gate)} ${family}`;
    const found = known.get(key) ?? gate.promises(family);
    known.set(key, found);
    return found;
  };
}

/** Every route that is written was asked for, is lost by a problem, or is said to be not known: none goes without a word. */
function account(all: readonly Promises[], { reached, unknown }: Notes): { readonly inward: readonly UnknownRoute[] } {
  const note = (each: UnknownRoute) => noteUnknown(unknown, each);
  for (const { object, route, reason, knownBy } of all.flatMap((promises) => promises.unknown))
    note({ object, at: route, reason, ...(knownBy ? { knownBy } : {}) });
  const spoken = new Set([
    ...reached,
    ...all.flatMap((promises) => promises.unknown.map(({ route }) => route)),
    ...all.flatMap(({ problems }) => problems.filter(isLoss).flatMap(({ routes }) => routes)),
  ]);
  const silent = new Map(all.flatMap(({ routes }) => routes.map((route) => [route.id, route] as const)));
  const inward: UnknownRoute[] = [];
  for (const { id, object, where, inward: inside } of silent.values()) {
    if (spoken.has(id)) continue;
    const reason = `no address leads to ${where}`;
    const knownBy =
      'a Service of type LoadBalancer with an address and a port that leads there, or a gate on the ports of nodes';
    if (inside) inward.push({ object, at: id, reason });
    else note({ object, at: id, reason, knownBy });
  }
  return { inward };
}

/** What is said of several routes of an object in the same words is said once, of all of it. */
function noteUnknown(unknown: Map<string, UnknownRoute>, each: UnknownRoute): void {
  const key = `${each.object} ${each.reason}`;
  const { at, ...whole } = each;
  const before = unknown.get(key);
  unknown.set(key, before && before.at !== at ? whole : each);
}

const isLoss = ({ severity }: GateProblem): boolean => severity === 'error';

interface Verifying {
  readonly cluster: Cluster;
  readonly wire: Wire;
  readonly ca: string | undefined;
  readonly prober: Prober;
}

/** What a check came to, to be written into the notes when its turn comes. */
type Tell = (notes: Notes) => void;

async function verify(asking: Verifying, served: ServedPort, check: Check): Promise<Tell> {
  const { cluster } = asking;
  const { expectation, behind } = check;
  const { object } = expectation;
  const at = expectation.route === '' ? {} : { at: expectation.route };
  const told = (tell: Tell): Tell => {
    return (notes) => {
      for (const route of check.routes) notes.reached.add(route);
      tell(notes);
    };
  };
  const note = (each: Omit<UnknownRoute, 'object'>) =>
    told(({ unknown }) => noteUnknown(unknown, { object, ...at, ...each }));
  const open = behind && ((await openOutcomes(behind, check)) ?? (await closedByPolicy(cluster, check)));
  if (open) return note(open);
  const row = await askPromise(asking, served, check);
  if (row.ok) return told(({ routes }) => routes.push(row));
  const idle = await whyIdle(cluster, check);
  if (idle?.resting) return note({ reason: `${idle.reason}, so nobody is to answer`, knownBy: 'a pod that runs' });
  const cause: Cause | undefined = idle
    ? { code: 'promise-broken', message: idle.reason, why: '', hint: 'mend what keeps its pods from being ready' }
    : behind && (await explainCheck(behind, check));
  return told(({ routes, broken }) => {
    routes.push(row);
    broken.push({ row, routes: check.routes, ...(cause ? { cause } : {}) });
  });
}

const explainCheck = (
  { gate, pod, port }: GateBehind,
  { expectation: { from, object }, request, stream }: Check,
): Promise<Cause | undefined> =>
  stream ? gate.explainStream(pod, port, stream(from), object) : gate.explain(pod, port, request(from), object);

/** Why nobody answers behind any of the Services that are to answer. */
async function whyIdle(cluster: Cluster, { expectation: { backends, behindLogin = [] } }: Check) {
  const wanted = backends.length > 0 ? backends : behindLogin;
  const idle = await Promise.all(wanted.map((name) => explainEndpoints(cluster, name)));
  return idle.every((each) => each !== undefined) ? idle[0] : undefined;
}

/** What is open when the network may show the gate one of several addresses, and it would not answer all of them alike. */
async function openOutcomes(behind: GateBehind, check: Check): Promise<Omit<UnknownRoute, 'object'> | undefined> {
  const { views } = behind;
  const open = check.stream && (await decideCheck(behind, check, check.expectation.from))?.unknown;
  if (open) return { code: 'route-priority-tie', reason: open, knownBy: 'priorities that differ' };
  if (views.length < 2) return undefined;
  const decisions = await Promise.all(views.map(({ address }) => decideCheck(behind, check, address)));
  if (new Set(decisions.map(outcomeOf)).size < 2) return undefined;
  const listed = views.map(({ address, when }, i) => `${outcomeOf(decisions[i])} as ${address} (${when})`);
  return {
    code: 'client-address-rewritten',
    reason: `what it answers depends on how the pod network rewrites the client's address, the same for every client: ${listed.join('; ')}`,
    knownBy: 'externalTrafficPolicy: Local on the Service, which keeps the client’s address',
  };
}

const outcomeOf = (decision: GateDecision | undefined): string => {
  if (!decision) return 'no answer';
  return decision.allowed ? `let through to ${decision.backend}` : `answered ${decision.status ?? 'by nobody'}`;
};

/** Services of type LoadBalancer, in order. */
export const loadBalancers = async (cluster: Cluster): Promise<readonly Service[]> =>
  (await cluster.list<Service>(kinds.Service)).filter(({ spec }) => spec.type === 'LoadBalancer');
