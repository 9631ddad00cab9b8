import type { IncomingMessage } from 'node:http';
import { STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Pod } from '../../../../kube/types.ts';
import { badRequest } from '../../api/refusals.ts';
import type { PodDialer } from '../../contract.ts';
import type { ServerContext } from '../context.ts';
import { statusOf } from '../error-status.ts';
import { readOne } from '../read-one.ts';
import { readRoute } from '../route.ts';
import { type ApiAnswer, answerJson } from '../wire.ts';
import { type Dial, servePortForward } from './port-forward.ts';
import { acceptOf, webSocketBytes } from './websocket.ts';

/** A pod that a client wants to reach the ports of. */
export interface ForwardTarget {
  readonly pod: string;
  readonly dial: Dial;
}

const part = 'portforward';

/** The pod of a request for `pods/portforward`; undefined when it asks for something else. Refusals are thrown. */
export function forwardTarget(context: ServerContext, path: string): ForwardTarget | undefined {
  const route = readRoute(path);
  if (route?.subresource !== part) return undefined;
  const { namespace = '', name = '' } = route;
  const resource = context.state.registry.findPath(route.apiVersion, route.plural);
  if (!resource?.subresources.includes(part)) return undefined;
  const pod = readOne(context, resource, namespace, name) as Pod;
  if (!pod.spec.nodeName) throw badRequest(`pod ${name} does not have a host assigned`);
  return { pod: `${namespace}/${name}`, dial: (port) => dialPod(context.dialPod, pod, port) };
}

/** Where a port of a pod is reached, or in words why not. */
export async function dialPod(dialer: PodDialer | undefined, pod: Pod, port: number): ReturnType<Dial> {
  if (!dialer) return 'nothing plays the apps of the pods of this cluster';
  const place = await dialer(pod, port);
  return place ?? `connection refused: no container of the pod declares port ${port}`;
}

const spdy = 'SPDY/3.1';
/** SPDY within the messages of a WebSocket: client-go tools/portforward/tunneling_dialer.go */
const tunnel = 'SPDY/3.1+portforward.k8s.io';
const plainProtocol = 'portforward.k8s.io';

const isOf = (request: IncomingMessage, protocol: string): boolean =>
  request.headers.upgrade?.toLowerCase() === protocol.toLowerCase();

/** Takes a connection over and forwards ports through it: plain SPDY or within a WebSocket, as kubectl asks. */
export function takeOver(request: IncomingMessage, socket: Duplex, head: Buffer, target: ForwardTarget): void {
  if (isOf(request, 'websocket')) {
    const offered = String(request.headers['sec-websocket-protocol'] ?? '').split(/ *, */);
    if (!offered.includes(tunnel))
      throw badRequest(`unable to upgrade: none of the protocols ${offered.join(', ')} is spoken, only ${tunnel}`);
    const accept = acceptOf(String(request.headers['sec-websocket-key'] ?? ''));
    const lines = ['Upgrade: websocket', `Sec-WebSocket-Accept: ${accept}`, `Sec-WebSocket-Protocol: ${tunnel}`];
    switchProtocols(socket, lines);
    servePortForward(webSocketBytes(socket, head), target.pod, target.dial);
    return;
  }
  if (!isOf(request, spdy)) throw badRequest('Upgrade request required');
  switchProtocols(socket, [`Upgrade: ${spdy}`, `X-Stream-Protocol-Version: ${plainProtocol}`]);
  if (head.length > 0) socket.unshift(head);
  servePortForward(socket, target.pod, target.dial);
}

function switchProtocols(socket: Duplex, lines: readonly string[]): void {
  socket.write(['HTTP/1.1 101 Switching Protocols', 'Connection: Upgrade', ...lines, '', ''].join('\r\n'));
}

/** What a client is told whose request for an upgrade was refused. */
export function answerError(error: unknown): ApiAnswer {
  const status = statusOf(error);
  return answerJson(status, status.code);
}

/** Answers a request for an upgrade that is not granted, and closes. */
export function refuseUpgrade(socket: Duplex, { status, contentType, body = '' }: ApiAnswer): void {
  const lines = [
    `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}`,
    `Content-Type: ${contentType}`,
    `Content-Length: ${Buffer.byteLength(body)}`,
    'Connection: close',
  ];
  socket.end(`${lines.join('\r\n')}\r\n\r\n${body}`);
}
