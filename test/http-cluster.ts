import type { IncomingMessage } from 'node:http';
import { Agent, request as send } from 'node:https';
import type { Cluster, ListOptions, WatchEvent } from '../src/cluster/cluster.ts';
import type { ServedApi } from '../src/cluster/embedded/contract.ts';
import { type StatusBody, StatusError } from '../src/cluster/status-error.ts';
import type { KindRef, KubeObject, UnknownObject } from '../src/kube/object.ts';
import type { ResourceInfo } from '../src/kube/resource.ts';

interface Call {
  readonly method: string;
  readonly path: string;
  readonly body?: unknown;
  readonly type?: string;
}

const patchTypes = {
  json: 'application/json-patch+json',
  merge: 'application/merge-patch+json',
  strategic: 'application/strategic-merge-patch+json',
};

/** One line of a watch; what breaks it off comes as an event of its own. */
function tellLine(line: string, onEvent: (event: WatchEvent) => void): void {
  const event = JSON.parse(line) as { readonly type: string; readonly object: StatusBody };
  if (event.type === 'ERROR') throw new StatusError(event.object);
  onEvent(event as unknown as WatchEvent);
}

/** A plain client of a served API, for tests that run over the wire. */
export function httpCluster(api: ServedApi, now: () => number): Cluster & { readonly close: () => void } {
  const agent = new Agent({ keepAlive: true, ca: api.ca });
  const open = ({ method, path, body, type = 'application/json' }: Call): Promise<IncomingMessage> =>
    new Promise((resolve, reject) => {
      const text = body === undefined ? '' : JSON.stringify(body);
      const headers = {
        authorization: `Bearer ${api.token}`,
        accept: 'application/json',
        'content-type': type,
        'content-length': Buffer.byteLength(text),
      };
      const request = send(`${api.url}${path}`, { method, agent, headers }, resolve);
      request.once('error', reject);
      request.end(text);
    });
  const call = async (what: Call): Promise<UnknownObject> => {
    const response = await open(what);
    let text = '';
    for await (const chunk of response) text += String(chunk);
    const value = JSON.parse(text);
    if ((response.statusCode ?? 500) >= 400) throw new StatusError(value);
    return value;
  };
  const infos = new Map<string, ResourceInfo>();
  const infoOf = async ({ apiVersion, kind }: KindRef): Promise<ResourceInfo> => {
    const known = infos.get(`${apiVersion}/${kind}`);
    if (known) return known;
    const list = await call({ method: 'GET', path: `/${apiVersion.includes('/') ? 'apis' : 'api'}/${apiVersion}` });
    for (const resource of list.resources as {
      name: string;
      kind: string;
      singularName: string;
      namespaced: boolean;
    }[]) {
      if (resource.name.includes('/')) continue;
      const slash = apiVersion.indexOf('/');
      const [group, version] = [apiVersion.slice(0, Math.max(slash, 0)), apiVersion.slice(slash + 1)];
      const info = { group, version, plural: resource.name, singular: resource.singularName, subresources: [] };
      infos.set(`${apiVersion}/${resource.kind}`, { ...info, kind: resource.kind, namespaced: resource.namespaced });
    }
    return infos.get(`${apiVersion}/${kind}`)!;
  };
  const pathOf = async (kind: KindRef, namespace?: string, name?: string, part?: string): Promise<string> => {
    const { plural, namespaced } = await infoOf(kind);
    const base = `/${kind.apiVersion.includes('/') ? 'apis' : 'api'}/${kind.apiVersion}`;
    const home = namespaced && namespace ? `/namespaces/${namespace}` : '';
    return `${base}${home}/${plural}${name ? `/${name}` : ''}${part ? `/${part}` : ''}`;
  };
  const query = (values: Record<string, string | undefined>): string => {
    const set = Object.entries(values).filter((entry): entry is [string, string] => entry[1] !== undefined);
    return set.length === 0 ? '' : `?${new URLSearchParams(set)}`;
  };
  const writing = (options: { fieldManager?: string; dryRun?: boolean; force?: boolean } = {}) =>
    query({
      fieldManager: options.fieldManager,
      dryRun: options.dryRun ? 'All' : undefined,
      force: options.force ? 'true' : undefined,
    });
  const selecting = ({ labelSelector, fieldSelector }: ListOptions) => ({ labelSelector, fieldSelector });

  return {
    now,
    close: () => agent.destroy(),
    async get(kind, name, namespace) {
      try {
        return (await call({ method: 'GET', path: await pathOf(kind, namespace, name) })) as never;
      } catch (error) {
        if (error instanceof StatusError && error.status.details?.name === name) return undefined;
        throw error;
      }
    },
    async list(kind, options = {}) {
      const path = `${await pathOf(kind, options.namespace)}${query(selecting(options))}`;
      const { items } = await call({ method: 'GET', path });
      return (items as object[]).map((item) => ({ ...kind, ...item })) as never;
    },
    async create(object, options) {
      const path = await pathOf(object, object.metadata.namespace);
      return (await call({ method: 'POST', path: `${path}${writing(options)}`, body: object })) as never;
    },
    async update(object, options) {
      const path = await pathOf(object, object.metadata.namespace, object.metadata.name, options?.subresource);
      return (await call({ method: 'PUT', path: `${path}${writing(options)}`, body: object })) as never;
    },
    async patch(kind, name, namespace, change) {
      const path = `${await pathOf(kind, namespace, name, change.subresource)}${writing(change)}`;
      return (await call({ method: 'PATCH', path, body: change.body, type: patchTypes[change.type] })) as never;
    },
    async apply(object, options) {
      const path = await pathOf(object, object.metadata.namespace, object.metadata.name, options.subresource);
      const type = 'application/apply-patch+yaml';
      return (await call({ method: 'PATCH', path: `${path}${writing(options)}`, body: object, type })) as never;
    },
    async delete(kind, name, namespace, options = {}) {
      await call({ method: 'DELETE', path: await pathOf(kind, namespace, name), body: options });
    },
    watch(kind, onEvent, options = {}) {
      let response: IncomingMessage | undefined;
      let stopped = false;
      const start = async () => {
        const values = { ...selecting(options), watch: 'true' };
        response = await open({ method: 'GET', path: `${await pathOf(kind, options.namespace)}${query(values)}` });
        const refused = (response.statusCode ?? 500) >= 400;
        let rest = '';
        for await (const chunk of response) {
          const lines = (rest + String(chunk)).split('\n');
          rest = lines.pop() ?? '';
          if (refused) throw new StatusError(JSON.parse(lines.join('')));
          for (const line of lines) if (!stopped) tellLine(line, onEvent as never);
        }
      };
      // A watch that is stopped breaks off in the middle: that is how it ends.
      start()
        .catch((error: Error) => {
          if (stopped) return;
          if (!options.onError) throw error;
          options.onError(error);
        })
        .then(() => {
          if (!stopped) options.onEnd?.();
        });
      return () => {
        stopped = true;
        response?.destroy();
      };
    },
    async resources() {
      await infoOf({ apiVersion: 'apps/v1', kind: 'Deployment' } satisfies KindRef & Partial<KubeObject>);
      return [...infos.values()];
    },
  };
}
