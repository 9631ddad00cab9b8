import type { Cluster } from '../../../cluster/cluster.ts';
import { readInstant } from '../../../controlplane/kit/instant.ts';
import type { DrilledHost, Fault, FaultTarget } from '../../fault.ts';
import { type Certificate, certManagerKinds } from '../objects.ts';

/** An issuer that cannot renew: what it has signed goes on until it expires. */
export const certificateExpires: Fault = {
  id: 'certificate-expires',
  summary: 'an issuer cannot renew any more (expired token, refused account, lost key)',
  short: 'issuer',
  notices:
    'cert-manager, when it is time to renew (after two thirds of the certificate’s life unless said otherwise); clients only when it has expired',
  upstream: 'cert-manager pkg/util/pki/renewaltime.go',
  find: async ({ cluster }) => {
    const certificates = await readCertificates(cluster);
    if (certificates.length === 0) return { none: 'nothing keeps certificates' };
    const issuers = [...new Set(certificates.map(issuerOf))].sort();
    return { targets: issuers.map((name) => issuerGone(name, certificates)) };
  },
};

const issuerOf = ({ spec }: Certificate): string => spec.issuerRef.name;

function issuerGone(name: string, certificates: readonly Certificate[]): FaultTarget {
  const own = certificates.filter((each) => issuerOf(each) === name);
  return {
    name,
    foretell: async (host) => {
      const certificate = own.find((each) => secretOf(each) === host.certificate);
      return certificate && foretellExpiry(certificate, host);
    },
  };
}

const secretOf = ({ metadata, spec }: Certificate): string => `${metadata.namespace}/${spec.secretName}`;

/** It breaks at some moment of the certificate's life: when it was just renewed, or just before. */
function foretellExpiry({ status, metadata }: Certificate, host: DrilledHost) {
  const [begin, renewal, end] = [status?.notBefore, status?.renewalTime, status?.notAfter].map(readInstant);
  if (begin === undefined || renewal === undefined || end === undefined)
    return { unknown: `when the certificate of ${host.name} expires`, knownBy: 'a certificate that is issued' };
  return {
    from: [(end - renewal) / 1000, (end - begin) / 1000] as const,
    sees: 'certificate error',
    reason: `Certificate ${metadata.namespace}/${metadata.name} is not renewed and expires, by how old it is when the issuer breaks`,
    source: 'RFC 5280 section 4.1.2.5',
  };
}

/** Certificates there are; none where the kind is not served. */
async function readCertificates(cluster: Cluster): Promise<readonly Certificate[]> {
  const served = (await cluster.resources()).some(
    ({ kind, group }) => kind === 'Certificate' && group === 'cert-manager.io',
  );
  return served ? cluster.list<Certificate>(certManagerKinds.Certificate) : [];
}
