// Certificates that sign themselves, for Secrets of the gate.
import { webcrypto } from 'node:crypto';

const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } as const;
const day = 86_400_000;

/** Certificate and key of a name, PEM, good from 2020 on for twenty years. */
export async function makeCertificate(name: string): Promise<{ readonly certificate: string; readonly key: string }> {
  await import('reflect-metadata');
  const x509 = await import('@peculiar/x509');
  x509.cryptoProvider.set(webcrypto);
  const keys = await webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify']);
  const notBefore = new Date(Date.UTC(2020, 0, 1));
  const made = await x509.X509CertificateGenerator.createSelfSigned({
    serialNumber: '01',
    name: `CN=${name.replace('*', 'any')}`,
    notBefore,
    notAfter: new Date(notBefore.getTime() + 7300 * day),
    signingAlgorithm: algorithm,
    keys,
    extensions: [new x509.SubjectAlternativeNameExtension([{ type: 'dns', value: name }])],
  });
  const exported = await webcrypto.subtle.exportKey('pkcs8', keys.privateKey);
  return { certificate: made.toString('pem'), key: x509.PemConverter.encode(exported, 'PRIVATE KEY') };
}
