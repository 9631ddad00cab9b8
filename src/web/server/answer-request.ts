import type { IncomingMessage, ServerResponse } from 'node:http';
import { answerApi } from './answer-api.ts';
import type { Asset } from './assets.ts';
import { holdsToken, refusalOf, safeHeaders } from './guard.ts';
import { sendJson } from './send-json.ts';
import type { Serving } from './serving.ts';

interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
}

/** Answers one request: the page to whoever is on this machine, data to who holds the key, nothing to anybody else. */
export async function answerRequest({ request, response }: Exchange, serving: Serving): Promise<void> {
  for (const [name, value] of Object.entries(safeHeaders)) response.setHeader(name, value);
  if (refusalOf(request.headers, serving)) sendJson(response, 403, { message: 'not from here' });
  else if (request.method !== 'GET' && request.method !== 'HEAD') {
    response.setHeader('Allow', 'GET, HEAD');
    sendJson(response, 405, { message: 'nothing can be changed here' });
  } else await answerReading(request, response, serving);
}

async function answerReading(request: IncomingMessage, response: ServerResponse, serving: Serving): Promise<void> {
  const url = new URL(request.url ?? '/', 'http://127.0.0.1');
  if (!url.pathname.startsWith('/api/')) sendAsset(response, serving.assets.get(assetName(url.pathname)));
  else if (!holdsToken(request.headers, serving)) sendJson(response, 401, { message: 'the key is missing or another' });
  else await answerApi(url, response, serving);
}

const assetName = (path: string): string => (path === '/' ? 'index.html' : path.slice(1));

function sendAsset(response: ServerResponse, asset: Asset | undefined): void {
  if (asset) {
    response.writeHead(200, { 'Content-Type': asset.type, 'Content-Length': Buffer.byteLength(asset.text) });
    response.end(asset.text);
  } else sendJson(response, 404, { message: 'there is no such file' });
}
