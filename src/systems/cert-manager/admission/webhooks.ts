import type { AdmissionWebhook } from '../../../cluster/admission.ts';
import type { UnknownObject } from '../../../kube/object.ts';
import type { Certificate, Issuer } from '../objects.ts';
import { printRefusals, type Refusal, refuseCertificate, refuseIssuer } from './validation.ts';

/** What the webhook says to an object of any of its kinds. */
export function refusalsOf(object: UnknownObject): readonly Refusal[] {
  if (object.kind === 'Certificate') return refuseCertificate((object as Certificate).spec ?? {});
  if (object.kind === 'Issuer' || object.kind === 'ClusterIssuer') {
    return refuseIssuer((object as Issuer).spec ?? {});
  }
  return [];
}

/** The admission webhook of cert-manager (deploy/charts/cert-manager/templates/webhook-validating-webhook.yaml). */
export const webhooks: readonly AdmissionWebhook[] = [
  {
    name: 'webhook.cert-manager.io',
    path: '/validate',
    group: 'cert-manager.io',
    resources: ['certificates', 'issuers', 'clusterissuers'],
    operations: ['CREATE', 'UPDATE'],
    refuse: ({ object }) => {
      const refusals = refusalsOf(object);
      return refusals.length === 0 ? undefined : printRefusals(refusals);
    },
  },
];
