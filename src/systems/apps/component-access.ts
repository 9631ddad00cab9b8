import type { ComposedObject } from '../../compose/component.ts';
import { type Lab, type LabApp, listOf } from '../../lab/schema.ts';
import { appNamespace } from './component-names.ts';

/** Name of the Middleware that lets only some client networks in. */
export const allowListName = 'allowed-clients';

/** The client networks that may enter an app; undefined for everyone. Without trusted networks in the lab it is the node network. */
export function clientNetworks({ network }: Lab, { access }: LabApp): readonly string[] | undefined {
  if (access === 'everyone') return undefined;
  if (access !== 'trusted') return access;
  return network.trusted.length > 0 ? network.trusted : listOf(network.cidr);
}

/** The Middleware that refuses every client outside the networks. */
export const allowList = (app: LabApp, networks: readonly string[]): ComposedObject => ({
  file: 'middleware.yaml',
  header: 'Who may enter: these client networks, nobody else.',
  object: {
    apiVersion: 'traefik.io/v1alpha1',
    kind: 'Middleware',
    metadata: { name: allowListName, namespace: appNamespace(app) },
    ...{ spec: { ipAllowList: { sourceRange: networks } } },
  },
});
