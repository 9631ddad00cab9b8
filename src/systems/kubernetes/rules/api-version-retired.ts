import type { ObjectsRule, Problem } from '../../../check/rule.ts';
import type { UnknownObject } from '../../../kube/object.ts';
import { isServed, oldestSupported, plannedMinor, retiredSince, servingVersions } from '../rule-versions.ts';

const exampleCronJob = (apiVersion: string): UnknownObject => ({
  apiVersion,
  kind: 'CronJob',
  metadata: { name: 'backup', namespace: 'hello' },
  spec: {
    schedule: '0 4 * * *',
    jobTemplate: {
      spec: { template: { spec: { restartPolicy: 'Never', containers: [{ name: 'a', image: 'busybox:1.37' }] } } },
    },
  },
});

export const apiVersionRetired: ObjectsRule = {
  id: 'api-version-retired',
  needs: 'objects',
  severity: 'error',
  summary: 'An object is of an API version that Kubernetes serves no longer.',
  why: 'what is not served is refused: no matches for kind; each API version ends with a minor (k8s.io/api zz_generated.prerelease-lifecycle.go APILifecycleRemoved). Where nothing says which Kubernetes the cluster runs, what no supported minor serves is told',
  check: (input) => {
    const minor = plannedMinor(input);
    return input.objects.flatMap((on): readonly Problem[] => {
      const { object, loose } = on;
      const since = loose || isServed(object) ? undefined : retiredSince(object);
      if (since === undefined || since > (minor ?? oldestSupported)) return [];
      const [instead] = servingVersions(object);
      const run = minor === undefined ? '' : `, and the cluster is to run 1.${minor}`;
      const message = `${object.apiVersion} ${object.kind} is served no longer since Kubernetes 1.${since}${run}`;
      const hint = instead
        ? `write apiVersion: ${instead}, with the fields that ${object.kind} has there`
        : 'take it out: no supported Kubernetes has the kind';
      return [{ on, path: ['apiVersion'], message, hint }];
    });
  },
  examples: {
    passing: [exampleCronJob('batch/v1')],
    failing: [exampleCronJob('batch/v1beta1')],
  },
};
