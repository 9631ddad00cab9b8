import type { SourcedObject } from '../kube/origin.ts';
import type { YamlEdit } from '../kube/yaml-edit-value.ts';

/** One edit of an object as it is written. */
export type ObjectEdit = YamlEdit & {
  /** The object; that of the problem where it is left out. */
  readonly on?: SourcedObject;
};

/** What a machine can write so that a problem is gone and nothing else changes: given only where there is one right answer. */
export type Fix = readonly ObjectEdit[];
