import type { KeyObject } from 'node:crypto';
import { printInstant } from '../../../controlplane/kit/instant.ts';
import type { Secret } from '../../../kube/types.ts';
import type { Certificate, CertificateRequest } from '../objects.ts';
import type { KeyUsage, PrivateKeySpec } from '../running-parts.ts';
import { durationOf, renewalTime } from './renewal.ts';
import { commonNameOf, issuerOfSecret, type KeyPair, namesOf, printIssuer, readEntry, readKeyPair } from './secret.ts';

/** What decides about a certificate. */
export interface CertificateView {
  readonly certificate: Certificate;
  readonly secret: Secret | undefined;
  /** The request of the current revision, if it is still there. */
  readonly request: CertificateRequest | undefined;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

/** Why a certificate is to be issued, or is not ready. */
export interface Violation {
  readonly reason: string;
  readonly message: string;
}

/** The first reason to issue; undefined when there is none. cert-manager internal/controller/certificates/policies. */
export function issuanceReason(view: CertificateView): Violation | undefined {
  const pair = commonViolation(view);
  if ('reason' in pair) return pair;
  const renewal = renewalTime(pair.notBefore, pair.notAfter, view.certificate.spec);
  if (renewal === undefined || view.now < renewal) return undefined;
  return { reason: 'Renewing', message: `Renewing certificate as renewal was scheduled at ${goTime(renewal)}` };
}

/** The first reason why a certificate is not ready; undefined when it is. */
export function unreadyReason(view: CertificateView): Violation | undefined {
  const pair = commonViolation(view);
  if ('reason' in pair) return pair;
  if (view.now < pair.notAfter) return undefined;
  return { reason: 'Expired', message: `Certificate expired on ${rfc1123(pair.notAfter)}` };
}

const goTime = (millis: number): string => `${printInstant(millis).replace('T', ' ').replace('Z', '')} +0000 UTC`;
const rfc1123 = (millis: number): string => new Date(millis).toUTCString().replace('GMT', 'UTC');

/** The certificate and key of its Secret; undefined when there is nothing to read. */
export function keyPairOf(secret: Secret | undefined): KeyPair | undefined {
  const [certificate, key] = [secret && readEntry(secret, 'tls.crt'), secret && readEntry(secret, 'tls.key')];
  const pair = certificate && key ? readKeyPair(certificate, key) : undefined;
  return pair && 'key' in pair ? pair : undefined;
}

function commonViolation(view: CertificateView): Violation | KeyPair {
  const { secret, certificate } = view;
  const issuing = (reason: string, text: string): Violation => ({ reason, message: `Issuing certificate as ${text}` });
  if (!secret) return issuing('DoesNotExist', 'Secret does not exist');
  if (Object.keys(secret.data ?? {}).length === 0) return issuing('MissingData', 'Secret does not contain any data');
  const [chain, key] = [readEntry(secret, 'tls.crt'), readEntry(secret, 'tls.key')];
  if (!key) return issuing('MissingData', 'Secret does not contain a private key');
  if (!chain) return issuing('MissingData', 'Secret does not contain a certificate');
  const pair = readKeyPair(chain, key);
  if ('text' in pair) return issuing(pair.reason, `Secret ${pair.text}`);
  const issuer = issuerOfSecret(secret);
  if (!issuer || printIssuer(issuer) !== printIssuer(certificate.spec.issuerRef)) {
    const before = issuer ? printIssuer(issuer) : '.';
    return issuing('IncorrectIssuer', `Secret was previously issued by ${JSON.stringify(before)}`);
  }
  return specViolation(view, secret, pair) ?? pair;
}

function specViolation(
  { certificate, request }: CertificateView,
  secret: Secret,
  pair: KeyPair,
): Violation | undefined {
  const owner = secret.metadata.annotations?.['cert-manager.io/certificate-name'];
  if (owner !== undefined && owner !== certificate.metadata.name) {
    const hint =
      'If this message is not transient, you might have two conflicting Certificates pointing to the same secret.';
    return { reason: 'IncorrectCertificate', message: `Secret was issued for ${JSON.stringify(owner)}. ${hint}` };
  }
  const keyFields = keyMismatch(pair.key, certificate.spec.privateKey);
  if (keyFields.length > 0) {
    return {
      reason: 'SecretMismatch',
      message: `Existing private key is not up to date for spec: [${keyFields.join(' ')}]`,
    };
  }
  const fields = [...nameMismatch(certificate, pair), ...(request ? requestMismatch(certificate, request) : [])];
  if (fields.length === 0) return undefined;
  const listed = `[${fields.join(' ')}]`;
  return request
    ? { reason: 'RequestChanged', message: `Fields on existing CertificateRequest resource not up to date: ${listed}` }
    : {
        reason: 'SecretMismatch',
        message: `Issuing certificate as Existing issued Secret is not up to date for spec: ${listed}`,
      };
}

const curves: Readonly<Record<number, string>> = { 256: 'prime256v1', 384: 'secp384r1', 521: 'secp521r1' };

function keyMismatch(key: KeyObject, spec: PrivateKeySpec | undefined): readonly string[] {
  const algorithm = spec?.algorithm ?? 'RSA';
  const type = { RSA: 'rsa', ECDSA: 'ec', Ed25519: 'ed25519' }[algorithm];
  if (key.asymmetricKeyType !== type) return ['spec.privateKey.algorithm'];
  const details = key.asymmetricKeyDetails ?? {};
  const fits =
    algorithm === 'Ed25519' ||
    (algorithm === 'RSA'
      ? details.modulusLength === (spec?.size ?? 2048)
      : details.namedCurve === curves[spec?.size ?? 256]);
  return fits ? [] : ['spec.privateKey.size'];
}

function nameMismatch({ spec }: Certificate, pair: KeyPair): readonly string[] {
  const names = namesOf(pair.certificate);
  const commonName = commonNameOf(pair.certificate.subject);
  const fields: string[] = [];
  // ACME servers may take the first name as common name, or drop it.
  if (spec.commonName && spec.commonName !== commonName && !names.dns.includes(spec.commonName)) {
    fields.push('spec.commonName');
  }
  const wanted = new Set(spec.dnsNames ?? []);
  const extra = names.dns.filter((name) => !wanted.has(name) && name !== spec.commonName);
  if (extra.length > 0 || [...wanted].some((name) => !names.dns.includes(name))) fields.push('spec.dnsNames');
  if (!sameItems(spec.ipAddresses ?? [], names.ip)) fields.push('spec.ipAddresses');
  return fields;
}

function requestMismatch({ spec }: Certificate, { spec: request }: CertificateRequest): readonly string[] {
  const fields: string[] = [];
  if (durationOf(spec) !== durationOf(request)) fields.push('spec.duration');
  if ((spec.isCA ?? false) !== (request.isCA ?? false)) fields.push('spec.isCA');
  if (!sameItems(usagesOf(spec), usagesOf(request))) fields.push('spec.usages');
  return fields;
}

/** Usages asked for; by default a server's, and a signer's for an authority. pkg/util/pki/csr.go. */
export function usagesOf(spec: {
  readonly usages?: readonly KeyUsage[];
  readonly isCA?: boolean;
}): readonly KeyUsage[] {
  const usages: readonly KeyUsage[] = spec.usages?.length ? spec.usages : ['digital signature', 'key encipherment'];
  return spec.isCA && !usages.includes('cert sign') ? [...usages, 'cert sign'] : usages;
}

const sameItems = (a: readonly string[], b: readonly string[]): boolean =>
  a.length === b.length && a.every((item) => b.includes(item));
