import type { ChartEngine } from '../../charts/contract.ts';
import type { Snapshot } from '../../cluster/snapshot/format.ts';
import { untold } from '../../cluster/snapshot/secret-texts.ts';
import { isJsonObject } from '../../kube/json.ts';
import { groupOf, type Json, type UnknownObject } from '../../kube/object.ts';
import { holdsSealed, isSealed } from '../../kube/sealed.ts';
import { renderReleases, withReleases } from '../../repo/releases/render-releases.ts';
import type { Repository, RepositoryObject } from '../../repo/repository.ts';
import { appliedObjects } from '../applied-objects.ts';
import { appliersOf } from '../appliers.ts';
import { asApplied, isApplied } from '../as-applied.ts';
import { repositoryOf } from '../running-repository.ts';
import { keyOf } from './object-key.ts';
import type { SideFiles } from './read-sides.ts';
import { isLeftOver, leftOverIn, runningReleases, setsOf } from './running-sets.ts';

/**
 * What runs in a cluster as a side to compare: what its delivery has applied, as far as it applied it, so that nothing that the API server or
 * a controller filled in looks like a change. Releases are rendered by what their objects say, as those of files are. `other` is the side
 * that it is held against: values that are kept from snapshots and from files are taken to be the same there.
 */
export async function runningSide(snapshot: Snapshot, other: Repository, charts: ChartEngine): Promise<SideFiles> {
  const written = appliedObjects(other).filter(({ madeBy }) => madeBy === undefined);
  const there = new Map(written.map((each) => [keyOf(each.object), each]));
  const sets = setsOf(snapshot.objects, there);
  const objects = snapshot.objects.flatMap((object) => runningObject(object, there, sets));
  const install = runningReleases(snapshot.objects, other.install);
  const repository = { ...repositoryOf(objects), ...(install && { install }) };
  const { releases } = await renderReleases(repository, charts);
  const unreadKinds = new Map(
    snapshot.head.missing.flatMap(({ kind, group = '', reason }) =>
      kind === undefined ? [] : [[`${group}/${kind}`, reason] as const],
    ),
  );
  return {
    ...{ repository: withReleases(repository, releases), releases },
    ...{ unreadKinds, runs: addressesOf(snapshot.objects) },
    leftOver: await leftOverIn({ objects: snapshot.objects, sets, there, plan: other.install }),
  };
}

/** An object that the delivery applied, or that files would apply; nothing for what controllers and releases made. */
function runningObject(
  object: UnknownObject,
  there: ReadonlyMap<string, RepositoryObject>,
  sets: ReadonlySet<string>,
): readonly RepositoryObject[] {
  const like = there.get(keyOf(object));
  // What controllers make of an object often has its labels: only what was applied is a stage's own.
  const [nearest] = isApplied(object) ? appliersOf(object) : [];
  if (nearest?.does === 'release' || (!nearest && !like && !(isApplied(object) && isLeftOver(object, sets)))) return [];
  const told = asApplied(object, like?.object);
  return [{ object: like ? withKnown(told, like.object) : told, ...(nearest && { appliedBy: nearest.name }) }];
}

/** With the other side's value where this one is not told, or that one is known to nobody. */
function withKnown(object: UnknownObject, like: UnknownObject): UnknownObject {
  if (object.kind !== 'Secret' || groupOf(object.apiVersion) !== '')
    return sameWhereOpen(object as unknown as Json, like as unknown as Json) as unknown as UnknownObject;
  // Values of Secrets are on neither side.
  const { data: _, stringData: __, ...rest } = object;
  const { data, stringData } = like;
  return {
    ...rest,
    ...(data !== undefined && { data }),
    ...(stringData !== undefined && { stringData }),
  } as UnknownObject;
}

function sameWhereOpen(value: Json, like: Json | undefined): Json {
  if (like === undefined) return value;
  if (typeof value === 'string') return isOpen(value) || isOpen(like) ? like : value;
  if (Array.isArray(value)) {
    const list = Array.isArray(like) ? (like as readonly Json[]) : [];
    return (value as readonly Json[]).map((item, index) => sameWhereOpen(item, list[index]));
  }
  if (!isJsonObject(value) || !isJsonObject(like)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, sameWhereOpen(inner, like[key])]));
}

const isOpen = (value: Json): boolean =>
  typeof value === 'string' && (value.includes(untold) || isSealed(value) || holdsSealed(value));

/** The addresses that Services have, by `Service/namespace/name`. */
function addressesOf(objects: readonly UnknownObject[]): ReadonlyMap<string, readonly string[]> {
  const services = objects.filter(({ apiVersion, kind }) => kind === 'Service' && apiVersion === 'v1');
  return new Map(
    services.flatMap(({ metadata, status }) => {
      const { loadBalancer } = (status ?? {}) as { loadBalancer?: { ingress?: readonly { ip?: string }[] } };
      const found = (loadBalancer?.ingress ?? []).flatMap(({ ip }) => ip ?? []);
      return found.length > 0 ? [[`Service/${metadata.namespace}/${metadata.name}`, found] as const] : [];
    }),
  );
}
