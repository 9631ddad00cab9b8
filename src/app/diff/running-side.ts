import type { ChartEngine } from '../../charts/contract.ts';
import type { Snapshot } from '../../cluster/snapshot/format.ts';
import { untold } from '../../cluster/snapshot/secret-texts.ts';
import { fromFieldsV1, union } from '../../kube/fields/field-set.ts';
import { keepFields } from '../../kube/fields/keep.ts';
import { isJsonObject, type JsonObject, withoutFields } from '../../kube/json.ts';
import { groupOf, type Json, type UnknownObject } from '../../kube/object.ts';
import { holdsSealed, isSealed } from '../../kube/sealed.ts';
import type { DiscoveredKustomization } from '../../repo/discover.ts';
import { isFluxKustomization, nameKey } from '../../repo/flux-objects.ts';
import { renderReleases, withReleases } from '../../repo/releases/render-releases.ts';
import type { Repository, RepositoryObject } from '../../repo/repository.ts';
import { appliedObjects } from '../applied-objects.ts';
import { applierLabels, appliersOf } from '../appliers.ts';
import { keyOf } from './object-key.ts';
import type { SideFiles } from './read-sides.ts';

/**
 * What runs in a cluster as a side to compare: what its delivery has applied, as far as it applied it, so that nothing that the API server or
 * a controller filled in looks like a change. Releases are rendered by what their objects say, as those of files are. `other` is the side
 * that it is held against: values that are kept from snapshots and from files are taken to be the same there.
 */
export async function runningSide(snapshot: Snapshot, other: Repository, charts: ChartEngine): Promise<SideFiles> {
  const written = appliedObjects(other).filter(({ madeBy }) => madeBy === undefined);
  const there = new Map(written.map((each) => [keyOf(each.object), each]));
  const objects = snapshot.objects.flatMap((object) => runningObject(object, there));
  const repository = repositoryOf(objects);
  const { releases } = await renderReleases(repository, charts);
  const unreadKinds = new Map(
    snapshot.head.missing.flatMap(({ kind, group = '', reason }) =>
      kind === undefined ? [] : [[`${group}/${kind}`, reason] as const],
    ),
  );
  return {
    ...{ repository: withReleases(repository, releases), releases },
    ...{ unreadKinds, runs: addressesOf(snapshot.objects) },
  };
}

/** An object that the delivery applied, or that files would apply; nothing for what controllers and releases made. */
function runningObject(
  object: UnknownObject,
  there: ReadonlyMap<string, RepositoryObject>,
): readonly RepositoryObject[] {
  const like = there.get(keyOf(object));
  // What controllers make of an object often has its labels: only what was applied is a stage's own.
  const [nearest] = isApplied(object) ? appliersOf(object) : [];
  if (nearest?.does === 'release' || (!nearest && !like)) return [];
  const told = asApplied(object, like?.object);
  return [{ object: like ? withKnown(told, like.object) : told, ...(nearest && { appliedBy: nearest.name }) }];
}

const isApplied = ({ metadata: { managedFields = [], ownerReferences = [] } }: UnknownObject): boolean =>
  managedFields.some(({ operation, subresource }) => operation === 'Apply' && !subresource) &&
  !ownerReferences.some(({ controller }) => controller === true);

/** As it was applied: the fields of appliers; where none are told, those that the other side sets. */
function asApplied(object: UnknownObject, like: UnknownObject | undefined): UnknownObject {
  const { apiVersion, kind, metadata, ...rest } = object;
  const sets = (metadata.managedFields ?? [])
    .filter((each) => each.operation === 'Apply' && !each.subresource && each.apiVersion === apiVersion)
    .map(({ fieldsV1 }) => fromFieldsV1(fieldsV1));
  const whole = { ...rest, metadata: bareMetadata(object) } as unknown as JsonObject;
  const [first, ...others] = sets;
  const kept = first
    ? keepFields(whole, others.reduce(union, first))
    : like && alike(whole, withoutFields(like as unknown as JsonObject, ['apiVersion', 'kind']));
  const { metadata: keptMetadata, ...fields } = (isJsonObject(kept) ? kept : first || like ? {} : whole) as JsonObject;
  const { name, namespace } = metadata;
  const own = isJsonObject(keptMetadata) ? keptMetadata : {};
  return {
    ...{ apiVersion, kind },
    metadata: { ...withoutMarks(own), name, ...(namespace !== undefined && { namespace }) },
    ...fields,
  } as UnknownObject;
}

/** Without what an API server gives every object. */
const bareMetadata = ({ metadata }: UnknownObject): Json =>
  withoutFields(metadata, [
    'managedFields',
    'uid',
    'resourceVersion',
    'generation',
    'creationTimestamp',
  ]) as unknown as Json;

/** Without the labels by which what delivers knows its own. */
function withoutMarks(metadata: JsonObject): JsonObject {
  const { labels, ...rest } = metadata;
  if (!isJsonObject(labels)) return metadata;
  const left = withoutFields(labels, applierLabels);
  return Object.keys(left).length > 0 ? { ...rest, labels: left } : rest;
}

/** The part of a value that has the shape of another: what that does not set is not looked at. */
function alike(value: Json, like: Json): Json | undefined {
  if (isJsonObject(value) && isJsonObject(like)) {
    const left = Object.keys(like).flatMap((key) => {
      const inner = value[key] === undefined ? undefined : alike(value[key], like[key] as Json);
      return inner === undefined ? [] : [[key, inner] as const];
    });
    return Object.fromEntries(left);
  }
  if (!Array.isArray(value) || !Array.isArray(like)) return value;
  const list = like as readonly Json[];
  return (value as readonly Json[]).map((item, index) => {
    const named = list.find(
      (each) => isJsonObject(each) && isJsonObject(item) && each.name !== undefined && each.name === item.name,
    );
    return alike(item, named ?? list[index] ?? item) ?? item;
  });
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

function repositoryOf(objects: readonly RepositoryObject[]): Repository {
  const kustomizations = objects
    .filter(({ object }) => isFluxKustomization(object))
    .map((each): DiscoveredKustomization => {
      const name = nameKey(each.object);
      return {
        kustomization: each,
        ...(each.appliedBy !== undefined && each.appliedBy !== name && { parent: each.appliedBy }),
        objects: objects.filter(({ appliedBy }) => appliedBy === name),
        findings: [],
        looked: new Set(),
      };
    });
  return {
    ...{ tree: new Map(), objects, kustomizations, entry: [], assumed: [], local: new Set() },
    ...{ unapplied: [], findings: [] },
  };
}

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
