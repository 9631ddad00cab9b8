import * as z from 'zod';
import { chartValues } from '../../lab/chart-values.ts';
import { versionText } from '../../lab/scalars.ts';
import type { LabSlice, LabWith } from '../../lab/slice.ts';
import { metricsNamespace } from './component-names.ts';

const MetricsServer = z
  .strictObject({
    kubeletCertificates: z
      .enum(['signed', 'self-signed'])
      .optional()
      .describe(
        'Who signs what the kubelets show: the authority of the cluster, as on k3s, or each kubelet itself, as on Talos unless its machine config has `rotate-server-certificates: true`. Those that are self-signed are not checked. Left out, they count as signed.',
      ),
    insteadOfBundled: z
      .literal(true)
      .optional()
      .describe('k3s only: says that k3s was installed with `--disable=metrics-server`, so that there is one alone.'),
    values: chartValues('metrics-server'),
  })
  .describe('The metrics of nodes and pods that `kubectl top` and autoscalers ask for.');

const fields = { metricsServer: MetricsServer.optional() };
const versions = { metricsServer: versionText.default('3.13.1').describe('Version of the metrics-server chart.') };

/** What metrics-server sees of a lab. */
export type MetricsServerLab = LabWith<typeof fields, typeof versions>;

/** Metrics of nodes and pods: there when the lab names them. */
export const slice = { place: 75, fields, versions, namespaces: [metricsNamespace] } satisfies LabSlice;
