import type { Cluster } from '../../../cluster/cluster.ts';
import { parseAddress } from '../../../core/address.ts';
import type { UnknownObject } from '../../../kube/object.ts';
import type { Pod } from '../../../kube/types.ts';
import type { Gate, GateDecision, GateOptions, GateRequest, LoopbackSocket, Promises } from '../../system.ts';
import { answerInternal } from '../api/answer-api.ts';
import { serveApi } from '../api/serve-api.ts';
import type { Decision } from '../decision/decision.ts';
import { headersOf } from '../decision/request.ts';
import type { Configuration } from '../model/runtime-configuration.ts';
import { defaultEntryPoints, type EntryPoint } from '../model/static-configuration.ts';
import { otherRouteKinds } from '../promises/others.ts';
import { type PromiseSource, promiseRequests } from '../promises/read-promises.ts';
import { indexObjects, readKinds } from '../read-objects.ts';
import { assumedTraefik, isTraefikPod } from '../running.ts';
import { visitorsOf } from './asked-visitors.ts';
import { askedFirst } from './asking.ts';
import { backendOf } from './backend-of.ts';
import { explainDecision } from './explanation.ts';
import { gateProblems } from './problems.ts';
import type { Connect } from './proxy.ts';
import { rawStreamAt } from './raw-streams.ts';
import { createTraefikServer, type TraefikServer } from './traefik-server.ts';

/** Plays Traefik's pods: one listener per entry point, opened when a connection first needs it. */
export function playGate(options: GateOptions): Gate {
  const gate = createTraefikServer({
    cluster: options.cluster,
    installation: options.installed ?? 'by-objects',
    now: options.cluster.now,
    clientAddressOf: options.clientAddressOf,
    connect: connectBy(options),
  });
  const opened = new Map<string, Promise<LoopbackSocket>>();
  const entryPointAt = (pod: Pod, port: number): EntryPoint | undefined => {
    if (!isTraefikPod(pod)) return undefined;
    const entryPoints = [...gate.configuration().static.entryPoints.values()];
    return entryPoints.find((each) => each.port === port && each.protocol === 'tcp');
  };
  const socketOf = async (pod: Pod, port: number) => {
    const entryPoint = entryPointAt(pod, port);
    if (!entryPoint) return undefined;
    const known = opened.get(entryPoint.name) ?? gate.listen(entryPoint.name, { host: '127.0.0.1', port: 0 });
    opened.set(entryPoint.name, known);
    return known;
  };
  const promises = async (family: 4 | 6) => {
    const all = await readObjects(options.cluster);
    return promisesFrom(gate, all, { family, visitorsAt: await visitorsOf(options, all) });
  };
  const decisionOf = (pod: Pod, port: number, request: GateRequest): Decision | undefined => {
    const entryPoint = entryPointAt(pod, port);
    return (
      entryPoint &&
      gate.decide(
        {
          entryPoint: entryPoint.name,
          method: request.method,
          host: request.host,
          target: request.target,
          headers: headersOf(Object.entries(request.headers ?? {})),
          remoteAddress: request.clientAddress,
          tls: request.tls,
          serverName: request.tls ? serverNameOf(request.host) : '',
        },
        { loggedIn: request.loggedIn },
      )
    );
  };
  const streamAt = async (pod: Pod, port: number) => {
    const entryPoint = entryPointAt(pod, port);
    return entryPoint && rawStreamAt(options.cluster, entryPoint.name, defaultEntryPoints(gate.configuration().static));
  };
  const decide = async (pod: Pod, port: number, request: GateRequest) => {
    const decision = decisionOf(pod, port, request);
    const stream = request.tls ? undefined : await streamAt(pod, port);
    if (decision && stream !== undefined) return takenBy(stream, decision);
    return decision && summarise(await askedFirst(options.cluster, decision, options.asked), gate.configuration());
  };
  const explain = async (pod: Pod, port: number, request: GateRequest, object: string) => {
    const decision = decisionOf(pod, port, request);
    return decision && explainDecision(gate.configuration(), decision, object, request.tls);
  };
  const api = serveApi(gate, options.cluster.now);
  const listenAll = async () => {
    const entryPoints = [...gate.configuration().static.entryPoints.values()].filter(
      ({ protocol }) => protocol === 'tcp',
    );
    const urls: [string, string][] = [];
    for (const { name } of entryPoints)
      urls.push([name, (await gate.listen(name, { host: '127.0.0.1', port: 0 })).url]);
    return { entryPoints: Object.fromEntries(urls), api: await api.listen() };
  };
  const close = async () => {
    await api.close();
    await gate.close();
  };
  return { socketOf, owns: isTraefikPod, promises, decide, explain, listenAll, close };
}

