import type { ObjectMeta, UnknownObject } from '../../kube/object.ts';
import type { ApiState } from './api/state.ts';

/** What became of objects of another cluster. */
export interface Adoption {
  readonly adopted: number;
  /** Kinds that are not served here, as `Kind.version.group`, with how many objects of them were left out. */
  readonly leftOut: ReadonlyMap<string, number>;
}

/**
 * Takes over the objects of another cluster as they are, with their status, uid and times, in the order in which they were last written
 * there: nothing is admitted, defaulted or validated. What was there of the kinds that come, and does not come, goes.
 */
export function adoptObjects(state: ApiState, objects: readonly UnknownObject[]): Adoption {
  const leftOut = new Map<string, number>();
  const came = new Map<string, Set<string>>();
  let adopted = 0;
  for (const object of inOrder(objects)) {
    const resource = state.registry.findKind(object.apiVersion, object.kind);
    // A form of another kind holds nothing of its own.
    if (!resource || resource.own.form) {
      const name = `${object.kind}.${object.apiVersion}`;
      leftOut.set(name, (leftOut.get(name) ?? 0) + 1);
      continue;
    }
    const metadata = { ...object.metadata } as { -readonly [field in keyof ObjectMeta]: ObjectMeta[field] };
    const kept = state.store.put(resource.table, { ...object, metadata });
    // It is not new: only what is known of its kind is to be known here.
    resource.own.afterWrite?.(kept, kept, state);
    resource.own.adopt?.(kept);
    const names = came.get(resource.table) ?? new Set();
    came.set(resource.table, names.add(keyOf(object)));
    adopted += 1;
  }
  for (const [table, names] of came) {
    for (const object of state.store.table(table).list())
      if (!names.has(keyOf(object))) state.store.remove(table, object.metadata.namespace ?? '', object.metadata.name);
  }
  return { adopted, leftOut };
}

const keyOf = ({ metadata }: UnknownObject): string => `${metadata.namespace ?? ''}/${metadata.name}`;

/** Definitions first, so that what they define is known; then by the version in which each was last written. */
function inOrder(objects: readonly UnknownObject[]): readonly UnknownObject[] {
  const numbered = objects.map((object) => ({
    object,
    number: versionOf(object),
    first: definesKinds(object) ? 0 : 1,
  }));
  return numbered.sort((a, b) => a.first - b.first || a.number - b.number).map(({ object }) => object);
}

/** A revision of etcd: numbers, where they are such. */
const versionOf = ({ metadata }: UnknownObject): number => Number(metadata.resourceVersion ?? 0) || 0;

const definesKinds = ({ apiVersion }: UnknownObject): boolean => apiVersion.startsWith('apiextensions.k8s.io/');
