import { type KindRef, type KubeObject, printRef, type UnknownObject } from '../../kube/object.ts';
import type { ResourceInfo } from '../../kube/resource.ts';
import { printJson } from '../../kube/wide-json.ts';
import type { Cluster, Patch, WriteOptions } from '../cluster.ts';
import { isReason, StatusError } from '../status-error.ts';
import type { Connection } from './connection.ts';
import type { Discovery } from './discovery.ts';
import type { ApiCall } from './exchange.ts';
import { readList } from './read-list.ts';
import { type PathParts, printQuery, resourcePath, writing } from './resource-path.ts';
import { LiveWatch } from './watch.ts';
import { byPlace } from './watched-objects.ts';
import { ReadOnlyCluster, type Writes } from './write-guard.ts';

/** What a live cluster is made of. */
export interface LiveParts {
  readonly connection: Connection;
  readonly discovery: Discovery;
  readonly writes: Writes;
  /** The watches that are under way. */
  readonly watches: Set<LiveWatch>;
}

const patchTypes: Readonly<Record<Patch['type'], string>> = {
  json: 'application/json-patch+json',
  merge: 'application/merge-patch+json',
  strategic: 'application/strategic-merge-patch+json',
};

/** A cluster behind a connection. Nobody who says no namespace means none: `default`, as kubectl. */
export function liveCluster(parts: LiveParts): Cluster {
  const { connection, discovery, watches } = parts;
  const writer = writerOf(parts);
  return {
    now: () => connection.runtime.now() + connection.clockOffset,
    get: (kind, name, namespace) => getObject(parts, kind, { name, namespace }) as never,
    async list(kind, options = {}) {
      const info = await discovery.ofKind(kind);
      return [...(await readList(connection, { kind, info, options })).items].sort(byPlace) as never;
    },
    ...writer,
    watch(kind, onEvent, options = {}) {
      const watch = new LiveWatch({ connection, discovery, kind }, onEvent as never, options);
      watches.add(watch);
      watch.run().finally(() => watches.delete(watch));
      return () => watch.stop();
    },
    resources: () => discovery.all(),
  };
}

async function getObject(
  { connection, discovery }: LiveParts,
  kind: KindRef,
  parts: PathParts,
): Promise<UnknownObject | undefined> {
  const info = await discovery.ofKind(kind);
  try {
    return (await connection.call({ method: 'GET', path: pathOf(info, parts) })) as unknown as UnknownObject;
  } catch (thrown) {
    if (isMissing(thrown, parts.name)) return undefined;
    // The kind itself may be gone: whoever asks again is told so.
    if (isReason(thrown, 'NotFound')) discovery.forget(kind.apiVersion);
    throw thrown;
  }
}

/** Whether it is the object that is not there, and not its kind. */
const isMissing = (thrown: unknown, name: string | undefined): boolean =>
  isReason(thrown, 'NotFound') && thrown instanceof StatusError && thrown.status.details?.name === name;

const pathOf = (info: ResourceInfo, { namespace, ...parts }: PathParts): string =>
  resourcePath(info, { ...parts, namespace: namespace || 'default' });

type Writer = Pick<Cluster, 'create' | 'update' | 'patch' | 'apply' | 'delete'>;

/** A write to one object. */
interface Write {
  /** As a person would say it, for a refusal. */
  readonly what: string;
  readonly kind: KindRef;
  readonly parts: PathParts;
  readonly call: Omit<ApiCall, 'path'>;
  readonly options: WriteOptions & { readonly force?: boolean };
}

function writerOf(parts: LiveParts): Writer {
  const write = (what: Write) => sendWrite(parts, what) as Promise<never>;
  return {
    create: (object, options = {}) => {
      const { name: _name, ...place } = placeOf(object, options);
      return write({ ...said('creation', object), parts: place, call: bodyOf('POST', object), options });
    },
    update: (object, options = {}) =>
      write({ ...said('change', object), parts: placeOf(object, options), call: bodyOf('PUT', object), options }),
    patch: (kind, name, namespace, { type, body, ...options }) =>
      write({
        what: `the change of ${printRef({ kind: kind.kind, metadata: { name, namespace } })}`,
        kind,
        parts: { name, namespace, subresource: options.subresource },
        call: { method: 'PATCH', body: printJson(body), type: patchTypes[type] },
        options,
      }),
    apply: (object, options) => {
      const call = { ...bodyOf('PATCH', object), type: 'application/apply-patch+yaml', repeatable: true };
      return write({ ...said('application', object), parts: placeOf(object, options), call, options });
    },
    async delete(kind, name, namespace, options = {}) {
      const what = `the deletion of ${printRef({ kind: kind.kind, metadata: { name, namespace } })}`;
      // A server that reads options in the body reads none in the query (apiserver pkg/endpoints/handlers/delete.go).
      const trial = parts.writes === 'dry-run' ? { dryRun: ['All'] } : {};
      const body = printJson({ kind: 'DeleteOptions', apiVersion: 'v1', ...options, ...trial });
      await write({ what, kind, parts: { name, namespace }, call: { method: 'DELETE', body }, options: {} });
    },
  };
}

const said = (verb: string, object: KubeObject): Pick<Write, 'what' | 'kind'> => ({
  what: `the ${verb} of ${printRef(object)}`,
  kind: { apiVersion: object.apiVersion, kind: object.kind },
});

const placeOf = ({ metadata: { name, namespace } }: KubeObject, { subresource }: WriteOptions): PathParts => ({
  name,
  namespace,
  ...(subresource !== undefined && { subresource }),
});

const bodyOf = (method: ApiCall['method'], object: KubeObject): Omit<ApiCall, 'path'> => ({
  method,
  body: printJson(object),
});

/** Sends a write, on trial only where the cluster was opened so; refuses it where the cluster was opened to be read. */
async function sendWrite({ connection, discovery, writes }: LiveParts, write: Write): Promise<unknown> {
  const { what, kind, parts, call, options } = write;
  if (writes === false) throw new ReadOnlyCluster(what, connection.name.server);
  const dryRun = writes === 'dry-run' || options.dryRun === true;
  const query = printQuery({ ...writing({ ...options, dryRun }), force: options.force });
  const path = `${pathOf(await discovery.ofKind(kind), parts)}${query}`;
  return connection.call({ ...call, path, repeatable: dryRun || call.repeatable === true });
}
