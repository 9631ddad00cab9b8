import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { answerInternal } from './api.ts';
import { createGate, type Gate, type GateOptions } from './gate.ts';
import { readHeaders } from './gate-headers.ts';
import { normaliseTarget } from './semantics-request.ts';

/** Traefik on loopback, whole. */
export interface ServedEntryPoints {
  /** URL by entry point, in order of name. */
  readonly entryPoints: Readonly<Record<string, string>>;
  /** Traefik's own API and dashboard, whether or not a router leads there. */
  readonly api: string;
  readonly gate: Gate;
  readonly close: () => Promise<void>;
}

/**
 * Opens every TCP entry point of the installation on a free port of `host`, and the API on one of its own.
 * With `installation: 'assumed'` they are there before anything is applied.
 */
export async function serveEntryPoints({
  host = '127.0.0.1',
  ...options
}: GateOptions & { readonly host?: string }): Promise<ServedEntryPoints> {
  const gate = createGate(options);
  try {
    const entryPoints: Record<string, string> = {};
    for (const { name, protocol } of gate.configuration().static.entryPoints.values()) {
      if (protocol === 'tcp') entryPoints[name] = (await gate.listen(name, { host, port: 0 })).url;
    }
    const api = await serveApi(gate, host, options.now);
    const close = async (): Promise<void> => {
      await Promise.all([api.close(), gate.close()]);
    };
    return { entryPoints, api: api.url, gate, close };
  } catch (thrown) {
    await gate.close();
    throw thrown;
  }
}

async function serveApi(
  gate: Gate,
  host: string,
  now: () => number,
): Promise<{ url: string; close: () => Promise<void> }> {
  const startedAt = now();
  const server = createServer((message, response) => {
    const target = normaliseTarget(message.url ?? '/');
    const exchange = {
      method: message.method ?? 'GET',
      path: target?.escapedPath ?? '/',
      query: target?.query,
      headers: readHeaders(message),
    };
    const context = {
      configuration: gate.configuration(),
      version: gate.state.installation()?.version ?? '',
      startedAt,
      now: now(),
    };
    const { status, headers, body } = answerInternal('api@internal', exchange, context);
    response.writeHead(status, { ...Object.fromEntries(headers), 'Content-Length': Buffer.byteLength(body) });
    response.end(body);
    message.resume();
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen({ host, port: 0 }, () => resolve());
  });
  const { port } = server.address() as AddressInfo;
  const close = (): Promise<void> => {
    server.closeAllConnections();
    return new Promise((resolve) => server.close(() => resolve()));
  };
  return { url: `http://${host.includes(':') ? `[${host}]` : host}:${port}`, close };
}
