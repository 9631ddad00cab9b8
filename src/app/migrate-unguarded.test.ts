import { describe, expect, test } from 'vitest';
import type { UnknownObject } from '../kube/object.ts';
import type { PlatformState } from './migrate-state.ts';
import { unguardedState, withoutGuards } from './migrate-unguarded.ts';

const claimed = [{ name: 'data', persistentVolumeClaim: { claimName: 'data' } }];
const container = (name: string, volume: string) => ({ name, volumeMounts: [{ name: volume, mountPath: '/x' }] });

const workload = (kind: string, volumes: readonly object[]): UnknownObject =>
  ({
    ...{ apiVersion: 'apps/v1', kind, metadata: { name: 'app', namespace: 'app' } },
    spec: {
      strategy: { type: 'Recreate' },
      template: {
        spec: {
          volumes,
          securityContext: { fsGroup: 1000, fsGroupChangePolicy: 'OnRootMismatch', runAsUser: 1000 },
          initContainers: [container('own', 'data'), container('other', 'config')],
          containers: [container('app', 'data')],
        },
      },
    },
  }) as unknown as UnknownObject;

describe('without what guards volumes', () => {
  test('a Deployment with a claim rolls, and nobody hands its files over', () => {
    expect(withoutGuards(workload('Deployment', claimed)).spec).toEqual({
      template: {
        spec: {
          volumes: claimed,
          securityContext: { runAsUser: 1000 },
          initContainers: [container('other', 'config')],
          containers: [container('app', 'data')],
        },
      },
    });
  });

  test.each([
    ['a StatefulSet', workload('StatefulSet', claimed)],
    ['a Deployment without a claim', workload('Deployment', [{ name: 'data', emptyDir: {} }])],
  ])('%s is as it was', (_, object) => {
    expect(withoutGuards(object)).toBe(object);
  });

  test('a state is another one only where a release has such a Deployment', () => {
    const stateOf = (...objects: readonly UnknownObject[]) =>
      ({ releases: [{ rendering: { objects } }, { rendering: undefined }] }) as unknown as PlatformState;
    expect(unguardedState(stateOf(workload('StatefulSet', claimed)))).toBeUndefined();
    expect(unguardedState(stateOf(workload('Deployment', claimed)))).toBeDefined();
  });
});
