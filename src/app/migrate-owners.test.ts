import { expect, test } from 'vitest';
import { strangersFiles } from './migrate-owners.ts';
import type { PlatformState } from './migrate-state.ts';

interface Shape {
  readonly user?: number;
  readonly fsGroup?: number;
  readonly init?: boolean;
  readonly args?: readonly string[];
  readonly kind?: string;
}

/** A state with one workload on the claim `app/data`. */
function stateOf({ user, fsGroup, init = false, args, kind = 'Deployment' }: Shape): PlatformState {
  const mount = { volumeMounts: [{ name: 'data', mountPath: '/data' }] };
  const spec = {
    volumes: [{ name: 'data', persistentVolumeClaim: { claimName: 'data' } }],
    ...(fsGroup !== undefined && { securityContext: { fsGroup } }),
    ...(init && { initContainers: [{ name: 'own', ...mount }] }),
    containers: [
      {
        name: 'app',
        ...mount,
        ...(args && { args }),
        ...(user !== undefined && { securityContext: { runAsUser: user } }),
      },
    ],
  };
  const object = {
    apiVersion: 'apps/v1',
    kind,
    metadata: { name: 'app', namespace: 'app' },
    spec: { template: { spec } },
  };
  return { tree: new Map(), releases: [], repository: { objects: [{ object }] } } as unknown as PlatformState;
}

const refused = (file: string) => [
  `open ${file}: permission denied: user 0 has written it on app/data, and user 1000 is to read it`,
];

test.each([
  ['another user is refused them', { user: 1000 }, refused('files')],
  [
    'an argument names the first that is refused',
    { user: 1000, args: ['--level=x', '--store=/data/a.json'] },
    refused('/data/a.json'),
  ],
  ['the same user has them', { user: 0 }, []],
  ['nobody is known to be another user', {}, []],
  ['a group of files hands them over', { user: 1000, fsGroup: 1000 }, []],
  ['an init container on the volume may hand them over', { user: 1000, init: true }, []],
  ['a Job is not looked at', { user: 1000, kind: 'Job' }, []],
] as const)('of files that root has written, %s', (_, now, told) => {
  expect(strangersFiles(stateOf({ user: 0 }), stateOf(now))).toEqual(told);
});

test('root may read what anybody has written', () => {
  expect(strangersFiles(stateOf({ user: 1000 }), stateOf({ user: 0 }))).toEqual([]);
});
