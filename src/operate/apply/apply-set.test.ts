import { expect, it } from 'vitest';
import { type ApplySet, applySetId, groupKindOf, parentOf, readParent } from './apply-set.ts';

const set: ApplySet = { name: 'gatehouse-shed', namespace: 'kube-system', tool: 'gatehouse', toolVersion: 'v1' };
const scope = { kinds: new Set(['Deployment.apps', 'ConfigMap']), namespaces: new Set(['vec', 'kube-system', 'apps']) };

it('has the id that kubectl gives a set of that parent', () => {
  // As kubectl 1.36.3 wrote it for --applyset=configmaps/gatehouse-shed --namespace kube-system.
  expect(applySetId(set)).toBe('applyset-UBcF1oXv_uVIuBqwZmXPMvt2ModdUDPVtQFhsmyBdzY-v1');
});

it('tells kinds and namespaces as kubectl does: in order, without the namespace of the parent', () => {
  expect(parentOf(set, scope).metadata).toMatchObject({
    labels: { 'applyset.kubernetes.io/id': applySetId(set) },
    annotations: {
      'applyset.kubernetes.io/tooling': 'gatehouse/v1',
      'applyset.kubernetes.io/contains-group-kinds': 'ConfigMap,Deployment.apps',
      'applyset.kubernetes.io/additional-namespaces': 'apps,vec',
    },
  });
});

it('reads what it has written, with the namespace of the parent', () => {
  expect(readParent(set, parentOf(set, scope))).toEqual(scope);
  const nothing = { kinds: new Set(), namespaces: new Set() };
  expect(readParent(set, parentOf(set, nothing as never))).toEqual({
    ...nothing,
    namespaces: new Set(['kube-system']),
  });
});

it.each([
  ['of another tool', { tool: 'kubectl' }, 'is managed by tooling "kubectl" instead of "gatehouse"'],
  ['with the id of another', { name: 'other' }, 'has incorrect value for label "applyset.kubernetes.io/id"'],
])('takes no parent %s', (_, other, said) => {
  const { metadata, ...parent } = parentOf({ ...set, ...other }, scope);
  expect(readParent(set, { ...parent, metadata })).toEqual({ refused: expect.stringContaining(said) });
});

it('takes no ConfigMap that is no parent', () => {
  const bare = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: set.name, namespace: set.namespace } };
  expect(readParent(set, bare)).toEqual({
    refused: expect.stringContaining('is missing required annotation "applyset.kubernetes.io/tooling"'),
  });
});

it.each([
  ['v1', 'Secret', 'Secret'],
  ['apps/v1', 'Deployment', 'Deployment.apps'],
  ['cert-manager.io/v1', 'Certificate', 'Certificate.cert-manager.io'],
])('names %s %s %s', (apiVersion, kind, named) => {
  expect(groupKindOf({ apiVersion, kind })).toBe(named);
});
