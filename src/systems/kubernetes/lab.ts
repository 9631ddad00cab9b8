import { z } from 'zod';
import { versionText } from '../../lab/scalars.ts';
import type { LabSlice, LabWith } from '../../lab/slice.ts';

const fields = {
  distribution: z.enum(['k3s', 'talos', 'existing']).default('k3s').describe('The Kubernetes that runs on the nodes.'),
  allowSchedulingOnControlPlanes: z
    .boolean()
    .optional()
    .describe(
      'Talos only: the setting of its machine config. Without it control planes keep the taint `node-role.kubernetes.io/control-plane:NoSchedule`, and no app runs on them while there is another node.',
    ),
};
const versions = { kubernetes: versionText.default('1.36.3').describe('Kubernetes version.') };

/** What Kubernetes sees of a lab. */
export type KubernetesLab = LabWith<typeof fields, typeof versions>;

/** The Kubernetes on the machines. */
export const slice = {
  place: 20,
  fields,
  versions,
  namespaces: ['default', 'kube-system', 'kube-public', 'kube-node-lease'],
} satisfies LabSlice;
