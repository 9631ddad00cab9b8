import type { ObjectsRule } from '../../../check/rule.ts';
import type { UnknownObject } from '../../../kube/object.ts';
import { workloadsOf } from '../../kubernetes/rule-workloads.ts';
import { refusalsOf } from '../arguments/refusals.ts';

const deployment = (...args: readonly string[]): UnknownObject => {
  const labels = { app: 'metrics-server' };
  const image = 'registry.k8s.io/metrics-server/metrics-server:v0.8.1';
  const spec = { containers: [{ name: 'metrics-server', image, args }] };
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'metrics-server', namespace: 'kube-system' },
    spec: { selector: { matchLabels: labels }, template: { metadata: { labels }, spec } },
  };
};

const isMetricsServer = (image: string | undefined): boolean =>
  /(^|\/)metrics-server\/metrics-server[:@]/.test(image ?? '');

/** Arguments with which metrics-server ends at once. */
export const metricsServerArgumentsRefused: ObjectsRule = {
  id: 'metrics-server-arguments-refused',
  needs: 'objects',
  severity: 'error',
  summary: 'Arguments of metrics-server with which it never starts.',
  why: 'it validates them before anything else (metrics-server cmd/metrics-server/app/options/options.go, kubelet_client.go)',
  check: (input) =>
    workloadsOf(input).flatMap(({ on, spec, path }) =>
      spec.containers.flatMap(({ image, args = [] }, i) =>
        isMetricsServer(image)
          ? refusalsOf(args).map((refusal) => ({
              ...{ on, path: [...path, 'containers', i, 'args'] },
              message: `metrics-server ends at once: ${refusal}`,
              hint: 'correct its arguments; in a release of its chart they stand under args and defaultArgs',
            }))
          : [],
      ),
    ),
  examples: {
    passing: [deployment('--kubelet-insecure-tls', '--metric-resolution=15s')],
    failing: [deployment('--kubelet-insecure-tls', '--kubelet-certificate-authority=/ca.crt')],
  },
};
