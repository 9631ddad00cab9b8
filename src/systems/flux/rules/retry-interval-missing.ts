import type { ObjectsRule } from '../../../check/rule.ts';
import { printDuration } from '../../../kube/duration.ts';
import { timingOf } from '../kustomizations/semantics.ts';
import type { FluxKustomization } from '../read-objects.ts';
import { exampleKustomization } from '../rule-fixtures.ts';
import { kustomizationsIn } from '../rule-objects.ts';

const longest = 30 * 60;

export const retryIntervalMissing: ObjectsRule = {
  id: 'retry-interval-missing',
  needs: 'objects',
  severity: 'warning',
  summary: 'A Kustomization that failed is tried again only after its long interval.',
  together: 'set no retryInterval: after a failure they are tried again only after their whole interval',
  why: 'retryInterval defaults to interval (kustomize-controller api/v1/kustomization_types.go GetRetryInterval)',
  check: (input) =>
    kustomizationsIn(input).flatMap((on) => {
      const kustomization = on.object as FluxKustomization;
      const { interval } = timingOf(kustomization);
      if (kustomization.spec.retryInterval !== undefined || interval < longest) return [];
      const message = `after a failure it is tried again only ${printDuration(interval)} later`;
      const fix = [{ path: ['spec', 'retryInterval'], set: '2m' }];
      return [{ on, path: ['spec', 'interval'], message, hint: 'set retryInterval, e.g. to 2m', fix }];
    }),
  examples: {
    passing: [exampleKustomization('apps', { interval: '1h', retryInterval: '2m' })],
    failing: [exampleKustomization('apps', { interval: '1h', retryInterval: undefined })],
  },
};
