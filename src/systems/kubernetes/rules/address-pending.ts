import { addressesTold } from '../../../check/address-problems.ts';
import type { ClusterRule } from '../../../check/rule.ts';

const service = { apiVersion: 'v1', kind: 'Service', metadata: { name: 'gate', namespace: 'edge' }, spec: {} };
const row = { service: 'edge/gate', ip: '', pool: '', node: '', failover: [] };
const event = {
  apiVersion: 'v1',
  kind: 'Event',
  metadata: { name: 'gate.1', namespace: 'edge' },
  involvedObject: { kind: 'Service', name: 'gate', namespace: 'edge' },
  type: 'Warning',
  reason: 'AllocationFailed',
  message: 'Failed to allocate IP for "edge/gate": no available IPs',
};

/** A Service that waits for its address for ever. */
export const addressPending: ClusterRule = {
  id: 'address-pending',
  needs: 'cluster',
  severity: 'error',
  summary: 'A Service of type LoadBalancer never got an address.',
  why: 'an address is given by whatever feels responsible for the Service, and by nothing else (kubernetes docs concepts/services-networking/service.md)',
  check: addressesTold('address-pending'),
  examples: {
    passing: [{ objects: [service], seen: () => ({ addresses: [{ ...row, ip: '192.168.88.60', node: 'node-1' }] }) }],
    failing: [
      { objects: [service, event], seen: () => ({ addresses: [row] }) },
      { objects: [service], seen: () => ({ addresses: [row] }) },
    ],
  },
};
