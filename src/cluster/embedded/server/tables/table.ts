import type { UnknownObject } from '../../../../kube/object.ts';
import type { ServedResource } from '../../api/state.ts';
import { tableKindOf } from './kinds.ts';

/** What of each object a table carries. */
export type Included = 'None' | 'Metadata' | 'Object';

export interface TableOptions {
  readonly included: Included;
  readonly now: number;
  /** Whether the columns are told (in a watch only with the first event). */
  readonly headers: boolean;
  readonly metadata: object;
  /** The version of meta.k8s.io it is told in. */
  readonly view: string;
}

/** PartialObjectMetadata of an object, in that version of meta.k8s.io. */
export const partialMetadata = ({ metadata }: UnknownObject, view: string) => ({
  kind: 'PartialObjectMetadata',
  apiVersion: view,
  metadata,
});

/** meta.k8s.io Table of objects. */
export function toTable(resource: ServedResource, objects: readonly UnknownObject[], options: TableOptions): unknown {
  const { columns, cells, conditions: conditionsOf } = tableKindOf(resource);
  const carried = (object: UnknownObject) =>
    options.included === 'Object'
      ? object
      : options.included === 'Metadata'
        ? partialMetadata(object, options.view)
        : null;
  return {
    kind: 'Table',
    apiVersion: options.view,
    metadata: options.metadata,
    columnDefinitions: options.headers ? columns : null,
    rows: objects.map((object) => {
      const conditions = conditionsOf?.(object);
      return {
        cells: cells(object, options.now),
        ...(conditions ? { conditions } : {}),
        object: carried(object),
      };
    }),
  };
}
