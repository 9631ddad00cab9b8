import * as z from 'zod';
import { addressText, cidrText, oneOrMore, versionText } from '../../lab/scalars.ts';
import type { Chosen, LabSlice, LabWith } from '../../lab/slice.ts';

const fields = {
  allowSchedulingOnControlPlanes: z
    .boolean()
    .optional()
    .describe(
      'Talos only: the setting of its machine config. Without it control planes keep the taint `node-role.kubernetes.io/control-plane:NoSchedule`, and no app runs on them while there is another node.',
    ),
};
const versions = { kubernetes: versionText.default('1.36.3').describe('Kubernetes version.') };

const Api = z
  .strictObject({
    address: addressText
      .optional()
      .describe('An address of its own for the API server, whichever control plane answers: no node, no pool has it.'),
  })
  .describe('The API server.');

const choices = {
  distribution: {
    byDefault: 'k3s',
    fields: {
      api: Api.prefault({}),
      pods: oneOrMore(cidrText)
        .optional()
        .describe('Network of the pods, one a family; left out, that which the distribution takes by itself.'),
      services: oneOrMore(cidrText)
        .optional()
        .describe('Network of the Services, one a family; left out, that which the distribution takes by itself.'),
    },
    kinds: { existing: 'A cluster that is there already: nothing is composed to make it.' },
    text: 'The Kubernetes that runs on the nodes: its name alone, or a mapping that says more.',
  },
} as const;

/** What Kubernetes sees of a lab. */
export type KubernetesLab = LabWith<typeof fields, typeof versions> & Chosen<typeof choices>;

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
  choices,
  examples: { 'distribution.kind': 'kind: k3s' },
  namespaces: ['default', 'kube-system', 'kube-public', 'kube-node-lease'],
  plan: planApi,
} satisfies LabSlice;