const connectBy =
  ({ connect }: GateOptions): Connect =>
  async ({ host, port }) => {
    const socket = await connect(host, port);
    if (!socket) throw new Error(`connect ECONNREFUSED ${host}:${port}`);
    return socket;
  };

/** What the objects promise; without a Traefik that runs there is nobody to keep it. */
function promisesFrom(
  gate: TraefikServer,
  all: readonly UnknownObject[],
  { family, visitorsAt }: Required<Pick<PromiseSource, 'family' | 'visitorsAt'>>,
): Promises {
  const objects = indexObjects(all);
  const others = all.filter(({ kind, apiVersion }) =>
    otherRouteKinds.some((other) => other.kind === kind && other.apiVersion === apiVersion),
  );
  const configuration = gate.configuration();
  if (gate.state.installation()) {
    const problems = gateProblems(configuration, objects);
    return promiseRequests(configuration.static, { objects, others, family, problems, visitorsAt });
  }
  const { configuration: assumed } = assumedTraefik();
  const { routes } = promiseRequests(assumed, { objects, others, family });
  const reason = 'no ready pod of Traefik is there to serve it';
  const unknown = routes.map(({ id, object }) => ({ route: id, object, reason, knownBy: 'a Traefik that runs' }));
  return { routes, expectations: [], unknown, problems: [] };
}

async function readObjects(cluster: Cluster): Promise<readonly UnknownObject[]> {
  const served = new Set((await cluster.resources()).map(({ group, version, kind }) => `${group}/${version}/${kind}`));
  const isServed = (apiVersion: string, kind: string) =>
    served.has(`${apiVersion.includes('/') ? apiVersion : `/${apiVersion}`}/${kind}`);
  const lists = await Promise.all(
    [...readKinds, ...otherRouteKinds]
      .filter(({ apiVersion, kind }) => isServed(apiVersion, kind))
      .map((kind) => cluster.list(kind)),
  );
  return lists.flat();
}

/** The name a client sends in its TLS handshake: never an address (RFC 6066 section 3). */
function serverNameOf(host: string): string {
  const name = host.replace(/:\d+$/, '');
  return parseAddress(name.replace(/^\[|\]$/g, '')) ? '' : name;
}

/** What an IngressRouteTCP makes of a connection is not modelled. */
const takenBy = (stream: string, { hops: [entry] }: Decision): GateDecision => ({
  hops: entry ? [{ ...entry, source: `traefik ${entry.source}` }] : [],
  ...{ allowed: false, router: '', backend: '', certificate: '', source: `IngressRouteTCP/${stream}` },
  unknown: `IngressRouteTCP ${stream} may take it before any HTTP is read, and routes of its kind are not modelled`,
});

function summarise({ hops, outcome, forward }: Decision, configuration: Configuration): GateDecision {
  // What Traefik's own pages answer is known; neither time nor version changes the status.
  const own = forward?.plan.name.endsWith('@internal')
    ? answerInternal(forward.plan.name, forward.exchange, { configuration, version: '', startedAt: 0, now: 0 }).status
    : undefined;
  const source = configuration.routers.get(outcome.router ?? '')?.config.source;
  return {
    // Hops of a server that was asked name their own upstream.
    hops: hops.map((hop) => ({ ...hop, source: hop.source.startsWith('pkg/') ? `traefik ${hop.source}` : hop.source })),
    status: own ?? outcome.status,
    allowed: outcome.allowed && (own ?? 200) < 400,
    router: outcome.router ?? '',
    backend: outcome.service === undefined ? '' : backendOf(outcome.service, configuration),
    certificate: outcome.certificate ?? '',
    source: source ? `${source.kind}/${source.namespace}/${source.name}` : '',
    ...(outcome.unknown === undefined ? {} : { unknown: outcome.unknown }),
  };
}
