import type { LabRule } from '../../../check/rule.ts';
import type { MetricsServerLab } from '../lab.ts';

/** Kubelets of which nobody says who signs their certificates: metrics-server is ready only once it has read from one. */
export const kubeletCertificatesNotKnown: LabRule<
  MetricsServerLab & { readonly distribution: { readonly kind: string } }
> = {
  id: 'kubelet-certificates-not-known',
  needs: 'lab',
  severity: 'unknown',
  summary: 'Whether metrics-server can check the certificates of the kubelets is not known.',
  why: 'it reads from kubelets whose certificate the authority of the cluster signed, unless --kubelet-insecure-tls is given, and is not ready before it has (metrics-server README.md, pkg/server/server.go probeMetricStorageReady); kubelets of Talos sign their own unless rotate-server-certificates is set (Talos docs, deploy metrics server)',
  check: ({ metricsServer, distribution }) =>
    metricsServer === undefined || distribution.kind === 'k3s' || metricsServer.kubeletCertificates !== undefined
      ? []
      : [
          {
            path: ['metricsServer'],
            atKey: true,
            message:
              distribution.kind === 'talos'
                ? 'kubelets of Talos sign their own certificates unless told otherwise: metrics-server would never be ready'
                : 'nothing says who signs the certificates of the kubelets: metrics-server is ready only where the authority of the cluster does',
            knownBy:
              'metricsServer: { kubeletCertificates: self-signed }, or signed where rotate-server-certificates is set and their requests are approved',
          },
        ],
  examples: {
    passing: [
      { 'metricsServer.insteadOfBundled': true },
      { distribution: 'talos', 'metricsServer.kubeletCertificates': 'self-signed' },
    ],
    failing: [
      { distribution: 'talos', metricsServer: {} },
      { distribution: 'existing', metricsServer: {} },
    ],
  },
};
