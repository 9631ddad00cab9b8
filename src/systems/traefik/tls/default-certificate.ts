import { createHash, webcrypto } from 'node:crypto';
import type { LoadedCertificate } from './certificates.ts';
import { generatedCommonName } from './certificates.ts';

const year = 365 * 24 * 60 * 60 * 1000;
const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };

/**
 * A self-signed certificate as Traefik shows when it has no other, valid for a year from `now` (ms).
 * Upstream: pkg/tls/generate/generate.go DefaultCertificate (RSA there; the kind of key is not told apart by clients).
 */
export const generateDefaultCertificate = (now: number): Promise<Pair> =>
  selfSigned(now, (hash) => ({
    commonName: generatedCommonName,
    names: [`${hash.slice(0, 32)}.${hash.slice(32)}.traefik.default`],
  }));

/** A self-signed certificate for names, in place of one that an authority signs. */
export const generateCertificate = (now: number, names: readonly string[]): Promise<Pair> =>
  selfSigned(now, () => ({ commonName: names[0] ?? '', names }));

type Pair = Pick<LoadedCertificate, 'certificate' | 'key'>;

async function selfSigned(
  now: number,
  subject: (hash: string) => { readonly commonName: string; readonly names: readonly string[] },
): Promise<Pair> {
  await import('reflect-metadata');
  const { SubjectAlternativeNameExtension, X509CertificateGenerator } = await import('@peculiar/x509');
  const keys = await webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify']);
  const spki = Buffer.from(await webcrypto.subtle.exportKey('spki', keys.publicKey));
  const hash = createHash('sha256').update(spki).digest('hex');
  const { commonName, names } = subject(hash);
  const certificate = await X509CertificateGenerator.createSelfSigned({
    serialNumber: hash.slice(0, 30),
    name: `CN=${commonName}`,
    notBefore: new Date(now),
    notAfter: new Date(now + year),
    signingAlgorithm: algorithm,
    keys,
    extensions: [new SubjectAlternativeNameExtension(names.map((value) => ({ type: 'dns' as const, value })))],
  });
  const pkcs8 = Buffer.from(await webcrypto.subtle.exportKey('pkcs8', keys.privateKey)).toString('base64');
  const lines = pkcs8.match(/.{1,64}/g)!.join('\n');
  return {
    certificate: certificate.toString('pem'),
    key: `-----BEGIN PRIVATE KEY-----\n${lines}\n-----END PRIVATE KEY-----\n`,
  };
}
