import { describe, expect, it } from 'vitest';
import { addressesTold } from './address-problems.ts';
import { inputOf } from './example-input.ts';
import type { ClusterInput } from './rule.ts';

const service = { apiVersion: 'v1', kind: 'Service', metadata: { name: 'gate', namespace: 'edge' }, spec: {} };
const row = { service: 'edge/gate', ip: '', pool: '', node: '', failover: [] };

const told = async (more: Partial<ClusterInput>) => {
  const seen = () => ({ addresses: [row] });
  const input = await inputOf({ objects: [service], seen }, new Set(['address-pending']));
  return addressesTold('address-pending')({ ...input, ...more });
};

describe('a Service without an address, of which nobody says why', () => {
  it('is wrong where a lab says which Kubernetes it is', async () => {
    expect((await told({}))[0]).not.toHaveProperty('knownBy');
  });

  it('is not known where none does: k3s gives addresses by itself', async () => {
    expect((await told({ isUndescribed: true }))[0]?.knownBy).toContain('k3s');
  });
});
