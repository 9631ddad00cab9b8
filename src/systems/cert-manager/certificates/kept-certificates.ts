import type { Cluster } from '../../../cluster/cluster.ts';
import { isTrue } from '../../../kube/object.ts';
import type { KeptCertificate } from '../../kept-certificate.ts';
import { type Certificate, certManagerKinds } from '../objects.ts';

/** A row for each Certificate, by the Secret it fills; none where the kind is not served. */
export async function keptCertificates(cluster: Cluster): Promise<readonly KeptCertificate[]> {
  const served = (await cluster.resources()).some(
    ({ kind, group }) => kind === 'Certificate' && group === 'cert-manager.io',
  );
  const certificates = served ? await cluster.list<Certificate>(certManagerKinds.Certificate) : [];
  return certificates.map((certificate) => ({
    secret: `${certificate.metadata.namespace}/${certificate.spec.secretName}`,
    dnsNames: certificate.spec.dnsNames ?? [certificate.spec.commonName ?? ''],
    issuer: certificate.spec.issuerRef.name,
    notAfter: certificate.status?.notAfter ?? '',
    ready: isTrue(certificate, 'Ready'),
  }));
}
