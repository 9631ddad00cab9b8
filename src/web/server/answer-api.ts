import type { ServerResponse } from 'node:http';
import type { OpenViews } from '../../app/view/opened-views.ts';
import type { Visitor } from '../../cluster/network.ts';
import { GatehouseError } from '../../core/errors.ts';
import { sendJson } from './send-json.ts';
import type { Serving } from './serving.ts';

type Handler = (views: OpenViews, query: URLSearchParams, serving: Serving) => Promise<unknown>;

/** What can be asked for, each a documented contract. */
const handlers: Readonly<Record<string, Handler>> = {
  '/api/page': async ({ page }) => page,
  '/api/journey': ({ journey }, query) =>
    journey(query.get('url') ?? '', { from: query.get('from') || undefined, visitor: visitorOf(query) }),
  '/api/changes': ({ changes }, query) => changes(query.get('base') ?? ''),
  '/api/drills': ({ drills }, _, { hub }) =>
    drills({
      onProgress: (event) => {
        if (event.type === 'phase') hub.publish({ key: 'drill', type: 'drill', data: event });
      },
      onPart: (part) => hub.publish({ key: 'drills', type: 'drills', data: { type: 'drills', drills: part } }),
    }),
  '/api/explain': async (_, query) => (await import('../../app/explain.ts')).explain(query.get('code') ?? ''),
};

/** What each of them may be asked with. */
const parameters: Readonly<Record<string, readonly string[]>> = {
  '/api/journey': ['url', 'from', 'user', 'groups', 'factors'],
  '/api/changes': ['base'],
  '/api/explain': ['code'],
};

/** A parameter that means nothing here: passed over, it would look as if it had counted. */
const unknownParameter = ({ pathname, searchParams }: URL): string | undefined =>
  [...searchParams.keys()].find((name) => !parameters[pathname]?.includes(name));

/** Answers a request for data; whoever asks was let in before. */
export async function answerApi(url: URL, response: ServerResponse, serving: Serving): Promise<void> {
  const { hub, views, lastTold } = serving;
  const handle = handlers[url.pathname];
  const unknown = handle || url.pathname === '/api/events' ? unknownParameter(url) : undefined;
  if (unknown !== undefined) {
    sendJson(response, 400, { message: `${url.pathname} has no parameter ${JSON.stringify(unknown)}` });
    return;
  }
  if (url.pathname === '/api/events') {
    response.writeHead(200, { 'Content-Type': 'text/event-stream; charset=utf-8' });
    const generation = views.generation();
    hub.attach(response, [{ key: 'generation', type: 'generation', data: { generation } }, ...lastTold()]);
    return;
  }
  if (!handle) {
    sendJson(response, 404, { message: 'there is no such question' });
    return;
  }
  try {
    sendJson(response, 200, await handle(await views.current(), url.searchParams, serving));
  } catch (thrown) {
    if (!(thrown instanceof GatehouseError)) throw thrown;
    sendJson(response, 422, { message: thrown.message, ...(thrown.hint ? { hint: thrown.hint } : {}) });
  }
}

function visitorOf(query: URLSearchParams): Visitor | undefined {
  const user = query.get('user') ?? '';
  if (user === '') return undefined;
  const groups = (query.get('groups') ?? '').split(',').map((group) => group.trim());
  return { user, groups: groups.filter((group) => group !== ''), factors: query.get('factors') === '2' ? 2 : 1 };
}
