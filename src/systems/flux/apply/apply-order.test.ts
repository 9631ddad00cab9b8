import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { UnknownObject } from '../../../kube/object.ts';
import { applyStages } from './apply-order.ts';

const object = (apiVersion: string, kind: string, name = 'x', namespace?: string): UnknownObject => ({
  apiVersion,
  kind,
  metadata: { name, namespace },
});

const objects = [
  object('v1', 'Namespace'),
  object('apiextensions.k8s.io/v1', 'CustomResourceDefinition'),
  object('rbac.authorization.k8s.io/v1', 'ClusterRole'),
  object('storage.k8s.io/v1', 'StorageClass'),
  object('example.org/v1', 'WidgetClass'),
  object('apps/v1', 'Deployment', 'b', 'b'),
  object('apps/v1', 'Deployment', 'a', 'b'),
  object('v1', 'Service', 'x', 'a'),
  object('traefik.io/v1alpha1', 'IngressRoute', 'x', 'a'),
  object('cert-manager.io/v1', 'Certificate', 'x', 'a'),
  object('admissionregistration.k8s.io/v1', 'ValidatingWebhookConfiguration'),
];

const shown = (stages: ReturnType<typeof applyStages>) =>
  stages.map((stage) => stage.objects.map(({ kind, metadata }) => `${kind}/${metadata.name}`));

describe('stages of an apply', () => {
  it('are definitions, classes, and the rest by kind', () => {
    expect(shown(applyStages(objects))).toEqual([
      ['CustomResourceDefinition/x', 'Namespace/x', 'ClusterRole/x'],
      ['StorageClass/x', 'WidgetClass/x'],
      [
        'Service/x',
        'Deployment/a',
        'Deployment/b',
        'Certificate/x',
        'IngressRoute/x',
        'ValidatingWebhookConfiguration/x',
      ],
    ]);
  });

  it('wait for definitions and classes only', () => {
    expect(applyStages(objects).map(({ waits }) => waits)).toEqual([true, true, false]);
    expect(applyStages([objects[5]!]).map(({ waits }) => waits)).toEqual([false]);
  });

  it('are the same in whatever order the objects come', () => {
    const expected = shown(applyStages(objects));
    fc.assert(
      fc.property(fc.shuffledSubarray(objects, { minLength: objects.length }), (shuffled) => {
        expect(shown(applyStages(shuffled))).toEqual(expected);
      }),
    );
  });
});
