import * as z from 'zod';
import { filledText, versionText } from '../../lab/scalars.ts';
import { SecretReference } from '../../lab/secret-reference.ts';
import type { LabSlice, LabWith, Said } from '../../lab/slice.ts';
import type { KubernetesLab } from '../kubernetes/lab.ts';
import { inPlaceOf, packaged } from './component-names.ts';

const versions = {
  kubeVip: versionText.default('v1.2.3').describe('Version of kube-vip, which holds the API address.'),
};

const options = {
  distribution: {
    kind: 'k3s',
    text: 'k3s, installed on machines that run a Linux.',
    fields: {
      disable: z
        .array(z.enum(packaged))
        .optional()
        .describe(
          'Parts of k3s that are left out; left out itself, those whose place the platform takes: `servicelb` where the lab has addresses, `traefik` where it has an entry.',
        ),
      token: SecretReference.optional().describe(
        'Where the secret is that nodes join with; left out, one is made on the first server.',
      ),
      holder: z
        .enum(['kube-vip', 'keepalived'])
        .optional()
        .describe(
          'What holds the API address: kube-vip in the cluster, or keepalived beside it. kube-vip if left out.',
        ),
      interface: filledText
        .optional()
        .describe('Network interface of the servers that has the API address; left out, kube-vip finds it.'),
    },
  },
} as const;

/** What k3s sees of a lab. */
export type K3sLab = KubernetesLab & LabWith<Record<never, never>, typeof versions> & Said<typeof options>;

/** servicelb stays where nobody leaves it out: then Services get the addresses of nodes. */
const planBalancer = ({ distribution: { kind, disable } }: K3sLab) =>
  kind === 'k3s' && !disable?.includes(inPlaceOf.loadBalancer) ? { balancers: ['servicelb of k3s'] } : {};

/** The product k3s. */
export const slice = {
  place: 21,
  fields: {},
  versions,
  options,
  secretFields: ['token'],
  plan: planBalancer,
} satisfies LabSlice;
