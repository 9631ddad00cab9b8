import { expect, test } from 'vitest';
import { findMoves } from './render-moves.ts';

const object = (name: string, namespace = 'a') =>
  `apiVersion: v1\nkind: Service\nmetadata:\n  name: ${name}\n  namespace: ${namespace}\n`;
const list = 'resources: []\n';
const moves = (gone: Record<string, string>, fresh: Record<string, string>) =>
  findMoves(new Map(Object.entries(gone)), new Map(Object.entries(fresh))).map(({ from, to }) => `${from} ${to}`);

test('an object at another path moved, whatever its file is called', () => {
  expect(moves({ 'a/x.yaml': object('x') }, { 'b/y.yaml': object('x').replace('v1\n', 'v1\n# new\n') })).toEqual([
    'a/x.yaml b/y.yaml',
  ]);
});

test.each([
  ['of another namespace', object('x', 'b')],
  ['of another name', object('y')],
  ['beside another one', `${object('x')}---\n${object('z')}`],
])('an object %s did not move', (_, text) => {
  expect(moves({ 'a/x.yaml': object('x') }, { 'b/x.yaml': text })).toEqual([]);
});

test('an object that two files hold is not followed', () => {
  expect(moves({ 'a/x.yaml': object('x') }, { 'b/x.yaml': object('x'), 'c/x.yaml': object('x') })).toEqual([]);
});

test('files without an object move with their folder and those above it', () => {
  expect(
    moves(
      { 'apps/one/x.yaml': object('x'), 'apps/one/kustomization.yaml': list, 'apps/kustomization.yaml': list },
      { 'work/one/x.yaml': object('x'), 'work/one/kustomization.yaml': list, 'work/kustomization.yaml': list },
    ),
  ).toEqual([
    'apps/kustomization.yaml work/kustomization.yaml',
    'apps/one/kustomization.yaml work/one/kustomization.yaml',
    'apps/one/x.yaml work/one/x.yaml',
  ]);
});
