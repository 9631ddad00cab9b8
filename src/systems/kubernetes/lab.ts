import { z } from 'zod';
import { addressText, versionText } from '../../lab/scalars.ts';
import type { LabSlice, LabWith } from '../../lab/slice.ts';

const kind = z.enum(['k3s', 'talos', 'existing']);

const Api = z
  .strictObject({
    address: addressText
      .optional()
      .describe('An address of its own for the API server, whichever control plane answers: no node, no pool has it.'),
  })
  .describe('The API server.');

const Distribution = z
  .strictObject({ kind: kind.default('k3s').describe('Which one.'), api: Api.prefault({}) })
  .describe('The Kubernetes that runs on the nodes, and how.');

const fields = {
  distribution: z
    .union([kind, Distribution])
    .prefault('k3s')
    .transform((value): z.output<typeof Distribution> => (typeof value === 'string' ? { kind: value, api: {} } : value))
    .describe('The Kubernetes that runs on the nodes: its name alone, or a mapping that says more.'),
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

/** The address of the API server is nobody else's. */
const planApi = ({ distribution: { api } }: KubernetesLab) =>
  api.address === undefined
    ? {}
    : { kept: [{ owner: 'the API server', address: api.address, path: ['distribution', 'api', 'address'] }] };

/** The Kubernetes on the machines. */
export const slice = {
  place: 20,
  fields,
  versions,
  namespaces: ['default', 'kube-system', 'kube-public', 'kube-node-lease'],
  plan: planApi,
} satisfies LabSlice;
