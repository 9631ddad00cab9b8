import type { UnknownObject } from '../../../kube/object.ts';
import { bareError, refusal } from '../api/refusals.ts';
import { inVersion } from '../api/registry.ts';
import type { ServedResource } from '../api/state.ts';
import { type WatchFilter, watchFilter } from '../api/watch-filter.ts';
import type { ServerContext } from './context.ts';
import { statusOf } from './error-status.ts';
import { eventLine } from './event-lines.ts';
import type { NegotiatedRequest } from './negotiate.ts';
import { requireListOptions } from './options.ts';
import { type WatchView, watchView } from './watch-view.ts';
import type { ApiAnswer, ApiStream } from './wire.ts';

const defaultTimeoutSeconds = 1800;
const bookmarkMilliseconds = 60_000;
/** The longest a timer can be set to. */
const mostMilliseconds = 2 ** 31 - 1;

/** What one watcher is told, and from where on. */
interface Watch {
  readonly context: ServerContext;
  readonly resource: ServedResource;
  readonly filter: WatchFilter;
  readonly view: WatchView;
  /** The version the client has seen; 0 for none. */
  readonly since: number;
  /** What is there comes first, closed by a bookmark. */
  readonly initial: boolean;
  /** Asks for a bookmark once everything is told. */
  bookmarkDue: boolean;
}

/** A watch: what the client has missed, then every change as it happens. apiserver pkg/storage/cacher. */
export function answerWatch(
  context: ServerContext,
  resource: ServedResource,
  { namespace, name }: { readonly namespace: string | undefined; readonly name: string | undefined },
  { request, format }: NegotiatedRequest,
): ApiAnswer {
  const { query } = request;
  const filter = watchFilter(resource, {
    namespace,
    name,
    labelSelector: query.get('labelSelector') ?? undefined,
    fieldSelector: query.get('fieldSelector') ?? undefined,
  });
  const since = readRevision(query);
  const initial = query.get('sendInitialEvents') === 'true';
  requireListOptions(query, true);
  const view = watchView(context, resource, format, request);
  const watch = { context, resource, filter, view, since, initial, bookmarkDue: false };
  return { status: 200, contentType: 'application/json', stream: streamOf(watch, query) };
}

function streamOf(watch: Watch, query: URLSearchParams): ApiStream {
  const lines = linesOf(watch);
  const { store } = watch.context.state;
  const bookmarks = query.get('allowWatchBookmarks') === 'true';
  const seconds = Number(query.get('timeoutSeconds')) || defaultTimeoutSeconds;
  return {
    next: () => {
      const { done, value } = lines.next();
      return done ? 'end' : value;
    },
    open: (wake, end) => {
      const detach = store.listen(watch.resource.table, wake);
      const bookmark = () => {
        watch.bookmarkDue = bookmarks;
        wake();
      };
      const ticking = bookmarks ? setInterval(bookmark, bookmarkMilliseconds) : undefined;
      const timeout = setTimeout(
        () => {
          bookmark();
          end();
        },
        Math.min(Math.max(seconds, 0) * 1000, mostMilliseconds),
      );
      return () => {
        detach();
        clearTimeout(timeout);
        clearInterval(ticking);
      };
    },
  };
}

/** All a watcher is told, line by line: undefined when there is nothing to tell at present. It ends when something is lost. */
function* linesOf(watch: Watch): Generator<Buffer | undefined, void> {
  try {
    yield* tell(watch);
  } catch (error) {
    yield eventLine('ERROR', statusOf(error));
  }
}

function* tell(watch: Watch): Generator<Buffer | undefined, void> {
  const { context, resource, since, initial } = watch;
  const { store } = context.state;
  const { history } = store.table(resource.table);
  if (since > 0 && !initial && since < history.forgotten) {
    yield eventLine('ERROR', tooOld(since, history.forgotten));
    return;
  }
  if (since > 0 && !initial) {
    yield* tellChanges(watch, since);
    return;
  }
  const revision = store.revision;
  yield* tellInitial(watch);
  yield* tellChanges(watch, revision);
}

function* tellInitial({ context, resource, filter, view, initial }: Watch): Generator<Buffer, void> {
  const { store } = context.state;
  const revision = store.revision;
  for (const object of store.table(resource.table).list())
    if (filter.wants(object)) yield view.line('ADDED', inVersion(object, resource));
  const annotations = { 'k8s.io/initial-events-end': 'true' };
  if (initial) yield view.line('BOOKMARK', bookmarkOf(resource, revision, annotations));
}

/** Changes from the table's history: a watcher who is late reads on from there, one who is too late is let go. */
function* tellChanges(watch: Watch, since: number): Generator<Buffer | undefined, void> {
  const { context, resource, filter, view } = watch;
  const { store } = context.state;
  const { history } = store.table(resource.table);
  let told = since;
  while (told >= history.forgotten) {
    const change = history.after(told);
    if (!change) {
      told = Math.max(told, store.revision);
      if (watch.bookmarkDue) {
        watch.bookmarkDue = false;
        yield view.line('BOOKMARK', bookmarkOf(resource, told));
      } else yield undefined;
      continue;
    }
    told = change.revision;
    const event = filter.eventOf(change);
    if (event) yield view.changeLine(change, event);
  }
}

function readRevision(query: URLSearchParams): number {
  const text = query.get('resourceVersion') || '0';
  if (/^\d+$/.test(text)) return Number(text);
  // Alone among the readers of a version, a watch lets this error through bare.
  const fault = `strconv.ParseUint: parsing "${text}": invalid syntax`;
  throw bareError(`resourceVersion: Invalid value: "${text}": ${fault}`);
}

const bookmarkOf = (resource: ServedResource, revision: number, annotations?: Record<string, string>): UnknownObject =>
  ({
    kind: resource.kind,
    apiVersion: resource.apiVersion,
    metadata: {
      resourceVersion: String(revision),
      ...(annotations ? { annotations } : {}),
    },
  }) as UnknownObject;

const tooOld = (since: number, forgotten: number) =>
  refusal(410, 'Expired', `too old resource version: ${since} (${forgotten})`).status;
