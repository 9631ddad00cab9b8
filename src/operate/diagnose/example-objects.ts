import type { UnknownObject } from '../../kube/object.ts';

/** An object of an example: what it is, and what else there is of it. */
export const exampleOf = (
  [apiVersion, kind]: readonly [string, string],
  name: string,
  { namespace, ...rest }: { readonly namespace?: string; readonly [field: string]: unknown } = {},
): UnknownObject => {
  const { metadata = {}, ...fields } = rest as { metadata?: object };
  return { apiVersion, kind, metadata: { name, ...(namespace ? { namespace } : {}), ...metadata }, ...fields };
};

/** What a container of an example says of itself. */
export const exampleContainer = (status: object): object => ({
  ...{ name: 'web', image: 'ghcr.io/home/web:1.0', imageID: '', ready: false, restartCount: 0 },
  ...status,
});

/** A pod `apps/web-1` with a container `web` of which this is seen; the rest of its status and spec as given. */
export const examplePodOf = (
  container: object | undefined,
  { metadata, spec, status }: { readonly metadata?: object; readonly spec?: object; readonly status?: object } = {},
): UnknownObject => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: 'web-1', namespace: 'apps', ...metadata },
  spec: { containers: [{ name: 'web', image: 'ghcr.io/home/web:1.0' }], ...spec },
  status: {
    phase: 'Running',
    ...(container ? { containerStatuses: [exampleContainer(container)] } : {}),
    ...status,
  },
});

/** Who controls an object of an example. */
export const exampleOwner = (apiVersion: string, kind: string, name: string): object => ({
  ownerReferences: [{ apiVersion, kind, name, uid: '00000000-0000-4000-8000-000000000000', controller: true }],
});

/** An event about an object of an example, seen two minutes before noon. */
export const exampleEventOf = (
  { kind, metadata: { name, namespace } }: UnknownObject,
  reason: string,
  message: string,
  lastTimestamp = '2026-01-01T11:58:00Z',
): UnknownObject => ({
  apiVersion: 'v1',
  kind: 'Event',
  metadata: { name: `${name}.${reason.toLowerCase()}`, namespace: namespace ?? 'default' },
  involvedObject: { kind, name, ...(namespace ? { namespace } : {}) },
  type: 'Warning',
  reason,
  message,
  lastTimestamp,
});
