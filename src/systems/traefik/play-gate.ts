import type { Cluster } from '../../cluster/cluster.ts';
import { parseAddress } from '../../core/address.ts';
import { compareText } from '../../core/finding.ts';
import type { UnknownObject } from '../../kube/object.ts';
import type { Pod } from '../../kube/types.ts';
import type { Gate, GateDecision, GateOptions, GateRequest, LoopbackSocket } from '../system.ts';
import { answerInternal } from './api.ts';
import type { Decision } from './decision.ts';
import { promiseRequests } from './expectations.ts';
import { createGate } from './gate.ts';
import { isTraefikPod } from './installation.ts';
import { indexObjects, readKinds } from './objects.ts';
import type { Configuration } from './runtime-configuration.ts';
import { headersOf } from './semantics-request.ts';
import type { EntryPoint } from './semantics-static.ts';
import { serveApi } from './serve-api.ts';

/** Plays Traefik's pods: one listener per entry point, opened when a connection first needs it. */
export function playGate(options: GateOptions): Gate {
  const gate = createGate({
    cluster: options.cluster,
    installation: options.installed ?? 'by-objects',
    now: options.cluster.now,
    clientAddressOf: options.clientAddressOf,
    connect: async (endpoint) => {
      const socket = await options.connect(endpoint.host, endpoint.port);
      if (!socket) throw new Error(`connect ECONNREFUSED ${endpoint.host}:${endpoint.port}`);
      return socket;
    },
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
  const promisesOf = async (pod: Pod, family: 4 | 6) =>
    isTraefikPod(pod)
      ? promiseRequests(gate.configuration().static, indexObjects(await readObjects(options.cluster)), family)
      : undefined;
  const decide = async (pod: Pod, port: number, request: GateRequest) => {
    const entryPoint = entryPointAt(pod, port);
    if (!entryPoint) return undefined;
    const decision = gate.decide({
      entryPoint: entryPoint.name,
      method: request.method,
      host: request.host,
      target: request.target,
      headers: headersOf([]),
      remoteAddress: request.clientAddress,
      tls: request.tls,
      serverName: request.tls ? serverNameOf(request.host) : '',
    });
    return summarise(decision, gate.configuration());
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
  return { socketOf, promisesOf, decide, listenAll, close };
}

async function readObjects(cluster: Cluster): Promise<readonly UnknownObject[]> {
  const served = new Set((await cluster.resources()).map(({ group, version, kind }) => `${group}/${version}/${kind}`));
  const isServed = (apiVersion: string, kind: string) =>
    served.has(`${apiVersion.includes('/') ? apiVersion : `/${apiVersion}`}/${kind}`);
  const lists = await Promise.all(
    readKinds.filter(({ apiVersion, kind }) => isServed(apiVersion, kind)).map((kind) => cluster.list(kind)),
  );
  return lists.flat();
}

/** The name a client sends in its TLS handshake: never an address (RFC 6066 section 3). */
function serverNameOf(host: string): string {
  const name = host.replace(/:\d+$/, '');
  return parseAddress(name.replace(/^\[|\]$/g, '')) ? '' : name;
}

function summarise({ hops, outcome, forward }: Decision, configuration: Configuration): GateDecision {
  // What Traefik's own pages answer is known; neither time nor version changes the status.
  const own = forward?.plan.name.endsWith('@internal')
    ? answerInternal(forward.plan.name, forward.exchange, { configuration, version: '', startedAt: 0, now: 0 }).status
    : undefined;
  return {
    hops: hops.map((hop) => ({ ...hop, source: hop.source === '' ? '' : `traefik ${hop.source}` })),
    status: own ?? outcome.status,
    allowed: outcome.allowed && (own ?? 200) < 400,
    router: outcome.router ?? '',
    backend: outcome.service === undefined ? '' : backendOf(outcome.service, configuration),
    certificate: outcome.certificate ?? '',
  };
}

/** The Service behind one of Traefik's services, by the objects it was made from; its own name where there is none. */
function backendOf(service: string, configuration: Configuration): string {
  if (service.endsWith('@internal')) return service;
  const info = configuration.services.get(service);
  const children = info?.config.weighted?.services.map(({ name }) => name) ?? [];
  const sources = [info, ...children.map((name) => configuration.services.get(name))].flatMap((each) =>
    each?.config.source?.kind === 'Service' ? [`${each.config.source.namespace}/${each.config.source.name}`] : [],
  );
  return [...new Set(sources)].sort(compareText).join(', ') || service;
}
