import type { Secret } from '../../../kube/types.ts';
import { Refusal } from './servers.ts';

/** Decoded text of a Secret's key; undefined when the key is absent. Base64 that is none reads as empty. */
export function secretText(secret: Secret, key: string): string | undefined {
  const data = secret.data?.[key];
  return data === undefined ? secret.stringData?.[key] : Buffer.from(data, 'base64').toString('utf8');
}

/** All keys of a Secret. */
export const secretKeys = (secret: Secret): readonly string[] => [
  ...new Set([...Object.keys(secret.data ?? {}), ...Object.keys(secret.stringData ?? {})]),
];

/** Certificate and key of a TLS Secret. Upstream: getCertificateBlocks of both Kubernetes providers. */
export function certificateBlocks(
  secret: Secret | undefined,
  namespace: string,
  name: string,
): { certificate: string; key: string } {
  const at = `secret ${namespace}/${name}`;
  if (!secret) throw new Refusal(`${at} does not exist`);
  const certificate = secretText(secret, 'tls.crt');
  const key = secretText(secret, 'tls.key');
  const entries = [
    ['tls.crt', certificate],
    ['tls.key', key],
  ] as const;
  const missing = entries.filter(([, value]) => value === undefined).map(([entry]) => entry);
  if (missing.length > 0) throw new Refusal(`${at} is missing the following TLS data entries: ${missing.join(', ')}`);
  const empty = entries.filter(([, value]) => value === '').map(([entry]) => entry);
  if (empty.length > 0) throw new Refusal(`${at} contains the following empty TLS data entries: ${empty.join(', ')}`);
  return { certificate: certificate!, key: key! };
}
