import { computeName } from '../certificates/names.ts';
import type { RequestedNames } from '../issuers/authority.ts';
import { type CertificateRequest, certManagerKinds, type Order } from '../objects.ts';

/** The Order of a request; the reason when its names cannot be ordered. cert-manager pkg/controller/certificaterequests/acme. */
export function orderFor(request: CertificateRequest, names: RequestedNames): Order | { readonly error: string } {
  const { commonName } = names;
  if (commonName && !names.dns.includes(commonName) && !names.ip.includes(commonName)) {
    const rule =
      'The CSR PEM requests a commonName that is not present in the list of dnsNames or ipAddresses. If a commonName is set, ACME requires that the value is also present in the list of dnsNames or ipAddresses';
    const listed = `[${names.dns.join(' ')}] or [${names.ip.join(' ')}]`;
    return { error: `${rule}: ${JSON.stringify(commonName)} does not exist in ${listed}` };
  }
  const spec: Order['spec'] = {
    request: request.spec.request,
    issuerRef: request.spec.issuerRef,
    ...(commonName && { commonName }),
    ...(names.dns.length > 0 && { dnsNames: names.dns }),
    ...(names.ip.length > 0 && { ipAddresses: names.ip }),
  };
  const { name, namespace, labels, annotations, uid = '' } = request.metadata;
  return {
    ...certManagerKinds.Order,
    metadata: {
      name: computeName(name, spec),
      namespace,
      labels,
      annotations,
      ownerReferences: [
        { ...certManagerKinds.CertificateRequest, name, uid, controller: true, blockOwnerDeletion: true },
      ],
    },
    spec,
  };
}
