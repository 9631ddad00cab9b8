import type { AdmissionWebhook } from '../../../cluster/admission.ts';
import { type IpAddressPool, type L2Advertisement, metallbKinds } from '../objects.ts';
import { usualNamespace } from '../running.ts';
import { admit } from './refusals.ts';

const webhook = (resource: 'ipaddresspool' | 'l2advertisement'): AdmissionWebhook => ({
  name: `${resource}validationwebhook.metallb.io`,
  path: `/validate-metallb-io-v1beta1-${resource}`,
  group: 'metallb.io',
  resources: [`${resource}s`],
  operations: ['CREATE', 'UPDATE'],
  refuse: ({ operation, object, namespace: served, list }) => {
    if (operation === 'DELETE') return undefined;
    const namespace = served || usualNamespace;
    const pools = list<IpAddressPool>(metallbKinds.IPAddressPool, namespace);
    const advertisements = list<L2Advertisement>(metallbKinds.L2Advertisement, namespace);
    return admit({ operation, object, namespace, pools, advertisements });
  },
});

/** The admission webhooks of MetalLB's controller (metallb charts/metallb/templates/webhooks.yaml). */
export const webhooks: readonly AdmissionWebhook[] = [webhook('ipaddresspool'), webhook('l2advertisement')];
