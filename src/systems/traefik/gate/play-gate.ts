import type { Cluster } from '../../../cluster/cluster.ts';
import type { UnknownObject } from '../../../kube/object.ts';
import type { Pod } from '../../../kube/types.ts';
import type { GateStream } from '../../gate-stream.ts';
import type { Gate, GateDecision, GateOptions, GateRequest, LoopbackSocket, Promises } from '../../system.ts';
import { answerInternal } from '../api/answer-api.ts';
import { serveApi } from '../api/serve-api.ts';
import type { Decision } from '../decision/decision.ts';
import { headersOf } from '../decision/request.ts';
import type { Configuration } from '../model/runtime-configuration.ts';
import type { EntryPoint } from '../model/static-configuration.ts';
import { otherRouteKinds } from '../promises/others.ts';
import { readPlaces } from '../promises/read-places.ts';
import { type PromiseSource, promiseRequests } from '../promises/read-promises.ts';
import { indexObjects, readKinds } from '../read-objects.ts';
import { assumedTraefik, isTraefikPod } from '../running.ts';
import { decideTcp, decideUdp, type StreamDecision } from '../streams/decide-stream.ts';
import { visitorsOf } from './asked-visitors.ts';
import { askedFirst } from './asking.ts';
import { backendOf } from './backend-of.ts';
import { clientConditions } from './client-conditions.ts';
import { explainStream, explainTakenHttp } from './explain-stream.ts';
import { explainDecision } from './explanation.ts';
import { gateProblems } from './problems.ts';
import type { Connect } from './proxy.ts';
import { serverNameOf, streamOfRequest } from './request-stream.ts';
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
  const entryPointAt = (pod: Pod, port: number, protocol: EntryPoint['protocol'] = 'tcp'): EntryPoint | undefined => {
    if (!isTraefikPod(pod)) return undefined;
    const entryPoints = [...gate.configuration().static.entryPoints.values()];
    return entryPoints.find((each) => each.port === port && each.protocol === protocol);
  };
  const socketOf: Gate['socketOf'] = async (pod, port, protocol = 'TCP') => {
    const entryPoint = entryPointAt(pod, port, protocol === 'UDP' ? 'udp' : 'tcp');
    if (!entryPoint) return undefined;
    const listen = protocol === 'UDP' ? gate.listenDatagrams : gate.listen;
    const known = opened.get(entryPoint.name) ?? listen(entryPoint.name, { host: '127.0.0.1', port: 0 });
    opened.set(entryPoint.name, known);
    return known;
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
  const { streamAt, ...streams } = playStreams(gate, entryPointAt);
  const decide = async (pod: Pod, port: number, request: GateRequest) => {
    const taken = await streams.decideStream(pod, port, streamOfRequest(request));
    if (taken) return taken;
    const decision = decisionOf(pod, port, request);
    return decision && summarise(await askedFirst(options.cluster, decision, options.asked), gate.configuration());
  };
  const explain = async (pod: Pod, port: number, request: GateRequest, object: string) => {
    const taken = explainTakenHttp(streamAt(pod, port, streamOfRequest(request)), object);
    if (taken) return taken;
    const decision = decisionOf(pod, port, request);
    return decision && explainDecision(gate.configuration(), decision, object, request.tls);
  };
  const api = serveApi(gate, options.cluster.now);
  const close = async () => {
    await api.close();
    await gate.close();
  };
  const listenAll = async () => ({ entryPoints: await listenEach(gate), api: await api.listen() });
  const read = readingsOf(gate, options);
  return { socketOf, owns: isTraefikPod, ...read, decide, ...streams, explain, listenAll, close };
}

/** Opens every entry point of TCP; their URLs by name. */
async function listenEach(gate: TraefikServer): Promise<Readonly<Record<string, string>>> {
  const urls: [string, string][] = [];
  for (const { name, protocol } of gate.configuration().static.entryPoints.values())
    if (protocol === 'tcp') urls.push([name, (await gate.listen(name, { host: '127.0.0.1', port: 0 })).url]);
  return Object.fromEntries(urls);
}

type EntryPointAt = (pod: Pod, port: number, protocol?: EntryPoint['protocol']) => EntryPoint | undefined;

/** What becomes of bytes of any kind. */
function playStreams(gate: TraefikServer, entryPointAt: EntryPointAt) {
  const streamAt = (pod: Pod, port: number, stream: GateStream): StreamDecision | undefined => {
    const { protocol, serverName, alpn, clientAddress: remoteAddress } = stream;
    const entryPoint = entryPointAt(pod, port, protocol === 'udp' ? 'udp' : 'tcp');
    if (!entryPoint) return undefined;
    const configuration = gate.configuration();
    if (protocol === 'udp') return decideUdp(configuration, entryPoint.name, remoteAddress);
    const coming = { tls: protocol === 'tls', serverName: serverName.toLowerCase(), alpn, remoteAddress };
    return decideTcp(configuration, entryPoint.name, coming);
  };
  const decideStream: Gate['decideStream'] = async (pod, port, stream) => {
    const decision = streamAt(pod, port, stream);
    return decision && ofStream(decision);
  };
  const explainAt: Gate['explainStream'] = async (pod, port, stream, object) =>
    explainStream(gate.configuration(), streamAt(pod, port, stream), object);
  return { streamAt, decideStream, explainStream: explainAt };
}

/** What is read from the objects and the configuration alone. */
function readingsOf(gate: TraefikServer, options: GateOptions): Pick<Gate, 'promises' | 'places' | 'conditions'> {
  return {
    promises: async (family) => {
      const all = await readObjects(options.cluster);
      return promisesFrom(gate, all, { family, visitorsAt: await visitorsOf(options, all) });
    },
    places: async () => {
      const all = await readObjects(options.cluster);
      return readPlaces(gate.configuration().static, indexObjects(all), await visitorsOf(options, all));
    },
    conditions: () => clientConditions(gate.configuration()),
  };
}

const connectBy =
  ({ connect }: GateOptions): Connect =>
  async ({ host, port, scheme }) => {
    const socket = await connect(host, port, scheme === 'udp' ? 'UDP' : 'TCP');
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
  const unknown = routes.map(({ id, object }) => ({ route: id, object, ...whoIsMissing(object) }));
  return { routes, expectations: [], unknown, problems: [] };
}

/** Why nobody keeps what a route promises: other programs read most kinds of routes, too. */
const whoIsMissing = (object: string) =>
  /^(IngressRoute|Middleware)/.test(object)
    ? { reason: 'no ready pod of Traefik is there to serve it', knownBy: 'a Traefik that runs' }
    : {
        reason: 'no ready pod of Traefik is there to serve it, and what another program makes of it is not known',
        knownBy: 'a Traefik that runs and takes it; no other gate is modelled',
      };

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

function ofStream({ hops, source, ambiguous, ...decision }: StreamDecision): GateDecision {
  const at = source ? `${source.kind}/${source.namespace}/${source.name}` : '';
  return { ...decision, hops: hops.map((hop) => ({ ...hop, source: `traefik ${hop.source}` })), source: at };
}

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
    ...(outcome.redirectTo === undefined ? {} : { redirectTo: outcome.redirectTo }),
    ...(outcome.unknown === undefined ? {} : { unknown: outcome.unknown }),
  };
}
