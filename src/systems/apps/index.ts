import type { System } from '../system.ts';
import { claims } from './claims.ts';

/** The lab's apps: what the platform is there for. */
export const system: System = {
  id: 'apps',
  title: 'Apps',
  docs: 'https://kubernetes.io/docs/concepts/workloads/',
  upstream: 'Kubernetes 1.36.3',
  claims,
  assumptions: [],
};
