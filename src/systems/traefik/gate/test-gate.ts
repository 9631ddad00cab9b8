import { createServer, request, type Server } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import type { TLSSocket } from 'node:tls';
import type { UnknownObject } from '../../../kube/object.ts';
import { readStaticConfiguration } from '../model/static-configuration.ts';
import { chartArguments, make, watchedCluster } from '../test-objects.ts';
import { createTraefikServer, type TraefikServer, type TraefikServerOptions } from './traefik-server.ts';

export const open: (() => Promise<unknown> | unknown)[] = [];

/** Closes what a test opened, the newest first. */
export const closeOpened = async (): Promise<void> => {
  for (const close of open.splice(0).reverse()) await close();
};

/** A pod that tells what it was asked. */
export async function startPod(name = 'pod'): Promise<number> {
  const server: Server = createServer((message, response) => {
    const chunks: Buffer[] = [];
    message.on('data', (chunk) => chunks.push(chunk));
    message.on('end', () => {
      response.setHeader('x-pod', name);
      response.end(
        JSON.stringify({
          pod: name,
          method: message.method,
          url: message.url,
          headers: message.headers,
          size: Buffer.concat(chunks).length,
        }),
      );
    });
  });
  server.on('upgrade', (_, socket: Socket) => {
    socket.write('HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n');
    socket.pipe(socket);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  open.push(
    () => server.closeAllConnections(),
    () => new Promise((resolve) => server.close(resolve)),
  );
  return (server.address() as AddressInfo).port;
}

interface Opened {
  readonly gate: TraefikServer;
  readonly web: number;
  readonly put: (object: UnknownObject) => void;
}

export async function openGate(
  objects: readonly UnknownObject[],
  options: Partial<TraefikServerOptions> & { args?: readonly string[] } = {},
): Promise<Opened> {
  const { cluster, put } = watchedCluster(objects);
  const gate = createTraefikServer({
    cluster,
    now: () => Date.UTC(2026, 0, 1),
    connect: () => Promise.reject(Object.assign(new Error('refused'), { code: 'ECONNREFUSED' })),
    installation: {
      configuration: readStaticConfiguration(options.args ?? chartArguments),
      version: '3.7.11',
      hostname: 'traefik-abc',
    },
    ...options,
  });
  open.push(gate.close);
  return { gate, put, web: (await gate.listen('web', { host: '127.0.0.1', port: 0 })).port };
}

interface Answer {
  readonly status: number;
  readonly headers: Record<string, string | string[] | undefined>;
  readonly body: string;
}

export function ask(
  port: number,
  path: string,
  {
    host = 'hello.example.org',
    method = 'GET',
    headers = {},
    body = '',
  }: { host?: string; method?: string; headers?: Record<string, string>; body?: string | Buffer } = {},
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const outgoing = request(
      { host: '127.0.0.1', port, path, method, headers: { host, ...headers } },
      async (response) => {
        const chunks: Buffer[] = [];
        for await (const chunk of response) chunks.push(chunk as Buffer);
        resolve({
          status: response.statusCode ?? 0,
          headers: response.headers,
          body: Buffer.concat(chunks).toString(),
        });
      },
    );
    outgoing.once('error', reject);
    outgoing.end(body);
  });
}

export const hello = [
  make.service('hello'),
  make.slice('hello', ['10.42.0.1', '10.42.0.2']),
  make.route('hello', 'Host(`hello.example.org`)'),
];

export function readUntil(socket: Socket | TLSSocket, end: string): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = '';
    const onData = (chunk: Buffer): void => {
      text += chunk.toString();
      if (!text.endsWith(end)) return;
      socket.off('data', onData);
      resolve(text);
    };
    socket.on('data', onData);
    socket.once('error', reject);
  });
}
