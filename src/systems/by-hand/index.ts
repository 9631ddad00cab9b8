import type { System } from '../system.ts';
import { claims } from './claims.ts';
import { fateOf } from './pruning/fate-of.ts';

/** Delivery by hand: a person applies manifests with kubectl and installs charts with helm. */
export const system: System = {
  id: 'by-hand',
  title: 'kubectl and helm by hand',
  docs: 'https://helm.sh/docs/helm/helm_upgrade/',
  upstream: 'kubectl 1.36, helm 4.0',
  claims,
  assumptions: [],
  fateOf,
};
