import { request } from 'node:http';
import type { OpenViews } from '../../app/view/opened-views.ts';
import { emptyPage } from '../../app/view/page.ts';
import { GatehouseError } from '../../core/errors.ts';
import { type PageOptions, servePage } from './serve-page.ts';

const findings = {
  schemaVersion: 1,
  lab: 'lab',
  path: '.',
  counts: { error: 0, warning: 0, unknown: 0, info: 0 },
  groups: [],
  mended: [],
} as const;

/** Views of nothing, to be overridden. */
export const noViews = (parts: Partial<OpenViews> = {}): OpenViews => {
  const refuse = () => Promise.reject(new GatehouseError('nothing runs', { hint: 'mend it' }));
  const page = emptyPage('lab', findings);
  return { page, journey: refuse, drills: refuse, changes: refuse, close: async () => undefined, ...parts };
};

/** A page with one script, served with the key `key-of-the-test-page`. */
export const serveTestPage = (options: Partial<PageOptions> = {}) =>
  servePage({
    assets: new Map([['index.html', { type: 'text/html', text: '<p>page</p>' }]]),
    open: async () => noViews(),
    port: 0,
    token,
    ...options,
  });

/** The key of the page. */
export const token = 'key-of-the-test-page';

/** An answer as it came. */
export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  readonly body: string;
}

/** Asks as no browser would be let: with any header and method. */
export function ask(
  port: number,
  path: string,
  {
    method = 'GET',
    headers = {},
  }: { readonly method?: string; readonly headers?: Readonly<Record<string, string>> } = {},
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const sent = request({ host: '127.0.0.1', port, path, method, headers, agent: false }, (response) => {
      let body = '';
      response.setEncoding('utf8').on('data', (chunk: string) => {
        body += chunk;
      });
      response.on('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers, body }));
    });
    sent.on('error', reject).end();
  });
}

/** The same by whoever holds the key. */
export const askWithKey = (port: number, path: string): Promise<Answer> =>
  ask(port, path, { headers: { Authorization: `Bearer ${token}` } });
