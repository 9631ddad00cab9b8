import type { ObjectsRule } from '../../../check/rule.ts';
import { withPodSpec } from '../rule-fixtures.ts';
import { missingOf } from '../rule-references.ts';

const example = withPodSpec({ volumes: [{ name: 'data', configMap: { name: 'hello-data' } }] });

export const configMapMissing: ObjectsRule = {
  id: 'config-map-missing',
  needs: 'objects',
  severity: 'error',
  summary: 'Pods need a ConfigMap that nothing makes.',
  why: 'a container whose ConfigMap is not there is not started: configmap not found (kubernetes pkg/kubelet/kubelet_pods.go makeEnvironmentVariables, pkg/volume/configmap/configmap.go); nothing is said where a chart or a controller may make it',
  check: (input) =>
    missingOf(input, 'ConfigMap', (name, namespace) => ({
      message: `its pods need ConfigMap ${namespace}/${name}, which nothing here makes: they never start`,
      hint: 'add it, correct the name, or say optional: true',
    })),
  examples: {
    passing: [example, { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'hello-data', namespace: 'hello' } }],
    failing: [example],
  },
};
