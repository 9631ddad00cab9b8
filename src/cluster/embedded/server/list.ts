import { parseFieldSelector } from '../../../kube/field-selector.ts';
import type { UnknownObject } from '../../../kube/object.ts';
import { badRequest, bareError, expired, refusal } from '../api/refusals.ts';
import { inVersion } from '../api/registry.ts';
import { selection } from '../api/selection.ts';
import type { ServedResource } from '../api/state.ts';
import type { ServerContext } from './context.ts';
import { type Continuation, keyAfter, printContinue, readContinue } from './continue-token.ts';
import type { ListedPart } from './list-snapshots.ts';
import type { NegotiatedRequest } from './negotiate.ts';
import { requireListOptions } from './options.ts';
import { answer, presentList } from './present.ts';
import type { ApiAnswer } from './wire.ts';

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
  negotiated: NegotiatedRequest,
): Promise<ApiAnswer> {
  const page = readPage(context, resource, namespace, negotiated.request.query);
  return answer(presentList(context, resource, page, negotiated), negotiated.format);
}

/** apiserver pkg/storage/etcd3/store.go GetList */
function readPage(
  { state: { store }, snapshots }: ServerContext,
  resource: ServedResource,
  namespace: string | undefined,
  query: URLSearchParams,
): Page {
  const limit = readLimit(query.get('limit') ?? '0');
  requireListOptions(query, false);
  const from = continuation(query);
  if (!from) requireKnownRevision(store.revision, query);
  const test = selection(resource, selectorsOf(query));
  const revision = revisionOf(store.revision, from, query);
  const part: ListedPart = { table: resource.table, namespace: resource.namespaced ? namespace : '', revision };
  const all = snapshots.read(part);
  if (!all) throw from ? tooOldToContinue(from) : expired(tooOld);
  const keyOf = namespace === undefined && resource.namespaced ? fullKey : nameOf;
  const start = from ? placeOf(all, keyOf, from.start) : 0;
  const { objects, end } = take(all, start, limit, test);
  const resourceVersion = String(revision);
  const shown = objects.map((object) => inVersion(object, resource));
  if (end >= all.length || namesOne(query)) return { objects: shown, metadata: { resourceVersion } };
  snapshots.keep(part, all);
  const next = printContinue({ revision, start: keyAfter(keyOf(all[end - 1]!)) });
  const remaining = test ? {} : { remainingItemCount: all.length - end };
  return { objects: shown, metadata: { resourceVersion, continue: next, ...remaining } };
}

/** As many of the wanted as the limit allows, and how far that was looked; 0 is no limit. */
function take(
  all: readonly UnknownObject[],
  start: number,
  limit: number,
  test: ((object: UnknownObject) => boolean) | undefined,
): { readonly objects: readonly UnknownObject[]; readonly end: number } {
  if (!test) {
    const end = limit === 0 ? all.length : Math.min(start + limit, all.length);
    return { objects: start === 0 && end === all.length ? all : all.slice(start, end), end };
  }
  const objects: UnknownObject[] = [];
  for (let at = start; at < all.length; at++) {
    if (!test(all[at]!)) continue;
    objects.push(all[at]!);
    if (objects.length === limit) return { objects, end: at + 1 };
  }
  return { objects, end: all.length };
}

const nameOf = ({ metadata }: UnknownObject): string => metadata.name;
const fullKey = ({ metadata }: UnknownObject): string => `${metadata.namespace ?? ''}/${metadata.name}`;

/** The place of the first object whose key is not before that. */
function placeOf(all: readonly UnknownObject[], keyOf: (object: UnknownObject) => string, start: string): number {
  let [low, high] = [0, all.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (keyOf(all[middle]!) < start) low = middle + 1;
    else high = middle;
  }
  return low;
}

const selectorsOf = (query: URLSearchParams) => ({
  labelSelector: query.get('labelSelector') ?? undefined,
  fieldSelector: query.get('fieldSelector') ?? undefined,
});

/** Whether one name is asked for: there is no next one then. apiserver pkg/storage/selection_predicate.go MatchesSingle */
function namesOne(query: URLSearchParams): boolean {
  const selector = parseFieldSelector(query.get('fieldSelector') ?? '');
  return (
    !query.get('continue') &&
    'requirements' in selector &&
    selector.requirements.some(({ field, equal }) => field === 'metadata.name' && equal)
  );
}

function continuation(query: URLSearchParams): Continuation | undefined {
  const token = query.get('continue');
  if (!token) return undefined;
  const from = readContinue(token);
  const asked = query.get('resourceVersion');
  if (asked && asked !== '0') throw badRequest('specifying resource version is not allowed when using continue');
  return from;
}

/** The version a list goes on in, or is asked for exactly, or the newest. */
function revisionOf(newest: number, from: Continuation | undefined, query: URLSearchParams): number {
  if (!from) return query.get('resourceVersionMatch') === 'Exact' ? Number(query.get('resourceVersion')) : newest;
  if (from.revision > newest) throw bareError('etcdserver: mvcc: required revision is a future revision');
  return from.revision < 0 ? newest : from.revision;
}

function readLimit(text: string): number {
  if (!/^[+-]?\d+$/.test(text)) throw badRequest(`strconv.ParseInt: parsing ${JSON.stringify(text)}: invalid syntax`);
  return Math.max(Number(text), 0);
}

/** A list must be at least as new as the client has seen. */
function requireKnownRevision(newest: number, query: URLSearchParams): void {
  const asked = query.get('resourceVersion');
  if (!asked) return;
  if (!/^\d+$/.test(asked)) {
    const fault = `strconv.ParseUint: parsing "${asked}": invalid syntax`;
    throw badRequest(`invalid resource version: resourceVersion: Invalid value: "${asked}": ${fault}`);
  }
  if (Number(asked) > newest) {
    const causes = [{ reason: 'ResourceVersionTooLarge', message: 'Too large resource version' }];
    throw refusal(504, 'Timeout', `Too large resource version: ${asked}, current: ${newest}`, { causes });
  }
}

/** apiserver pkg/storage/etcd3/errors.go */
const tooOld = 'The resourceVersion for the provided list is too old.';
const inconsistent =
  'The provided continue parameter is too old to display a consistent list result. You can start a new list without the continue parameter, or use the continue token in this response to retrieve the remainder of the results. Continuing with the provided token results in an inconsistent list - objects that were created, modified, or deleted between the time the first chunk was returned and now may show up in the list.';

/** The refusal brings a token that goes on with what is there now. */
const tooOldToContinue = ({ start }: Continuation) =>
  expired(inconsistent, { continue: printContinue({ revision: -1, start }) });
