import { groupOf, versionOf } from './object.ts';
import type { ResourceInfo } from './resource.ts';
import data from './schemas/resources.json' with { type: 'json' };

/** All verbs of an ordinary resource, in the order discovery prints them. */
export const allVerbs: readonly string[] = [
  'create',
  'delete',
  'deletecollection',
  'get',
  'list',
  'patch',
  'update',
  'watch',
];

/** A kind the API server serves by itself. */
export interface BuiltinResource extends ResourceInfo {
  readonly verbs: readonly string[];
  /** `metadata.generation` counts the changes of its spec. */
  readonly counted: boolean;
}

/** A line of the data; what is left out is the ordinary. */
interface Row {
  readonly plural: string;
  readonly kind: string;
  readonly namespaced?: boolean;
  readonly shortNames?: readonly string[];
  readonly categories?: readonly string[];
  readonly subresources?: readonly string[];
  readonly verbs?: readonly string[];
  readonly counted?: boolean;
}

const rows: Readonly<Record<string, readonly Row[]>> = data.resources;

/** The groups in the order discovery tells them; the core group is ''. */
export const groupOrder: readonly string[] = data.groups;

/** Every kind the API server serves by itself: the core group, then by group and plural. Kubernetes 1.36. */
export const builtinResources: readonly BuiltinResource[] = Object.entries(rows).flatMap(([apiVersion, list]) =>
  list.map((row) => resourceOf(row, groupOf(apiVersion), versionOf(apiVersion))),
);

function resourceOf(row: Row, group: string, version: string): BuiltinResource {
  return {
    group,
    version,
    kind: row.kind,
    plural: row.plural,
    singular: row.kind.toLowerCase(),
    shortNames: row.shortNames ?? [],
    categories: row.categories ?? [],
    namespaced: row.namespaced ?? false,
    subresources: row.subresources ?? [],
    verbs: row.verbs ?? allVerbs,
    counted: row.counted ?? false,
  };
}
