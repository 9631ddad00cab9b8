import type { System } from '../system.ts';
import { claims } from './claims.ts';

/** Everything Gatehouse knows of SOPS. */
export const system: System = {
  id: 'sops',
  title: 'SOPS',
  docs: 'https://getsops.io/docs/',
  upstream: '3.13.2',
  claims,
  assumptions: [],
};
