import type { ObjectsRule, Problem } from '../../../check/rule.ts';
import { exampleDeployment } from '../rule-fixtures.ts';
import { isNotAsked, makersOf } from '../rule-makers.ts';
import { namespaceOf } from '../rule-workloads.ts';

const scaler = (name: string) => ({
  apiVersion: 'autoscaling/v2',
  kind: 'HorizontalPodAutoscaler',
  metadata: { name: 'hello', namespace: 'hello' },
  spec: { maxReplicas: 3, scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name } },
});

/** Kinds of the platform itself that can be scaled. */
const scaled = ['Deployment', 'StatefulSet', 'ReplicaSet'];

interface ScaleView {
  readonly scaleTargetRef?: { readonly kind?: string; readonly name?: string };
}

/** Something is to be scaled that is not there. */
export const scaleTargetMissing: ObjectsRule = {
  id: 'scale-target-missing',
  needs: 'objects',
  severity: 'warning',
  summary: 'A HorizontalPodAutoscaler is for a workload that nothing makes.',
  why: 'it reads and writes the scale of what it names, and does nothing without: FailedGetScale (kubernetes pkg/controller/podautoscaler/horizontal.go); nothing is said where a chart or a controller may make it',
  check: (input) => {
    const { mayMake } = makersOf(input);
    return input.ofKind('HorizontalPodAutoscaler', 'autoscaling').flatMap((on): readonly Problem[] => {
      const { kind = '', name = '' } = ((on.object.spec ?? {}) as ScaleView).scaleTargetRef ?? {};
      const namespace = namespaceOf(on.object);
      if (isNotAsked(on) || !scaled.includes(kind) || name === '' || name.includes('$')) return [];
      if (mayMake(kind, name, namespace)) return [];
      const message = `it scales ${kind} ${namespace}/${name}, which nothing here makes: nothing is ever scaled`;
      return [{ on, path: ['spec', 'scaleTargetRef', 'name'], message, hint: 'correct the name' }];
    });
  },
  examples: { passing: [exampleDeployment(), scaler('hello')], failing: [exampleDeployment(), scaler('helo')] },
};
