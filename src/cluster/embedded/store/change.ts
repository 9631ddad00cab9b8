import type { UnknownObject } from '../../../kube/object.ts';

/** One change of the store. Objects are shared and never changed in place. */
export interface Change {
  readonly revision: number;
  readonly type: 'ADDED' | 'MODIFIED' | 'DELETED';
  /** As it is after the change; for DELETED as it last was, with the revision of its deletion. */
  readonly object: UnknownObject;
  /** As it was before. */
  readonly previous: UnknownObject | undefined;
}

/** The object an event is about: one that dropped out of a selection as it last was in it, with the version of its leaving. */
export function toldObject({ type, object, previous }: Change, event: Change['type']): UnknownObject {
  if (event !== 'DELETED' || type === 'DELETED' || !previous) return object;
  const { resourceVersion } = object.metadata;
  return { ...previous, metadata: { ...previous.metadata, resourceVersion } };
}
