import type { ObjectsRule } from '../../../check/rule.ts';
import { withContainer, withPodSpec } from '../rule-fixtures.ts';
import { missingKeysOf } from '../rule-references.ts';

const settings = (data: Readonly<Record<string, string>>) => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name: 'hello-settings', namespace: 'hello' },
  data,
});
const fromKey = withContainer({
  env: [{ name: 'MODE', valueFrom: { configMapKeyRef: { name: 'hello-settings', key: 'mode' } } }],
});
const asFile = withPodSpec({
  volumes: [{ name: 'settings', configMap: { name: 'hello-settings', items: [{ key: 'mode', path: 'mode' }] } }],
});

/** Pods ask for a key that is not in the ConfigMap or Secret they name. */
export const keyMissing: ObjectsRule = {
  id: 'key-missing',
  needs: 'objects',
  severity: 'error',
  summary: 'Pods need a key that the ConfigMap or Secret they name does not have.',
  why: 'a container is not started without a key that it gets a variable from (kubernetes pkg/kubelet/kubelet_pods.go makeEnvironmentVariables), and a volume not mounted without one that it lists (pkg/volume/configmap/configmap.go MakePayload); nothing is said where something else may add keys',
  check: (input) =>
    missingKeysOf(input, ({ kind, name, key }, keys) => ({
      message: `its pods need key ${key} of ${kind} ${name}, which has ${keys.join(', ')}: they never start`,
      hint: 'correct the key, add it, or say optional: true',
    })),
  examples: {
    passing: [fromKey, asFile, settings({ mode: 'quiet' })],
    failing: [asFile, settings({ modus: 'quiet' })],
  },
};
