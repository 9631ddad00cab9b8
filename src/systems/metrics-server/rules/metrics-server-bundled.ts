import type { LabRule } from '../../../check/rule.ts';
import type { MetricsServerLab } from '../lab.ts';

/** k3s brings a metrics-server before the release is installed, and helm takes over nothing that is not its own. */
export const metricsServerBundled: LabRule<
  MetricsServerLab & { readonly distribution: { readonly kind: string; readonly disable?: readonly string[] } }
> = {
  id: 'metrics-server-bundled',
  needs: 'lab',
  severity: 'unknown',
  summary: 'Another metrics-server comes with k3s, unless it was installed without.',
  why: 'k3s installs its own unless it is disabled (k3s docs, packaged components); helm does not take over what is not of its release (helm pkg/action/validate.go: invalid ownership metadata)',
  check: ({ metricsServer, distribution }) =>
    metricsServer === undefined ||
    distribution.kind !== 'k3s' ||
    metricsServer.insteadOfBundled ||
    distribution.disable?.includes('metrics-server')
      ? []
      : [
          {
            path: ['metricsServer'],
            atKey: true,
            message:
              'whether metrics-server can be installed is not known: k3s brings one of its own, whose APIService helm does not take over',
            knownBy:
              'k3s installed with --disable=metrics-server, said by metricsServer: { insteadOfBundled: true }; or no metricsServer here, for the one of k3s does',
          },
        ],
  examples: {
    passing: [
      { 'metricsServer.insteadOfBundled': true },
      { metricsServer: {}, distribution: { kind: 'k3s', disable: ['metrics-server', 'servicelb', 'traefik'] } },
      { distribution: 'existing', 'metricsServer.kubeletCertificates': 'signed' },
    ],
    failing: [{ metricsServer: {} }],
  },
};
