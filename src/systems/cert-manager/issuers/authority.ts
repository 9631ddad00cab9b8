import { createPrivateKey, createPublicKey, type KeyObject, webcrypto, type X509Certificate } from 'node:crypto';
import type { Extension, JsonGeneralName } from '@peculiar/x509';
import type { CertificateSpec } from '../objects.ts';
import type { PrivateKeySpec } from '../running-parts.ts';

type X509 = typeof import('@peculiar/x509');

let loading: Promise<X509> | undefined;

/** The X.509 engine, read on first use. */
function engine(): Promise<X509> {
  loading ??= import('reflect-metadata').then(async () => {
    const x509 = await import('@peculiar/x509');
    x509.cryptoProvider.set(webcrypto);
    return x509;
  });
  return loading;
}

type Algorithm = { readonly name: string; readonly hash?: string; readonly namedCurve?: string };

const ecdsa = (size: number): Algorithm =>
  ({
    384: { name: 'ECDSA', namedCurve: 'P-384', hash: 'SHA-384' },
    521: { name: 'ECDSA', namedCurve: 'P-521', hash: 'SHA-512' },
  })[size] ?? { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };

const rsa = { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' } as const;

/** How a key signs. */
function algorithmOf(key: KeyObject): Algorithm {
  if (key.asymmetricKeyType === 'rsa') return rsa;
  if (key.asymmetricKeyType === 'ed25519') return { name: 'Ed25519' };
  const curve = key.asymmetricKeyDetails?.namedCurve;
  return ecdsa(curve === 'secp384r1' ? 384 : curve === 'secp521r1' ? 521 : 256);
}

/** A new private key, as PEM in the encoding the spec asks for (PKCS#1 and SEC 1 by default, as cert-manager). */
export async function createKey(spec: PrivateKeySpec = {}): Promise<string> {
  const { algorithm = 'RSA', size, encoding } = spec;
  const parameters =
    algorithm === 'RSA'
      ? { ...rsa, modulusLength: size ?? 2048, publicExponent: new Uint8Array([1, 0, 1]) }
      : algorithm === 'Ed25519'
        ? { name: 'Ed25519' }
        : ecdsa(size ?? 256);
  const keys = (await webcrypto.subtle.generateKey(parameters, true, ['sign', 'verify'])) as CryptoKeys;
  const der = Buffer.from(await webcrypto.subtle.exportKey('pkcs8', keys.privateKey));
  const key = createPrivateKey({ key: der, format: 'der', type: 'pkcs8' });
  const type = encoding === 'PKCS8' || algorithm === 'Ed25519' ? 'pkcs8' : algorithm === 'RSA' ? 'pkcs1' : 'sec1';
  return key.export({ type, format: 'pem' }).toString();
}

interface CryptoKeys {
  readonly privateKey: webcrypto.CryptoKey;
  readonly publicKey: webcrypto.CryptoKey;
}

async function importKeys(pem: string): Promise<CryptoKeys & { readonly algorithm: Algorithm }> {
  const key = createPrivateKey(pem);
  const algorithm = algorithmOf(key);
  const [secret, open] = [
    key.export({ type: 'pkcs8', format: 'der' }),
    createPublicKey(key).export({ type: 'spki', format: 'der' }),
  ];
  const [privateKey, publicKey] = await Promise.all([
    webcrypto.subtle.importKey('pkcs8', secret, algorithm, true, ['sign']),
    webcrypto.subtle.importKey('spki', open, algorithm, true, ['verify']),
  ]);
  return { privateKey, publicKey, algorithm };
}

/** A certificate signing request for the names of a Certificate, PEM. */
export async function createRequest(keyPem: string, spec: CertificateSpec): Promise<string> {
  const x509 = await engine();
  const { algorithm, ...keys } = await importKeys(keyPem);
  const names = alternativeNames(spec);
  const extensions = names.length > 0 ? [new x509.SubjectAlternativeNameExtension(names, !spec.commonName)] : [];
  const request = await x509.Pkcs10CertificateRequestGenerator.create({
    name: subjectOf(spec),
    keys,
    signingAlgorithm: algorithm,
    extensions,
  });
  return `${request.toString('pem')}\n`;
}

function alternativeNames(spec: CertificateSpec): JsonGeneralName[] {
  const of = (type: 'dns' | 'ip' | 'url' | 'email', values: readonly string[] | undefined) =>
    (values ?? []).map((value) => ({ type, value }));
  return [
    ...of('dns', spec.dnsNames),
    ...of('ip', spec.ipAddresses),
    ...of('url', spec.uris),
    ...of('email', spec.emailAddresses),
  ];
}

function subjectOf({ commonName, subject }: CertificateSpec) {
  return [
    ...(subject?.organizations ?? []).map((value) => ({ O: [value] })),
    ...(subject?.organizationalUnits ?? []).map((value) => ({ OU: [value] })),
    ...(commonName ? [{ CN: [commonName] }] : []),
  ];
}

/** What a signing request asks for. */
export interface RequestedNames {
  readonly commonName: string;
  readonly dns: readonly string[];
  readonly ip: readonly string[];
}

/** The names in a signing request (PEM). */
export async function namesOfRequest(pem: string): Promise<RequestedNames> {
  const x509 = await engine();
  const request = new x509.Pkcs10CertificateRequest(pem);
  const extension = request.extensions.find(({ type }) => type === alternativeNamesId);
  const names = extension ? new x509.SubjectAlternativeNameExtension(extension.rawData).names.items : [];
  const ofType = (type: string) => names.filter((name) => name.type === type).map((name) => name.value);
  return { commonName: request.subjectName.getField('CN')[0] ?? '', dns: ofType('dns'), ip: ofType('ip') };
}

export interface Signing {
  /** PEM of the request. */
  readonly request: string;
  /** Who signs; the key alone for a self-signed certificate. */
  readonly signer: { readonly key: string; readonly certificate?: string };
  /** Milliseconds since the epoch. */
  readonly notBefore: number;
  readonly notAfter: number;
  readonly isCa: boolean;
  readonly usages: readonly string[];
  /** Hexadecimal. */
  readonly serial: string;
}

/** Signs a request: PEM of the certificate. */
export async function signRequest(signing: Signing): Promise<string> {
  const x509 = await engine();
  const request = new x509.Pkcs10CertificateRequest(signing.request);
  const issuer = signing.signer.certificate && new x509.X509Certificate(signing.signer.certificate);
  const { privateKey, algorithm } = await importKeys(signing.signer.key);
  const names = request.extensions.find((extension) => extension.type === alternativeNamesId);
  const extensions: Extension[] = [
    ...(await usageExtensions(x509, signing)),
    await x509.SubjectKeyIdentifierExtension.create(request.publicKey),
    ...(issuer ? [await x509.AuthorityKeyIdentifierExtension.create(issuer)] : []),
    ...(names ? [names] : []),
  ];
  const certificate = await x509.X509CertificateGenerator.create({
    serialNumber: signing.serial,
    subject: request.subject,
    issuer: issuer ? issuer.subject : request.subject,
    notBefore: new Date(signing.notBefore),
    notAfter: new Date(signing.notAfter),
    signingAlgorithm: algorithm,
    publicKey: request.publicKey,
    signingKey: privateKey,
    extensions,
  });
  return `${certificate.toString('pem')}\n`;
}

const alternativeNamesId = '2.5.29.17';

const extendedUsages: Readonly<Record<string, string>> = {
  'server auth': '1.3.6.1.5.5.7.3.1',
  'client auth': '1.3.6.1.5.5.7.3.2',
  'code signing': '1.3.6.1.5.5.7.3.3',
  'email protection': '1.3.6.1.5.5.7.3.4',
  timestamping: '1.3.6.1.5.5.7.3.8',
  'ocsp signing': '1.3.6.1.5.5.7.3.9',
};

async function usageExtensions(x509: X509, { isCa, usages }: Signing): Promise<Extension[]> {
  const flags: Readonly<Record<string, number>> = {
    'digital signature': x509.KeyUsageFlags.digitalSignature,
    signing: x509.KeyUsageFlags.digitalSignature,
    'key encipherment': x509.KeyUsageFlags.keyEncipherment,
    'data encipherment': x509.KeyUsageFlags.dataEncipherment,
    'key agreement': x509.KeyUsageFlags.keyAgreement,
    'cert sign': x509.KeyUsageFlags.keyCertSign,
    'crl sign': x509.KeyUsageFlags.cRLSign,
  };
  const bits = usages.reduce((all, usage) => all | (flags[usage] ?? 0), 0);
  const extended = usages.flatMap((usage) => extendedUsages[usage] ?? []);
  return [
    new x509.BasicConstraintsExtension(isCa, undefined, true),
    new x509.KeyUsagesExtension(bits, true),
    ...(extended.length > 0 ? [new x509.ExtendedKeyUsageExtension(extended)] : []),
  ];
}

/** An authority: its key, its certificate, and what stands between it and the root it ends in. */
export interface Authority {
  readonly key: string;
  readonly certificate: string;
  /** PEM of the root, equal to the certificate when the authority is one itself. */
  readonly root: string;
}

const acmeNames = {
  staging: { root: '(STAGING) Pretend Pear X1', intermediate: '(STAGING) Embedded Elderberry E5' },
  production: { root: 'Embedded ACME Root X1', intermediate: 'Embedded ACME E5' },
} as const;

/** Which of its chains the embedded ACME server signs with. */
export type AcmeChain = keyof typeof acmeNames;

/** By the directory's address: Let's Encrypt's staging directory, or any other. */
export const chainOf = (server: string): AcmeChain => (server.includes('staging') ? 'staging' : 'production');

const authorities = new Map<AcmeChain, Promise<Authority>>();

/** The embedded ACME server's authority, made once a process: its certificates stay valid wherever the cluster's clock stands. */
export function acmeAuthority(chain: AcmeChain): Promise<Authority> {
  let authority = authorities.get(chain);
  if (!authority) {
    authority = makeAcmeAuthority(chain);
    authorities.set(chain, authority);
  }
  return authority;
}

async function makeAcmeAuthority(chain: AcmeChain): Promise<Authority> {
  const names = acmeNames[chain];
  const validity = { notBefore: Date.UTC(2020, 0, 1), notAfter: Date.UTC(2049, 11, 31), isCa: true } as const;
  const usages = ['digital signature', 'cert sign', 'crl sign'];
  const ask = async (commonName: string) => {
    const key = await createKey({ algorithm: 'ECDSA', size: 256 });
    const spec = { secretName: '', issuerRef: { name: '' }, commonName, subject: { organizations: ['Gatehouse'] } };
    return { key, request: await createRequest(key, spec) };
  };
  const [top, middle] = await Promise.all([ask(names.root), ask(names.intermediate)]);
  const sign = (request: string, serial: string, signer: Signing['signer']) =>
    signRequest({ request, serial, signer, usages, ...validity });
  const root = await sign(top.request, '01', { key: top.key });
  const certificate = await sign(middle.request, '02', { key: top.key, certificate: root });
  return { key: middle.key, certificate, root };
}

/** PEM of the roots that clients of the embedded ACME server must trust; empty before it signed anything. */
export async function acmeRoots(): Promise<readonly string[]> {
  return Promise.all([...authorities.values()].map(async (authority) => (await authority).root));
}

/** Whether a certificate signed itself. */
export const isSelfSigned = (certificate: X509Certificate): boolean =>
  certificate.subject === certificate.issuer && certificate.verify(certificate.publicKey);
