import type { UnknownObject } from '../../../kube/object.ts';
import { printJson } from '../../../kube/wide-json.ts';
import { bareError, refusal } from '../api/refusals.ts';
import { inVersion, type ServedResource } from '../api/registry.ts';
import { selection } from '../api/selection.ts';
import { type Change, toldObject } from '../store/store.ts';
import type { ServerContext } from './context.ts';
import { type Format, viewOf as versionOfView } from './negotiate.ts';
import { requireListOptions } from './options.ts';
import { includedIn } from './present.ts';
import { partialMetadata, toTable } from './tables/table.ts';
import type { ApiAnswer, ApiRequest } from './wire.ts';

const defaultTimeoutSeconds = 1800;
const bookmarkMilliseconds = 60_000;

type Wanted = (object: UnknownObject | undefined) => boolean;
type EventType = Change['type'] | 'BOOKMARK' | 'ERROR';

/** A watch: what the client has missed, then every change as it happens. apiserver pkg/storage/cacher. */
export function answerWatch(
  context: ServerContext,
  resource: ServedResource,
  namespace: string | undefined,
  name: string | undefined,
  format: Format,
  request: ApiRequest,
): ApiAnswer {
  const { query } = request;
  const wanted = wantedBy(resource, namespace, name, query);
  const since = readRevision(query);
  const initial = query.get('sendInitialEvents') === 'true';
  requireListOptions(query, true);
  const view = viewOf(context, resource, format, request);
  return {
    status: 200,
    contentType: 'application/json',
    stream: (write, end) => {
      const send = (type: EventType, object: unknown) => write(`${printJson({ type, object })}\n`);
      const tell = (change: Change) => {
        const event = eventOf(change, wanted);
        if (event) send(event, view(inVersion(toldObject(change, event), resource.apiVersion)));
      };
      const { store } = context.state;
      const table = store.table(resource.table);
      if (since > 0 && !initial && since < table.forgotten) {
        send('ERROR', tooOld(since, table.forgotten));
        end();
        return () => {};
      }
      if (since > 0 && !initial) for (const change of table.history) if (change.revision > since) tell(change);
      if (since === 0 || initial) {
        for (const object of table.list())
          if (wanted(object)) send('ADDED', view(inVersion(object, resource.apiVersion)));
      }
      const bookmark = (annotations?: Record<string, string>) =>
        send('BOOKMARK', view(bookmarkOf(resource, store.revision, annotations)));
      if (initial) bookmark({ 'k8s.io/initial-events-end': 'true' });
      const detach = store.listen(resource.table, tell);
      const bookmarks = query.get('allowWatchBookmarks') === 'true';
      const ticking = bookmarks ? setInterval(() => bookmark(), bookmarkMilliseconds) : undefined;
      const seconds = Number(query.get('timeoutSeconds')) || defaultTimeoutSeconds;
      const timeout = setTimeout(() => {
        if (bookmarks) bookmark();
        end();
      }, seconds * 1000);
      return () => {
        detach();
        clearTimeout(timeout);
        clearInterval(ticking);
      };
    },
  };
}

function wantedBy(
  resource: ServedResource,
  namespace: string | undefined,
  name: string | undefined,
  query: URLSearchParams,
): Wanted {
  const test = selection(resource, {
    labelSelector: query.get('labelSelector') ?? undefined,
    fieldSelector: query.get('fieldSelector') ?? undefined,
  });
  return (object) =>
    object !== undefined &&
    (namespace === undefined || object.metadata.namespace === namespace) &&
    (name === undefined || object.metadata.name === name) &&
    (!test || test(object));
}

/** An object that comes into or drops out of the selection is added or deleted for the watcher. */
function eventOf(change: Change, wanted: Wanted): Change['type'] | undefined {
  const before = wanted(change.previous);
  const after = change.type !== 'DELETED' && wanted(change.object);
  if (after) return before ? 'MODIFIED' : 'ADDED';
  return before ? 'DELETED' : undefined;
}

function readRevision(query: URLSearchParams): number {
  const text = query.get('resourceVersion') || '0';
  if (/^\d+$/.test(text)) return Number(text);
  // Alone among the readers of a version, a watch lets this error through bare.
  const fault = `strconv.ParseUint: parsing "${text}": invalid syntax`;
  throw bareError(`resourceVersion: Invalid value: "${text}": ${fault}`);
}

function viewOf(
  context: ServerContext,
  resource: ServedResource,
  format: Format,
  request: ApiRequest,
): (object: UnknownObject) => unknown {
  const version = versionOfView(format);
  if (format.as === 'PartialObjectMetadata') return (object) => partialMetadata(object, version);
  if (format.as !== 'Table') return (object) => object;
  let first = true;
  return (object) => {
    const options = { included: includedIn(request), now: context.state.now(), headers: first, view: version };
    first = false;
    return toTable(resource, [object], {
      ...options,
      metadata: { resourceVersion: object.metadata.resourceVersion },
    });
  };
}

const bookmarkOf = (resource: ServedResource, revision: number, annotations?: Record<string, string>): UnknownObject =>
  ({
    kind: resource.kind,
    apiVersion: resource.apiVersion,
    metadata: {
      resourceVersion: String(revision),
      ...(annotations ? { annotations } : {}),
    },
  }) as unknown as UnknownObject;

const tooOld = (since: number, forgotten: number) =>
  refusal(410, 'Expired', `too old resource version: ${since} (${forgotten})`).status;
