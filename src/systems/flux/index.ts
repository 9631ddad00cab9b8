import type { UnknownObject } from '../../kube/object.ts';
import type { System } from '../system.ts';
import { fluxAssumptions } from './assumptions.ts';
import { fluxClaims } from './claims.ts';
import { component } from './component.ts';
import { fluxControllers } from './controllers.ts';
import { explainUnready } from './explain-unready.ts';
import { makerOf } from './maker-of.ts';
import { rules } from './rules/index.ts';

/** Flux: what brings a Git repository to the cluster and keeps it there. */
export const system = {
  id: 'flux',
  title: 'Flux',
  docs: 'https://fluxcd.io/flux/',
  upstream: '2.9.4',
  claims: fluxClaims,
  assumptions: fluxAssumptions,
  bootstrapCrds: async () => {
    const { default: definitions } = await import('./crds/2.9.4.json', { with: { type: 'json' } });
    return definitions as unknown as readonly UnknownObject[];
  },
  component,
  rules,
  makerOf,
  explainUnready,
  controllers: fluxControllers,
  readiness: [
    { apiVersion: 'kustomize.toolkit.fluxcd.io/v1', kind: 'Kustomization' },
    { apiVersion: 'helm.toolkit.fluxcd.io/v2', kind: 'HelmRelease' },
  ],
} satisfies System;
