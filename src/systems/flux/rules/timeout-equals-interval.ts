import type { ObjectsRule } from '../../../check/rule.ts';
import { printDuration } from '../../../kube/duration.ts';
import { timingOf } from '../kustomizations/semantics.ts';
import type { FluxKustomization } from '../read-objects.ts';
import { exampleKustomization } from '../rule-fixtures.ts';
import { kustomizationsIn } from '../rule-objects.ts';

export const timeoutEqualsInterval: ObjectsRule = {
  id: 'timeout-equals-interval',
  needs: 'objects',
  severity: 'info',
  summary: 'The timeout of a Kustomization is as long as its interval.',
  why: 'runs do not overlap, since the interval counts from the end of a run; but while one waits for its objects a new commit is not looked at (kustomize-controller internal/controller/kustomization_controller.go reconcile, RequeueAfter)',
  check: (input) =>
    kustomizationsIn(input).flatMap((on) => {
      const { spec } = on.object as FluxKustomization;
      const { interval, timeout } = timingOf(on.object as FluxKustomization);
      if (spec.timeout === undefined || timeout !== interval) return [];
      const message = `waits for its objects up to ${printDuration(timeout)}, as long as its interval: a fix that is pushed meanwhile is applied after that only`;
      return [{ on, path: ['spec', 'timeout'], message, hint: 'a timeout of a few minutes and a short retryInterval' }];
    }),
  examples: {
    passing: [exampleKustomization('apps', { interval: '10m', timeout: '5m' })],
    failing: [exampleKustomization('apps', { interval: '10m', timeout: '10m' })],
  },
};
