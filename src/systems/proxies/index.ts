import type { System } from '../system.ts';
import { claims } from './claims.ts';

/** Machines outside the cluster behind its gate. */
export const system: System = {
  id: 'proxies',
  title: 'Host proxies',
  docs: 'https://kubernetes.io/docs/concepts/services-networking/service/#services-without-selectors',
  upstream: 'Kubernetes 1.36.3',
  claims,
  assumptions: [],
};
