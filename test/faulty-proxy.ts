import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer, request as send } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import type { ServedApi } from '../src/cluster/embedded/contract.ts';
import { makeServerCertificate } from '../src/cluster/embedded/server/certificates.ts';
import { kubeconfigFor } from '../src/cluster/embedded/server/kubeconfig.ts';
import { ignoreErrors } from '../src/core/ignore-errors.ts';
import { realRuntime } from '../src/core/runtime.ts';

/** What is done to one request in place of passing it on. */
export type Fault = (request: IncomingMessage, response: ServerResponse, pass: () => void) => void;

/** A proxy before an API that does what networks and servers do. */
export interface FaultyProxy {
  readonly kubeconfig: string;
  readonly url: string;
  /** `METHOD path` of all requests that came, with their queries. */
  readonly seen: readonly string[];
  /** The next requests whose `METHOD path` matches get these faults, one each. */
  readonly fail: (pattern: RegExp, ...faults: readonly Fault[]) => void;
  /** Breaks off every connection. */
  readonly cut: () => void;
  readonly close: () => Promise<void>;
}

/** A fault that answers by itself. */
export const answering =
  (status: number, body: unknown, headers: Readonly<Record<string, string>> = {}): Fault =>
  (_, response) => {
    response.writeHead(status, { 'content-type': 'application/json', ...headers });
    response.end(typeof body === 'string' ? body : JSON.stringify(body));
  };

/** A refusal as an API server words it. */
export const refusing = (code: number, reason: string, message: string, headers: Record<string, string> = {}): Fault =>
  answering(
    code,
    { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Failure', message, reason, code },
    headers,
  );

/** Says nothing, ever. */
export const hanging: Fault = () => {};

/** Breaks off before anything is said. */
export const resetting: Fault = (request) => request.socket.destroy();

/** Breaks off in the middle of an answer. */
export const halved =
  (text: string): Fault =>
  (_, response) => {
    response.writeHead(200, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) + 100 });
    response.write(text, () => response.destroy());
  };

/** Serves an API through a proxy, over TLS with a certificate of its own. */
export async function serveFaulty(api: ServedApi): Promise<FaultyProxy> {
  const { ca, certificate, key } = await makeServerCertificate(realRuntime(), ['127.0.0.1']);
  const seen: string[] = [];
  const faults: { readonly pattern: RegExp; readonly fault: Fault }[] = [];
  const sockets = new Set<Socket>();
  const server = createServer({ cert: certificate, key }, (request, response) => {
    ignoreErrors(request, response);
    const asked = `${request.method} ${request.url}`;
    seen.push(asked);
    const at = faults.findIndex(({ pattern }) => pattern.test(asked));
    const pass = () => passOn(api, request, response);
    if (at < 0) pass();
    else faults.splice(at, 1)[0]!.fault(request, response, pass);
  });
  server.on('secureConnection', (socket) => {
    ignoreErrors(socket);
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `https://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const cut = () => {
    for (const socket of sockets) socket.destroy();
  };
  return {
    kubeconfig: kubeconfigFor(url, ca, api.token),
    url,
    seen,
    fail: (pattern, ...next) => faults.push(...next.map((fault) => ({ pattern, fault }))),
    cut,
    close: async () => {
      const closed = new Promise((resolve) => server.close(resolve));
      cut();
      await closed;
    },
  };
}

function passOn(api: ServedApi, request: IncomingMessage, response: ServerResponse): void {
  const { method, headers } = request;
  const onward = send(`${api.url}${request.url}`, { method, headers, ca: api.ca, agent: false }, (answer) => {
    ignoreErrors(answer);
    response.writeHead(answer.statusCode ?? 500, answer.headers);
    answer.pipe(response);
    answer.on('error', () => response.destroy());
    response.on('close', () => answer.destroy());
  });
  onward.on('error', () => response.destroy());
  request.pipe(onward);
}
