import type { KubeObject } from '../../../../kube/object.ts';
import { ageOf, tableOf } from './columns.ts';

/** Name and age alone. */
export const plainTable = tableOf<KubeObject>('Name, Age', (object, now) => [object.metadata.name, ageOf(object, now)]);

/** What has no printer of its own: the time of creation as it is written. */
export const defaultTable = tableOf<KubeObject>('Name, Created At:date', ({ metadata }) => [
  metadata.name,
  metadata.creationTimestamp ?? '',
]);
