import { printRef } from '../../../kube/object.ts';
import type { CertificateOutlook, Outlook, OutlookInput } from '../../outlook.ts';
import { wantedCertificates } from '../rule-objects.ts';

/** The certificates that are written or that annotated Ingresses ask for, by the Secret that each fills. */
export async function outlook(input: OutlookInput): Promise<Outlook> {
  const rows = wantedCertificates(input).map(({ object: certificate, on }): CertificateOutlook => {
    const { metadata, spec } = certificate;
    const { dnsNames = [], commonName, secretName, issuerRef } = spec ?? {};
    const names = [...new Set([...(commonName ? [commonName] : []), ...dnsNames])];
    return {
      id: `Secret/${metadata.namespace ?? ''}/${secretName}`,
      names,
      issuer: `${issuerRef?.kind ?? 'Issuer'}/${issuerRef?.name ?? ''}`,
      object: printRef(on.object),
    };
  });
  return rows.length === 0 ? {} : { certificates: rows };
}
