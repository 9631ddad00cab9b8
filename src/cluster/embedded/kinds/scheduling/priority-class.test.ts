import { beforeEach, describe, expect, it } from 'vitest';
import { seededRuntime } from '../../../../core/runtime.ts';
import type { UnknownObject } from '../../../../kube/object.ts';
import type { Cluster } from '../../../cluster.ts';
import { createEmbeddedCluster } from '../../index.ts';

const kind = { apiVersion: 'scheduling.k8s.io/v1', kind: 'PriorityClass' };
const million = 1_000_000;

let cluster: Cluster;
beforeEach(() => {
  ({ cluster } = createEmbeddedCluster({ runtime: seededRuntime() }));
});

const create = (name: string, fields: object) =>
  cluster.create({ ...kind, metadata: { name }, ...fields } as UnknownObject);
const faultOf = (write: Promise<unknown>): Promise<string> =>
  write.then(
    () => '',
    (thrown: Error) => thrown.message,
  );

describe('a PriorityClass', () => {
  it.each([
    ['for-apps', { value: 1000 * million }, ''],
    ['for-apps', { value: -5, preemptionPolicy: 'Never' }, ''],
    [
      'for-apps',
      { value: 1000 * million + 1 },
      'value: Forbidden: maximum allowed value of a user defined priority is 1000000000',
    ],
    ['for-apps', { value: 1, preemptionPolicy: 'Sometimes' }, 'supported values: "Never", "PreemptLowerPriority"'],
    ['system-mine', { value: 1 }, 'error: system-mine is not a known system priority class'],
  ])('%s with %j is taken, or refused in upstream’s words', async (name, fields, fault) => {
    const said = await faultOf(create(name, fields));
    if (fault === '') expect(said).toBe('');
    else expect(said).toContain(fault);
  });

  it('of the system keeps its value', async () => {
    const body = { value: 5 };
    const said = await faultOf(cluster.patch(kind, 'system-node-critical', undefined, { type: 'merge', body }));
    expect(said).toMatch(/is invalid: value: Forbidden: may not be changed in an update\.$/);
  });

  it('keeps its value and its policy; what it says of itself may change', async () => {
    await create('for-apps', { value: 5 });
    const change = (body: object) =>
      faultOf(cluster.patch(kind, 'for-apps', undefined, { type: 'merge', body: body as never }));
    expect(await change({ value: 6 })).toContain('value: Forbidden: may not be changed in an update.');
    expect(await change({ preemptionPolicy: 'Never' })).toContain(
      'preemptionPolicy: Invalid value: "Never": field is immutable',
    );
    expect(await change({ description: 'all apps' })).toBe('');
  });
});
