import type { Ingress } from '../../kube/types.ts';
import {
  type Certificate,
  type CertificateSpec,
  certManagerKinds,
  type IssuerRef,
  type PrivateKeySpec,
} from './objects.ts';

type Annotations = Readonly<Record<string, string>>;

/** The issuer an Ingress asks for by its annotations; undefined when it asks for none. */
export function issuerOfIngress(annotations: Annotations): IssuerRef | undefined {
  const cluster = annotations['cert-manager.io/cluster-issuer'];
  const own = annotations['cert-manager.io/issuer'];
  const group = annotations['cert-manager.io/issuer-group'] ?? 'cert-manager.io';
  if (own) return { name: own, kind: annotations['cert-manager.io/issuer-kind'] ?? 'Issuer', group };
  return cluster ? { name: cluster, kind: 'ClusterIssuer', group: 'cert-manager.io' } : undefined;
}

/** What an Ingress wants of cert-manager. */
export interface ShimPlan {
  readonly certificates: readonly Certificate[];
  /** Texts of the blocks that are passed over. */
  readonly skipped: readonly string[];
}

/** A Certificate for every TLS block of an annotated Ingress: cert-manager pkg/controller/certificate-shim/sync.go. */
export function planCertificates(ingress: Ingress): ShimPlan {
  const annotations = ingress.metadata.annotations ?? {};
  const issuerRef = issuerOfIngress(annotations);
  const certificates: Certificate[] = [];
  const skipped: string[] = [];
  for (const [index, { hosts = [], secretName }] of (issuerRef ? (ingress.spec.tls ?? []) : []).entries()) {
    const missing = [hosts.length === 0 ? 'hosts' : '', secretName ? '' : 'secretName'].filter((field) => field !== '');
    if (missing.length > 0) {
      const faults = missing.map((field) => `spec.tls[${index}].${field}: Required value`);
      skipped.push(`Skipped a TLS block: ${faults.length === 1 ? faults[0] : `[${faults.join(', ')}]`}`);
    } else certificates.push(certificateOf(ingress, secretName!, hosts, issuerRef!, annotations));
  }
  return { certificates, skipped };
}

function certificateOf(
  { metadata }: Ingress,
  secretName: string,
  dnsNames: readonly string[],
  issuerRef: IssuerRef,
  annotations: Annotations,
): Certificate {
  const owner = {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'Ingress',
    name: metadata.name,
    uid: metadata.uid ?? '',
    controller: true,
    blockOwnerDeletion: true,
  };
  return {
    ...certManagerKinds.Certificate,
    metadata: { name: secretName, namespace: metadata.namespace, labels: metadata.labels, ownerReferences: [owner] },
    spec: {
      secretName,
      issuerRef,
      dnsNames,
      usages: ['digital signature', 'key encipherment'],
      ...translate(annotations),
    },
  };
}

/** Fields that annotations set: pkg/controller/certificate-shim/helper.go translateAnnotations. */
function translate(annotations: Annotations): Partial<CertificateSpec> {
  const of = (name: string): string | undefined => annotations[`cert-manager.io/${name}`] || undefined;
  const list = (name: string) =>
    of(name)
      ?.split(',')
      .map((each) => each.trim());
  const size = Number(of('private-key-size'));
  const key: PrivateKeySpec = defined({
    algorithm: of('private-key-algorithm') as PrivateKeySpec['algorithm'],
    encoding: of('private-key-encoding') as PrivateKeySpec['encoding'],
    rotationPolicy: of('private-key-rotation-policy') as PrivateKeySpec['rotationPolicy'],
    size: Number.isInteger(size) && size > 0 ? size : undefined,
  });
  const percentage = Number(of('renew-before-percentage') ?? Number.NaN);
  const limit = Number(of('revision-history-limit') ?? Number.NaN);
  return defined({
    commonName: of('common-name'),
    duration: of('duration'),
    renewBefore: of('renew-before'),
    renewBeforePercentage: Number.isInteger(percentage) ? percentage : undefined,
    revisionHistoryLimit: Number.isInteger(limit) ? limit : undefined,
    usages: list('usages'),
    ipAddresses: list('ip-sans'),
    uris: list('uri-sans'),
    emailAddresses: list('email-sans'),
    privateKey: Object.keys(key).length > 0 ? key : undefined,
  });
}

/** The object without fields that are undefined. */
const defined = <T extends object>(object: T): T =>
  Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined)) as T;
