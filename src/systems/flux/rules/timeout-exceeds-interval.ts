import type { ObjectsRule } from '../../../check/rule.ts';
import { printDuration } from '../../../kube/duration.ts';
import { timingOf } from '../kustomizations/semantics.ts';
import type { FluxKustomization } from '../read-objects.ts';
import { exampleKustomization } from '../rule-fixtures.ts';
import { kustomizationsIn } from '../rule-objects.ts';

export const timeoutExceedsInterval: ObjectsRule = {
  id: 'timeout-exceeds-interval',
  needs: 'objects',
  severity: 'warning',
  summary: 'A Kustomization waits longer for its objects than its interval is.',
  why: 'a new commit is not looked at while a health check runs (kustomize-controller internal/controller/kustomization_controller.go checkHealth; gate CancelHealthCheckOnNewRevision is off)',
  check: (input) =>
    kustomizationsIn(input).flatMap((on) => {
      const kustomization = on.object as FluxKustomization;
      const { interval, timeout } = timingOf(kustomization);
      if (kustomization.spec.timeout === undefined || timeout <= interval) return [];
      const message = `waits up to ${printDuration(timeout)}, longer than its interval of ${printDuration(interval)}: a fix that is pushed meanwhile is not applied before`;
      return [{ on, path: ['spec', 'timeout'], message, hint: 'a timeout of a few minutes and a short retryInterval' }];
    }),
  examples: {
    passing: [exampleKustomization('apps', { interval: '10m', timeout: '5m' })],
    failing: [exampleKustomization('apps', { interval: '10m', timeout: '15m' })],
  },
};
