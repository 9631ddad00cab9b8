import type { System } from '../system.ts';
import { claims } from './claims.ts';
import { nodeLook } from './machines/node-look.ts';

/** Talos Linux: a system for machines that is Kubernetes and nothing else. */
export const system: System = {
  id: 'talos',
  title: 'Talos Linux',
  docs: 'https://docs.siderolabs.com/talos/',
  upstream: '1.13.9',
  claims,
  assumptions: [],
  distribution: { look: nodeLook },
};
