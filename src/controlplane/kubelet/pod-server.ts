import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Cluster } from '../../cluster/cluster.ts';
import type { PlayedAnswer, PodRequest } from '../../cluster/network.ts';
import { ignoreErrors } from '../../core/ignore-errors.ts';
import { kinds, type Node, type Pod } from '../../kube/types.ts';
import { type DatagramServer, openDatagramServer } from '../networking/datagram-server.ts';
import { createEitherServer, type EitherServer } from '../networking/either-server.ts';
import { isNodeAlive } from '../nodes/node-power.ts';
import { isFinished } from './pod.ts';

/** Where a pod's port is reached on this machine. */
export interface PodSocket {
  readonly host: string;
  readonly port: number;
}

/** Real servers that play the apps of an embedded cluster's pods, on loopback. */
export interface PodServers {
  /** Opens the port on first use; undefined when no container of the pod declares it (assumption `app-answers`). */
  readonly addressOf: (pod: Pod, port: number, protocol?: 'TCP' | 'UDP') => Promise<PodSocket | undefined>;
  readonly close: () => Promise<void>;
}

const host = '127.0.0.1';

/** Whether an app is taken to listen: on declared ports of the protocol; on any when none is declared. */
export function listensOn(pod: Pod, port: number, wanted: 'TCP' | 'UDP' = 'TCP'): boolean {
  const declared = pod.spec.containers
    .flatMap(({ ports = [] }) => ports)
    .filter(({ protocol = 'TCP' }) => protocol === wanted);
  return declared.length === 0 || declared.some(({ containerPort }) => containerPort === port);
}

/** What pod servers need. */
export interface PodServerOptions {
  readonly cluster: Cluster;
  /** What a pod of a known program answers; undefined for all others, and for what is not known of it. */
  readonly play?: (pod: Pod, request: PodRequest) => Promise<PlayedAnswer | undefined>;
}

/** One small server a pod and port, opened when first asked for; a pod that is gone answers no more. */
export function createPodServers(options: PodServerOptions): PodServers {
  const opened = new Map<string, Promise<EitherServer>>();
  const datagrams = new Map<string, Promise<DatagramServer>>();
  const open = (pod: Pod): Promise<EitherServer> =>
    new Promise((resolve, reject) => {
      const server = createEitherServer({
        http: (request, response) => {
          ignoreErrors(request, response);
          answer(pod, request, response, options).catch((error: unknown) => response.destroy(error as Error));
        },
        tell: () => tellOf(pod, options),
      });
      server.once('error', reject);
      server.listen(0, host, () => resolve(server));
    });
  return {
    addressOf: async (pod, port, protocol = 'TCP') => {
      if (!listensOn(pod, port, protocol)) return undefined;
      const key = `${pod.metadata.uid}:${port}`;
      if (protocol === 'UDP') {
        const server = datagrams.get(key) ?? openDatagramServer(() => tellOf(pod, options));
        datagrams.set(key, server);
        return { host, port: (await server).port };
      }
      const server = opened.get(key) ?? open(pod);
      opened.set(key, server);
      return { host, port: ((await server).address() as AddressInfo).port };
    },
    close: async () => {
      const servers = await Promise.all([...opened.values(), ...datagrams.values()]);
      opened.clear();
      datagrams.clear();
      await Promise.all(servers.map((server) => server.end()));
    },
  };
}

/** Whether the pod's process runs now. */
async function isRunning(pod: Pod, cluster: Cluster): Promise<boolean> {
  const current = await cluster.get<Pod>(kinds.Pod, pod.metadata.name, pod.metadata.namespace);
  if (!current || current.metadata.uid !== pod.metadata.uid || isFinished(current)) return false;
  return isNodeAlive(await cluster.get<Node>(kinds.Node, current.spec.nodeName ?? ''));
}

/** Who answers bytes of any kind; undefined where nobody does any more. */
async function tellOf(pod: Pod, { cluster }: PodServerOptions): Promise<string | undefined> {
  if (!(await isRunning(pod, cluster))) return undefined;
  return JSON.stringify(whoAnswers(pod));
}

async function answer(
  pod: Pod,
  request: IncomingMessage,
  response: ServerResponse,
  { cluster, play }: PodServerOptions,
): Promise<void> {
  request.resume();
  if (!(await isRunning(pod, cluster))) {
    request.socket.destroy();
    return;
  }
  const played = await play?.(pod, podRequestOf(request));
  if (played) return sendPlayed(played, request, response);
  const told = describeRequest(pod, request);
  const json = request.headers.accept?.includes('application/json') ?? false;
  const body = json ? `${JSON.stringify(told)}\n` : printDescription(told);
  const type = json ? 'application/json' : 'text/plain; charset=utf-8';
  response.writeHead(200, { 'content-type': type, 'content-length': Buffer.byteLength(body) });
  response.end(request.method === 'HEAD' ? undefined : body);
}

const podRequestOf = ({ method = 'GET', url = '/', headers }: IncomingMessage): PodRequest => ({
  method,
  target: url,
  headers: Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name, Array.isArray(value) ? value.join(', ') : (value ?? '')]),
  ),
});

/** What is not known of a known program is said so instead of guessed. */
function sendPlayed(played: PlayedAnswer, { method }: IncomingMessage, response: ServerResponse): void {
  const known = 'status' in played;
  const body = known ? played.body : `not modelled: ${played.unknown}\n`;
  const type = ['Content-Type', 'text/plain; charset=utf-8'] as const;
  response.writeHead(known ? played.status : 501, (known ? played.headers : [type]).flat());
  response.end(method === 'HEAD' ? undefined : body);
}

const passedOn = [
  'x-forwarded-for',
  'x-real-ip',
  'x-forwarded-proto',
  'x-forwarded-host',
  'x-forwarded-port',
  'x-forwarded-prefix',
];

/** What the app tells of itself and of the request it got. */
export interface AppAnswer {
  readonly app: string;
  readonly pod: string;
  readonly namespace: string;
  readonly node: string;
  readonly method: string;
  readonly host: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
}

const appLabels = ['app.kubernetes.io/name', 'app', 'k8s-app'];

function whoAnswers({ metadata, spec }: Pod): Pick<AppAnswer, 'app' | 'pod' | 'namespace' | 'node'> {
  const label = appLabels.map((key) => metadata.labels?.[key]).find((value) => value !== undefined);
  return {
    app: label ?? spec.containers[0]?.name ?? '',
    pod: metadata.name,
    namespace: metadata.namespace ?? '',
    node: spec.nodeName ?? '',
  };
}

function describeRequest(pod: Pod, { headers, method = '', url = '/' }: IncomingMessage): AppAnswer {
  const received = passedOn.flatMap((name) => {
    const value = headers[name];
    return value === undefined ? [] : [[name, String(value)] as const];
  });
  return {
    ...whoAnswers(pod),
    method,
    host: headers.host ?? '',
    path: url,
    headers: Object.fromEntries(received),
  };
}

function printDescription({ app, pod, namespace, node, method, host: name, path, headers }: AppAnswer): string {
  const lines = [
    `Hello from ${app}`,
    `Pod: ${namespace}/${pod}`,
    `Node: ${node}`,
    `Request: ${method} ${path}`,
    `Host: ${name}`,
    ...Object.entries(headers).map(([header, value]) => `${header}: ${value}`),
  ];
  return `${lines.join('\n')}\n`;
}
