import type { ObjectsRule } from '../../../check/rule.ts';
import type { HelmReleaseSpec } from '../read-objects.ts';
import { exampleRelease } from '../rule-fixtures.ts';
import { releasesIn } from '../rule-objects.ts';

export const helmreleaseRetriesMissing: ObjectsRule = {
  id: 'helmrelease-retries-missing',
  needs: 'objects',
  severity: 'warning',
  summary: 'A HelmRelease whose install is given up after one failure.',
  together: 'set no install retries: one failed install, e.g. a slow image, is final',
  why: 'install.remediation.retries defaults to 0: the first failure sets Stalled=RetriesExceeded until spec, chart or values change (helm-controller internal/reconcile/atomic_release.go)',
  check: (input) =>
    releasesIn(input).flatMap((on) => {
      const { install, suspend } = on.object.spec as HelmReleaseSpec;
      const retries = install?.remediation?.retries ?? 0;
      if (suspend || retries !== 0 || install?.strategy?.name === 'RetryOnFailure') return [];
      const message = 'one failed install, e.g. a slow image, is final: the release stays stalled';
      const path = install ? ['spec', 'install'] : ['spec'];
      const fix = [{ path: ['spec', 'install', 'remediation', 'retries'], set: 3 }];
      return [{ on, path, message, hint: 'set install.remediation.retries, e.g. to 3', fix }];
    }),
  examples: {
    passing: [exampleRelease('app'), exampleRelease('other', { install: { strategy: { name: 'RetryOnFailure' } } })],
    failing: [exampleRelease('app', { install: {} })],
  },
};
