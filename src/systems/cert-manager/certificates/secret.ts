import { createPrivateKey, type KeyObject, X509Certificate } from 'node:crypto';
import { messageOf } from '../../../core/errors.ts';
import type { Secret } from '../../../kube/types.ts';
import type { Certificate } from '../objects.ts';
import type { IssuerRef } from '../running-parts.ts';

/** The certificate and key of a TLS Secret, as read; a fault when they cannot be. */
export interface KeyPair {
  readonly certificate: X509Certificate;
  readonly key: KeyObject;
  /** Milliseconds since the epoch. */
  readonly notBefore: number;
  readonly notAfter: number;
}

export type KeyPairFault = { readonly reason: 'InvalidKeyPair' | 'InvalidCertificate'; readonly text: string };

/** Text of one entry of a Secret. */
export function readEntry(secret: Secret, key: string): string | undefined {
  const value = secret.data?.[key];
  return value ? Buffer.from(value, 'base64').toString('utf8') : undefined;
}

export const encodeEntry = (text: string): string => Buffer.from(text, 'utf8').toString('base64');

/** Reads PEM of a certificate chain (its first counts) and a key. */
export function readKeyPair(certificatePem: string, keyPem: string): KeyPair | KeyPairFault {
  let certificate: X509Certificate;
  let key: KeyObject;
  try {
    key = createPrivateKey(keyPem);
  } catch (thrown) {
    return { reason: 'InvalidKeyPair', text: `contains invalid private key data: ${messageOf(thrown)}` };
  }
  try {
    certificate = new X509Certificate(certificatePem);
  } catch (thrown) {
    return { reason: 'InvalidCertificate', text: `contains an invalid certificate: ${messageOf(thrown)}` };
  }
  if (!certificate.checkPrivateKey(key)) {
    return { reason: 'InvalidKeyPair', text: 'contains a private key that does not match the certificate' };
  }
  const [notBefore, notAfter] = [Date.parse(certificate.validFrom), Date.parse(certificate.validTo)];
  return { certificate, key, notBefore, notAfter };
}

/** The names a certificate is for. */
export function namesOf(certificate: X509Certificate): {
  readonly dns: readonly string[];
  readonly ip: readonly string[];
} {
  const entries = (certificate.subjectAltName ?? '').split(', ').filter((entry) => entry !== '');
  const ofType = (type: string) =>
    entries.filter((entry) => entry.startsWith(`${type}:`)).map((entry) => entry.slice(type.length + 1));
  return { dns: ofType('DNS'), ip: ofType('IP Address') };
}

/** Common name of a subject or issuer as node prints it, empty when it has none. */
export const commonNameOf = (name: string | undefined): string => /^CN=(.*)$/m.exec(name ?? '')?.[1] ?? '';

/** `ClusterIssuer.cert-manager.io/name` with its defaults. */
export const printIssuer = ({ kind = 'Issuer', group = 'cert-manager.io', name }: IssuerRef): string =>
  `${kind}.${group}/${name}`;

/** Annotations cert-manager puts on the Secret of a certificate: internal/controller/certificates/certificates.go. */
export function secretAnnotations(certificate: Certificate, issued: X509Certificate): Readonly<Record<string, string>> {
  const { spec, metadata } = certificate;
  const names = namesOf(issued);
  return {
    'cert-manager.io/alt-names': names.dns.join(','),
    'cert-manager.io/certificate-name': metadata.name,
    'cert-manager.io/common-name': commonNameOf(issued.subject),
    'cert-manager.io/ip-sans': names.ip.join(','),
    'cert-manager.io/issuer-group': spec.issuerRef.group ?? 'cert-manager.io',
    'cert-manager.io/issuer-kind': spec.issuerRef.kind ?? 'Issuer',
    'cert-manager.io/issuer-name': spec.issuerRef.name,
    'cert-manager.io/uri-sans': (spec.uris ?? []).join(','),
  };
}

/** The issuer a Secret's annotations name. */
export function issuerOfSecret(secret: Secret): IssuerRef | undefined {
  const annotations = secret.metadata.annotations ?? {};
  const name = annotations['cert-manager.io/issuer-name'];
  if (name === undefined) return undefined;
  return { name, kind: annotations['cert-manager.io/issuer-kind'], group: annotations['cert-manager.io/issuer-group'] };
}
