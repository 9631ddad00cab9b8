import type { ComposedObject } from '../../compose/composed-object.ts';

/** Name of the Middleware that lets only some client networks in. */
export const allowListName = 'allowed-clients';

/** The Middleware that refuses every client outside the networks. */
export const allowList = (namespace: string, networks: readonly string[]): ComposedObject => ({
  file: 'middleware.yaml',
  header: 'Who may enter: these client networks, nobody else.',
  object: {
    apiVersion: 'traefik.io/v1alpha1',
    kind: 'Middleware',
    metadata: { name: allowListName, namespace },
    ...{ spec: { ipAllowList: { sourceRange: networks } } },
  },
});
