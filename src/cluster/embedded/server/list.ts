import type { UnknownObject } from '../../../kube/object.ts';
import { badRequest, refusal } from '../api/refusals.ts';
import type { ServedResource } from '../api/registry.ts';
import { listObjects } from '../client.ts';
import type { ServerContext } from './context.ts';
import type { Format } from './negotiate.ts';
import { requireListOptions } from './options.ts';
import { answer, presentList } from './present.ts';
import type { ApiAnswer, ApiRequest } from './wire.ts';

const mostSnapshots = 64;

const expired =
  'The provided continue parameter is too old to display a consistent list result. You can start a new list without the continue parameter.';

interface Page {
  readonly objects: readonly UnknownObject[];
  readonly metadata: {
    readonly resourceVersion: string;
    readonly continue?: string;
    readonly remainingItemCount?: number;
  };
}

/** GET of a collection: the whole, or a page of it that later pages agree with. */
export function answerList(
  context: ServerContext,
  resource: ServedResource,
  namespace: string | undefined,
  name: string | undefined,
  format: Format,
  request: ApiRequest,
): Promise<ApiAnswer> {
  const { objects, metadata } = readPage(context, resource, namespace, name, request.query);
  return answer(presentList(context, resource, objects, metadata, format, request), format);
}

function readPage(
  context: ServerContext,
  resource: ServedResource,
  namespace: string | undefined,
  name: string | undefined,
  query: URLSearchParams,
): Page {
  const { state, snapshots } = context;
  const limit = readLimit(query.get('limit') ?? '0');
  requireListOptions(query, false);
  const token = query.get('continue');
  if (token) return nextPage(context, token, limit, query);
  requireKnownRevision(context, query);
  const options = {
    namespace,
    labelSelector: query.get('labelSelector') ?? undefined,
    fieldSelector: fieldsOf(query, name),
  };
  const revision = revisionOf(state, query);
  const objects = listObjects(state, resource, options, revision);
  if (limit === 0 || objects.length <= limit) return { objects, metadata: { resourceVersion: String(revision) } };
  const id = `${revision}.${[...snapshots.keys()].length}.${resource.table}.${namespace ?? ''}.${query.get('labelSelector') ?? ''}`;
  snapshots.set(id, { revision, objects });
  for (const oldest of snapshots.keys()) {
    if (snapshots.size <= mostSnapshots) break;
    snapshots.delete(oldest);
  }
  return pageOf(context, id, 0, limit, query);
}

/** The version a list is asked for exactly, or the newest. */
function revisionOf({ store }: ServerContext['state'], query: URLSearchParams): number {
  return query.get('resourceVersionMatch') === 'Exact' ? Number(query.get('resourceVersion')) : store.revision;
}

function readLimit(text: string): number {
  if (!/^[+-]?\d+$/.test(text)) throw badRequest(`strconv.ParseInt: parsing ${JSON.stringify(text)}: invalid syntax`);
  return Math.max(Number(text), 0);
}

const fieldsOf = (query: URLSearchParams, name: string | undefined): string | undefined => {
  const given = query.get('fieldSelector') ?? undefined;
  return name === undefined ? given : [`metadata.name=${name}`, given].filter((text) => text).join(',');
};

/** A list must be at least as new as the client has seen. */
function requireKnownRevision({ state }: ServerContext, query: URLSearchParams): void {
  const asked = query.get('resourceVersion');
  if (!asked) return;
  if (!/^\d+$/.test(asked)) {
    const fault = `strconv.ParseUint: parsing "${asked}": invalid syntax`;
    throw badRequest(`invalid resource version: resourceVersion: Invalid value: "${asked}": ${fault}`);
  }
  if (Number(asked) > state.store.revision) {
    const causes = [{ reason: 'ResourceVersionTooLarge', message: 'Too large resource version' }];
    throw refusal(504, 'Timeout', `Too large resource version: ${asked}, current: ${state.store.revision}`, { causes });
  }
}

function nextPage(context: ServerContext, token: string, limit: number, query: URLSearchParams): Page {
  const { id, start } = readToken(token);
  if (!context.snapshots.has(id)) throw refusal(410, 'Expired', expired);
  return pageOf(context, id, start, limit, query);
}

function readToken(token: string): { readonly id: string; readonly start: number } {
  try {
    const { id, start } = JSON.parse(Buffer.from(token, 'base64url').toString()) as { id?: string; start?: number };
    if (typeof id === 'string' && typeof start === 'number') return { id, start };
  } catch {
    // Whatever is wrong with it, the client is told the same.
  }
  const first = Buffer.from(token, 'base64url').toString('latin1').charAt(0);
  const fault = `invalid character '${first}' looking for beginning of value`;
  throw badRequest(`invalid continue token: continue key is not valid: ${fault}`);
}

function pageOf(context: ServerContext, id: string, start: number, limit: number, query: URLSearchParams): Page {
  const { revision, objects } = context.snapshots.get(id)!;
  const end = limit === 0 ? objects.length : start + limit;
  const remaining = Math.max(objects.length - end, 0);
  const selected = query.get('labelSelector') || query.get('fieldSelector');
  const more = remaining > 0 && {
    continue: Buffer.from(JSON.stringify({ id, start: end })).toString('base64url'),
    ...(selected ? {} : { remainingItemCount: remaining }),
  };
  return { objects: objects.slice(start, end), metadata: { resourceVersion: String(revision), ...more } };
}
