import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { ignoreErrors } from '../../../core/ignore-errors.ts';
import { readHeaders } from '../gate/headers.ts';
import type { TraefikServer } from '../gate/traefik-server.ts';
import { answerInternal } from './answer-api.ts';

/** Serves Traefik's own API and dashboard on a loopback port of their own. */
export function serveApi(
  gate: TraefikServer,
  now: () => number,
): { listen: () => Promise<string>; close: () => Promise<void> } {
  const startedAt = now();
  const answerOne = (request: IncomingMessage, response: ServerResponse): void => {
    const [path = '/', query = ''] = (request.url ?? '/').split('?', 2);
    const exchange = { method: request.method ?? 'GET', path, query, headers: readHeaders(request) };
    const version = gate.state.installation()?.version ?? '';
    const context = { configuration: gate.configuration(), version, startedAt, now: now() };
    const { status, headers, body } = answerInternal('api@internal', exchange, context);
    response.writeHead(status, Object.fromEntries(headers));
    response.end(request.method === 'HEAD' ? undefined : body);
  };
  const server = createServer((request, response) => {
    ignoreErrors(request, response);
    try {
      answerOne(request, response);
    } catch (error) {
      response.destroy(error as Error);
    }
  });
  const listen = () =>
    new Promise<string>((resolve, reject) => {
      server.on('error', reject);
      server.listen(0, '127.0.0.1', () => {
        const address = server.address();
        resolve(`http://127.0.0.1:${address !== null && typeof address === 'object' ? address.port : 0}`);
      });
    });
  const close = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  return { listen, close };
}
