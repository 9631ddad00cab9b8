import { Agent, request as send } from 'node:https';
import type { ServedApi } from '../src/cluster/embedded/contract.ts';

export interface ApiReply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  readonly text: string;
  /** The body as JSON; undefined when it is none. */
  readonly json: { readonly [field: string]: unknown } | undefined;
}

export interface ApiCall {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Buffer;
}

/** Asks a served API as a bare client would; `lines` ends a stream after so many lines. */
export function apiClient(api: Pick<ServedApi, 'url' | 'token' | 'ca'>) {
  const agent = new Agent({ keepAlive: true, ca: api.ca });
  const ask = (
    path: string,
    { method = 'GET', headers = {}, body = '' }: ApiCall = {},
    lines?: number,
  ): Promise<ApiReply> =>
    new Promise((resolve, reject) => {
      const all = {
        authorization: `Bearer ${api.token}`,
        ...(method === 'GET' ? {} : { 'content-type': 'application/json' }),
        'content-length': String(Buffer.byteLength(body)),
        ...headers,
      };
      const request = send(`${api.url}${path}`, { method, agent, headers: all }, (response) => {
        let text = '';
        const finish = () =>
          resolve({ status: response.statusCode ?? 0, headers: response.headers, text, json: parse(text) });
        response.on('data', (chunk) => {
          text += String(chunk);
          if (lines === undefined || text.split('\n').length <= lines) return;
          finish();
          request.destroy();
        });
        response.on('end', finish);
      });
      request.on('error', (error) => (lines === undefined ? reject(error) : undefined));
      request.end(body);
    });
  return { ask, close: () => agent.destroy() };
}

function parse(text: string): ApiReply['json'] {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
