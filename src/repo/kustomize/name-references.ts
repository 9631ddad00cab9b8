import { isJsonObject, type JsonObject } from '../../kube/json.ts';
import type { Json } from '../../kube/object.ts';
import { appliesTo, changeAt, shareList, splitPath } from './field-path.ts';
import { KustomizeError } from './kustomize-error.ts';
import {
  clusterWideNamespace,
  currentId,
  nameOf,
  namespaceOf,
  originalId,
  printId,
  type Resource,
} from './resource.ts';
import type { NameReferences } from './transformer-config.ts';

/**
 * Follows the new names of resources whose name, namespace or content hash changed in everything that refers to them
 * (api/internal/accumulator/namereferencetransformer.go, api/filters/nameref/nameref.go).
 */
export function fixReferences(resources: readonly Resource[], names: readonly NameReferences[]): readonly Resource[] {
  const renamed = resources.filter((resource) => resource.previous.length > 0);
  if (renamed.length === 0) return resources;
  const kinds = new Set(renamed.flatMap((resource) => resource.previous.map((id) => id.kind)));
  const table = names.filter((entry) => kinds.has(entry.kind));
  return resources.map((resource) => fixReferrer(resource, renamed, table));
}

function fixReferrer(referrer: Resource, renamed: readonly Resource[], table: readonly NameReferences[]): Resource {
  const original = originalId(referrer);
  let object: Json = referrer.object;
  for (const target of table) {
    for (const field of target.fields) {
      if (field.kind && field.kind !== original.kind) continue;
      if (!appliesTo({ ...field, kind: undefined }, referrer.object)) continue;
      const find = (name: string, from: readonly Resource[], identical: Identical) =>
        select({ referrer, path: field.path, target, name }, from, identical);
      object = changeAt(object, splitPath(field.path), false, (value) =>
        follow(value ?? null, reachable(referrer, renamed), find),
      );
    }
  }
  return object === referrer.object ? referrer : { ...referrer, object: object as JsonObject };
}

type Identical = (resources: readonly Resource[]) => boolean;
type Find = (name: string, from: readonly Resource[], identical: Identical) => Resource | undefined;

const sameNames: Identical = (list) => list.every((resource) => nameOf(resource.object) === nameOf(list[0]!.object));
const sameNamesAndNamespaces: Identical = (list) =>
  sameNames(list) && list.every((resource) => namespaceOf(resource.object) === namespaceOf(list[0]!.object));

function follow(value: Json, candidates: readonly Resource[], find: Find): Json {
  if (Array.isArray(value)) return shareList(value as readonly Json[], (item) => follow(item, candidates, find));
  if (isJsonObject(value)) return followMap(value, candidates, find);
  if (typeof value !== 'string') return value;
  const target = find(value, candidates, sameNames);
  return target ? nameOf(target.object) : value;
}

/** A reference with name and namespace takes both from its target. */
function followMap(value: JsonObject, candidates: readonly Resource[], find: Find): Json {
  if (typeof value.name !== 'string') return value;
  const { namespace } = value;
  let from = candidates;
  if (typeof namespace === 'string') {
    from = candidates.filter((candidate) => originalId(candidate).namespace === namespace);
    if (from.length === 0) from = candidates.filter((candidate) => currentId(candidate).namespace === namespace);
  }
  const target = find(value.name, from, sameNamesAndNamespaces);
  if (!target) return value;
  const [name, targetNamespace] = [nameOf(target.object), namespaceOf(target.object)];
  if (name === value.name && (targetNamespace === '' || targetNamespace === namespace)) return value;
  return { ...value, name, ...(targetNamespace && { namespace: targetNamespace }) };
}

/** What a resource may refer to: its own namespace, cluster-wide objects, and the namespaces of a role binding's subjects. */
function reachable(referrer: Resource, renamed: readonly Resource[]): readonly Resource[] {
  const id = currentId(referrer);
  if (id.namespace === clusterWideNamespace) return renamed;
  const subjects = new Set<string>();
  if (id.kind === 'RoleBinding' && Array.isArray(referrer.object.subjects)) {
    for (const subject of referrer.object.subjects as readonly Json[]) {
      if (isJsonObject(subject) && subject.kind === 'ServiceAccount') {
        subjects.add(typeof subject.namespace === 'string' ? subject.namespace : '');
      }
    }
  }
  return renamed.filter((resource) => {
    const { namespace } = currentId(resource);
    return (
      namespace === clusterWideNamespace || namespace === id.namespace || subjects.has(namespaceOf(resource.object))
    );
  });
}

/** A name of another resource in a field of one. */
interface Reference {
  readonly referrer: Resource;
  readonly path: string;
  readonly target: NameReferences;
  readonly name: string;
}

function select(
  { referrer, path, target, name }: Reference,
  from: readonly Resource[],
  identical: Identical,
): Resource | undefined {
  const id = currentId(referrer);
  const role =
    path.endsWith('roleRef/name') && isJsonObject(referrer.object.roleRef) ? referrer.object.roleRef : undefined;
  const wanted = (resource: Resource) =>
    resource.previous.some((previous) => previous.name === name) &&
    resource.previous.some((previous) => isKind(previous, target)) &&
    (!role || resource.previous.some((previous) => previous.kind === role.kind && previous.group === role.apiGroup)) &&
    inReach(currentId(resource).namespace, resource.object.kind === 'ServiceAccount', id.namespace);
  let candidates = from.filter(wanted);
  if (candidates.length <= 1) return candidates[0];
  candidates = candidates.filter((resource) => sameContext(resource, referrer, true));
  if (candidates.length > 1) candidates = candidates.filter((resource) => sameContext(resource, referrer, false));
  if (candidates.length <= 1 || identical(candidates)) return candidates[0];
  const ids = candidates.map((resource) => printId(currentId(resource), namespaceOf(resource.object))).join(', ');
  throw new KustomizeError(`found multiple possible referrals: ${ids}`, referrer.origin);
}

const isKind = (id: { kind: string; group: string; version: string }, target: NameReferences): boolean =>
  id.kind === target.kind &&
  (!target.group || target.group === id.group) &&
  (!target.version || target.version === id.version);

const inReach = (namespace: string, isAccount: boolean, own: string): boolean =>
  own === clusterWideNamespace || namespace === clusterWideNamespace || isAccount || namespace === own;

function sameContext(a: Resource, b: Resource, allowEmpty: boolean): boolean {
  const matches = (left: readonly string[], right: readonly string[]) =>
    (allowEmpty && (left.length === 0 || right.length === 0)) || sameEnding(left, right);
  return matches(a.prefixes, b.prefixes) && matches(a.suffixes, b.suffixes);
}

/** Whether the shorter list is the end of the longer one (api/internal/utils/stringslice.go SameEndingSubSlice). */
function sameEnding(left: readonly string[], right: readonly string[]): boolean {
  const compared = Math.min(left.length, right.length);
  if (compared === 0) return left.length === right.length;
  return left.slice(-compared).every((text, i) => text === right[right.length - compared + i]);
}
