import type { ObjectsRule } from '../../../check/rule.ts';
import { withPodSpec } from '../rule-fixtures.ts';
import { missingOf } from '../rule-references.ts';

const example = withPodSpec({ volumes: [{ name: 'data', secret: { secretName: 'hello-data' } }] });

export const secretMissing: ObjectsRule = {
  id: 'secret-missing',
  needs: 'objects',
  severity: 'warning',
  summary: 'Pods need a Secret that nothing makes.',
  why: 'a container whose Secret is not there is not started: secret not found (kubernetes pkg/kubelet/kubelet_pods.go makeEnvironmentVariables, pkg/volume/secret/secret.go); nothing is said where a chart or a controller may make it, and a person may',
  check: (input) =>
    missingOf(input, 'Secret', (name, namespace) => ({
      message: `its pods need Secret ${namespace}/${name}, which nothing here makes: until somebody does they do not start`,
      hint: 'add it, encrypted, or correct the name; one that is made by hand is lost with the cluster',
    })),
  examples: {
    passing: [example, { apiVersion: 'v1', kind: 'Secret', metadata: { name: 'hello-data', namespace: 'hello' } }],
    failing: [example],
  },
};
