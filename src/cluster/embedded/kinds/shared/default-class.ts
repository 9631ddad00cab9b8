import type { UnknownObject } from '../../../../kube/object.ts';
import type { ApiState } from '../../api/state.ts';

/** By which a class says that it is the default one. */
export const defaultAnnotation = {
  ingress: 'ingressclass.kubernetes.io/is-default-class',
  storage: 'storageclass.kubernetes.io/is-default-class',
} as const;

const isDefault = (annotation: string) => (object: UnknownObject) =>
  object.metadata.annotations?.[annotation] === 'true';

/** The newest of the objects marked as default, by name among equals. */
export function defaultOf(state: ApiState, table: string, annotation: string): UnknownObject | undefined {
  const marked = state.store.table(table).list().filter(isDefault(annotation));
  const newest = (a: UnknownObject, b: UnknownObject) =>
    (b.metadata.creationTimestamp ?? '').localeCompare(a.metadata.creationTimestamp ?? '');
  return [...marked].sort(newest)[0];
}
