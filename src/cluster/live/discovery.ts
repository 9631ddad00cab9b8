import { compareText } from '../../core/finding.ts';
import { isJsonObject, type JsonObject } from '../../kube/json.ts';
import { groupOf, type Json, type KindRef, versionOf } from '../../kube/object.ts';
import type { ResourceInfo } from '../../kube/resource.ts';
import { isReason, KindNotServed, StatusError } from '../status-error.ts';
import type { Connection } from './connection.ts';

/** Path of a group and version of the API, or of all groups. */
export const groupPath = (apiVersion: string): string =>
  apiVersion.includes('/') ? `/apis/${apiVersion}` : `/api/${apiVersion}`;

/** Which kinds are served where, as the API tells. */
export class Discovery {
  readonly #connection: Connection;
  readonly #known = new Map<string, Promise<readonly ResourceInfo[]>>();

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  /** The resource of a kind; rejects with a KindNotServed when there is none. What is not served is asked for anew each time. */
  async ofKind({ apiVersion, kind }: KindRef): Promise<ResourceInfo> {
    const known = await this.#known.get(apiVersion)?.catch(() => undefined);
    const found = known?.find((info) => info.kind === kind);
    if (found) return found;
    const asked = this.#ask(apiVersion);
    this.#known.set(apiVersion, asked);
    const fresh = (await asked).find((info) => info.kind === kind);
    if (!fresh) throw noMatch({ apiVersion, kind });
    return fresh;
  }

  /** Forgets what is known of a group and version: a kind of it is no longer where it was. */
  forget(apiVersion: string): void {
    this.#known.delete(apiVersion);
  }

  /** All that is served, in order of group, version, plural; groups whose own server does not answer are left out. */
  async all(): Promise<readonly ResourceInfo[]> {
    const [core, groups] = await Promise.all(['/api', '/apis'].map((path) => this.#readRoot(path)));
    return [...core!, ...groups!].sort(
      (a, b) => compareText(a.group, b.group) || compareText(a.version, b.version) || compareText(a.plural, b.plural),
    );
  }

  async #readRoot(path: string): Promise<readonly ResourceInfo[]> {
    const root = await this.#connection.call({ method: 'GET', path, accept: aggregated });
    if (isJsonObject(root) && root.kind === 'APIGroupDiscoveryList') return itemsOf(root.items).flatMap(readGroup);
    const versions = path === '/api' ? textsOf(root, 'versions') : itemsOf(field(root, 'groups')).flatMap(versionsOf);
    return (await Promise.all(versions.map((version) => this.#ask(version).catch(passUnavailable)))).flat();
  }

  /** The resources of a group and version, none where it is not served. */
  async #ask(apiVersion: string): Promise<readonly ResourceInfo[]> {
    try {
      const list = await this.#connection.call({ method: 'GET', path: groupPath(apiVersion) });
      return readResources(apiVersion, itemsOf(field(list, 'resources')));
    } catch (thrown) {
      if (isReason(thrown, 'NotFound')) return [];
      throw thrown;
    }
  }
}

/** apiserver pkg/endpoints/discovery/aggregated; servers before 1.30 know the beta alone, those before 1.27 neither. */
const aggregated = ['v2', 'v2beta1']
  .map((version) => `application/json;g=apidiscovery.k8s.io;v=${version};as=APIGroupDiscoveryList`)
  .concat('application/json')
  .join(',');

const noMatch = ({ apiVersion, kind }: KindRef): KindNotServed =>
  new KindNotServed({
    kind: 'Status',
    apiVersion: 'v1',
    metadata: {},
    status: 'Failure',
    message: `no matches for kind "${kind}" in version "${apiVersion}"`,
    reason: 'NotFound',
    details: { ...(groupOf(apiVersion) && { group: groupOf(apiVersion) }), kind },
    code: 404,
  });

/** A group is served by another server that is down (kube-aggregator): the rest is known all the same. */
function passUnavailable(thrown: unknown): readonly ResourceInfo[] {
  if (thrown instanceof StatusError && thrown.status.code >= 500) return [];
  throw thrown;
}

const field = (value: Json, name: string): Json | undefined => (isJsonObject(value) ? value[name] : undefined);
const itemsOf = (value: Json | undefined): readonly JsonObject[] =>
  Array.isArray(value) ? value.filter(isJsonObject) : [];
const textsOf = (value: Json, name: string): string[] => {
  const texts = field(value, name);
  return Array.isArray(texts) ? texts.map(String) : [];
};
const textOf = (value: JsonObject, name: string): string => (typeof value[name] === 'string' ? value[name] : '');

const versionsOf = (group: JsonObject): string[] =>
  itemsOf(group.versions).map((version) => textOf(version, 'groupVersion'));

/** APIGroupDiscovery: one entry a resource, its parts within. */
function readGroup(group: JsonObject): ResourceInfo[] {
  const name = isJsonObject(group.metadata) ? textOf(group.metadata, 'name') : '';
  return itemsOf(group.versions).flatMap((version) =>
    itemsOf(version.resources).map((resource) => ({
      group: name,
      version: textOf(version, 'version'),
      kind: isJsonObject(resource.responseKind) ? textOf(resource.responseKind, 'kind') : '',
      plural: textOf(resource, 'resource'),
      singular: textOf(resource, 'singularResource'),
      namespaced: resource.scope === 'Namespaced',
      subresources: itemsOf(resource.subresources).map((part) => textOf(part, 'subresource')),
      ...namesOf(resource),
    })),
  );
}

/** APIResourceList: one entry a resource, and one for each of its parts. */
function readResources(apiVersion: string, resources: readonly JsonObject[]): ResourceInfo[] {
  const names = resources.map((resource) => textOf(resource, 'name'));
  return resources
    .filter((resource) => !textOf(resource, 'name').includes('/'))
    .map((resource) => ({
      group: groupOf(apiVersion),
      version: versionOf(apiVersion),
      kind: textOf(resource, 'kind'),
      plural: textOf(resource, 'name'),
      singular: textOf(resource, 'singularName'),
      namespaced: resource.namespaced === true,
      subresources: names.flatMap((name) => partOf(name, textOf(resource, 'name'))),
      ...namesOf(resource),
    }));
}

const partOf = (name: string, plural: string): string[] =>
  name.startsWith(`${plural}/`) ? [name.slice(plural.length + 1)] : [];

const namesOf = (resource: JsonObject): Pick<ResourceInfo, 'shortNames' | 'categories' | 'verbs'> => ({
  ...(textsOf(resource, 'shortNames').length > 0 && { shortNames: textsOf(resource, 'shortNames') }),
  ...(textsOf(resource, 'categories').length > 0 && { categories: textsOf(resource, 'categories') }),
  verbs: textsOf(resource, 'verbs'),
});
