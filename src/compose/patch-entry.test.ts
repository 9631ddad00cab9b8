import { describe, expect, test } from 'vitest';
import type { LabPatch } from '../lab/lab-core.ts';
import { patchEntry, releasePatches, targetOf } from './patch-entry.ts';

const named = { apiVersion: 'apps/v1', kind: 'Deployment', name: 'hello' };
const whole = { apiVersion: 'v1', kind: 'Service', metadata: { name: 'x', namespace: 'y' } };
const target = { kind: 'Deployment' };

describe('a patch', () => {
  test.each([
    ['with a target is for that', { target, patch: whole }, target],
    ['without one is for the object it names', { patch: whole }, { kind: 'Service', name: 'x', namespace: 'y' }],
    ['as text is for the object it names', { patch: 'kind: Pod\nmetadata: { name: p }' }, { kind: 'Pod', name: 'p' }],
    ['that names nothing is for nothing', { patch: { spec: {} } }, undefined],
    ['of operations is for nothing', { patch: [{ op: 'remove', path: '/spec' }] }, undefined],
  ] as const)('%s', (_, patch, expected) => {
    expect(targetOf(patch as LabPatch)).toEqual(expected);
  });

  test.each([
    [
      'names the object where it does not say it',
      { spec: { replicas: 1 } },
      'apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: hello\nspec:\n  replicas: 1\n',
    ],
    [
      'as text that says all stays as it is',
      'kind: X # mine\nmetadata: { name: x }\n',
      'kind: X # mine\nmetadata: { name: x }\n',
    ],
    ['of operations is a list', [{ op: 'remove', path: '/spec' }], '- op: remove\n  path: /spec\n'],
  ])('%s', (_, patch, text) => {
    expect(patchEntry({ target, patch } as LabPatch, named)).toEqual({ target, patch: text });
  });

  test('of a release stands with that release alone', () => {
    const patches: LabPatch[] = [
      { release: 'traefik', target, patch: { spec: {} } },
      { target, patch: { spec: {} } },
    ];
    expect(releasePatches('traefik', patches)).toEqual([
      { target, patch: 'kind: Deployment\nmetadata:\n  name: any\nspec: {}\n' },
    ]);
    expect(releasePatches('metallb', patches)).toEqual([]);
  });
});
