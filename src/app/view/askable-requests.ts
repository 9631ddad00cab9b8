import type { RouteRow } from '../../check/observed.ts';
import type { ReachRow } from '../reach-report.ts';
import type { AskableRequest } from './page-view.ts';

/** Requests that can be followed, those of the routes first, with the clients whom the promises tell apart. */
export function requestsOf(routes: readonly RouteRow[], reach: readonly ReachRow[]): readonly AskableRequest[] {
  const found = new Map<string, { from: Map<string, string>; host: string; ok: boolean }>();
  const at = (url: string, host: string) => {
    const request = found.get(url) ?? { from: new Map<string, string>(), host, ok: true };
    found.set(url, request);
    return request;
  };
  for (const { url, host, from, client, ok, object } of routes) {
    if (object === '') continue;
    const request = at(url, host);
    request.from.set(from, client);
    request.ok &&= ok;
  }
  for (const { url, host, scheme } of reach) if (scheme !== 'tcp' && scheme !== 'udp') at(url, host);
  return [...found].map(([url, { host, from, ok }]) => {
    const clients = [...from].map(([address, who]) => ({ address, who }));
    return { url, host, ok, from: clients };
  });
}
