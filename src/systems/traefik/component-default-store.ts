import type { ComposedObject } from '../../compose/composed-object.ts';

/** The store that makes a Secret what the gate shows by default, and others what it shows for the names they hold. It finds Secrets in its own namespace only. */
export const defaultStore = (
  namespace: string,
  secretName: string | undefined,
  others: readonly string[],
): ComposedObject => ({
  file: 'tlsstore-default.yaml',
  header:
    'What the gate shows when a route names no certificate. Only the store named `default` counts, and there may be one.',
  object: {
    apiVersion: 'traefik.io/v1alpha1',
    kind: 'TLSStore',
    metadata: { name: 'default', namespace },
    ...{
      spec: {
        ...(others.length > 0 && { certificates: others.map((name) => ({ secretName: name })) }),
        ...(secretName !== undefined && { defaultCertificate: { secretName } }),
      },
    },
  },
});
