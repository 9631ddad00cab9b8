import type { ClusterReader } from '../cluster/cluster.ts';
import { groupOf, type KindRef, type UnknownObject, versionOf } from '../kube/object.ts';
import type { ResourceInfo } from '../kube/resource.ts';
import type { ClusterExample, ClusterInput } from './rule.ts';

/** Objects as a cluster would be read: what is not among them is not there, and their kinds are all that is served. */
export function readerOf(objects: readonly UnknownObject[]): ClusterReader {
  const byKind = new Map<string, UnknownObject[]>();
  for (const object of objects) {
    const key = `${object.apiVersion} ${object.kind}`;
    const own = byKind.get(key);
    if (own) own.push(object);
    else byKind.set(key, [object]);
  }
  const of = ({ apiVersion, kind }: KindRef): readonly UnknownObject[] => byKind.get(`${apiVersion} ${kind}`) ?? [];
  return {
    get: async (kind, name, namespace) =>
      of(kind).find(({ metadata }) => metadata.name === name && metadata.namespace === namespace) as never,
    list: async (kind, { namespace } = {}) =>
      of(kind).filter(({ metadata }) => namespace === undefined || metadata.namespace === namespace) as never,
    resources: async () => [
      ...new Map(objects.map((object) => [`${object.apiVersion} ${object.kind}`, served(object)])).values(),
    ],
  };
}

const served = ({ apiVersion, kind, metadata }: UnknownObject): ResourceInfo => ({
  group: groupOf(apiVersion),
  version: versionOf(apiVersion),
  kind,
  plural: `${kind.toLowerCase()}s`,
  singular: kind.toLowerCase(),
  namespaced: metadata.namespace !== undefined,
  subresources: [],
});

/** What a rule is given of an example, beside rules of these ids. */
export async function inputOf({ objects, seen }: ClusterExample, ids: ReadonlySet<string>): Promise<ClusterInput> {
  const { convergence = [], addresses = [], ...shown } = (await seen?.(objects)) ?? {};
  const { broken = [], unknown = [], problems = [], inward = [], ...told } = shown;
  return {
    cluster: readerOf(objects),
    convergence,
    addresses,
    verification: { broken, unknown, problems, inward },
    repository: { objects: objects.map((object) => ({ object })), local: new Set(), tree: new Map() },
    path: '.',
    ids,
    assumedReleases: new Set(),
    missingCharts: [],
    explain: { address: nothing, pending: nothing, unready: nothing, chartOfGroup: nothing, ...told },
  };
}

const nothing = async (): Promise<undefined> => undefined;
