import type { UnknownObject } from '../../kube/object.ts';
import type { System } from '../system.ts';
import { appliers } from './apply/appliers.ts';
import { makerOf } from './apply/maker-of.ts';
import { fluxAssumptions } from './assumptions.ts';
import { fluxClaims } from './claims.ts';
import { fluxNamespace } from './component-names.ts';
import { delivers } from './controllers-real.ts';
import { secretsByHand } from './kustomizations/secrets-by-hand.ts';
import { withOperatorKinds } from './notifications/operator-kinds.ts';
import { fateOf, makesAnew } from './outlook/fate-of.ts';

async function fluxDefinitions(): Promise<readonly UnknownObject[]> {
  const { default: definitions } = await import('./crds/2.9.4.json', { with: { type: 'json' } });
  return definitions as readonly UnknownObject[];
}

/** Flux: what brings a Git repository to the cluster and keeps it there. */
export const system = {
  id: 'flux',
  title: 'Flux',
  docs: 'https://fluxcd.io/flux/',
  upstream: '2.9.4',
  definitions: {
    groups: ['source', 'kustomize', 'helm', 'notification'].map((part) => `${part}.toolkit.fluxcd.io`),
    load: fluxDefinitions,
  },
  claims: fluxClaims,
  assumptions: fluxAssumptions,
  bootstrapCrds: async () => (await fluxDefinitions()).map(withOperatorKinds),
  bootstrapNamespaces: [fluxNamespace],
  makerOf,
  explainUnready: async (...of) => (await import('./explain/explain-unready.ts')).explainUnready(...of),
  controllers: async (options) => (await import('./controllers.ts')).fluxControllers(options),
  appliers,
  secretsByHand,
  delivers,
  fateOf,
  makesAnew,
  readiness: appliers.map(({ kind }) => kind).reverse(),
} satisfies System;
