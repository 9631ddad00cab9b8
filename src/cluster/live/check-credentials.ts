import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createSecureContext } from 'node:tls';
import { GatehouseError } from '../../core/errors.ts';
import type { JsonObject } from '../../kube/json.ts';
import type { ChosenContext } from './choose-context.ts';
import { fileTrouble } from './file-trouble.ts';

/** What a context brings to a connection: read, and found to be what it says it is. */
export interface CheckedCredentials {
  /** When the client certificate has expired, as it says itself; undefined where it has not, or where there is none. */
  readonly expired?: string;
}

/**
 * Reads the certificates and the key of a context as the connection will. Fails with the name of the field where a file cannot be read or does
 * not hold what it should; never quotes from it.
 */
export function checkCredentials({ name, cluster, user }: ChosenContext, now: number): CheckedCredentials {
  const check = (owner: JsonObject, field: string, what: 'cert' | 'key' | 'ca') => {
    const found = pemOf(name, owner, field);
    if (found) checkPem(name, found, what);
    return found;
  };
  check(cluster, 'certificate-authority', 'ca');
  check(user, 'client-key', 'key');
  const certificate = check(user, 'client-certificate', 'cert');
  if (!certificate) return {};
  const { validTo } = new X509Certificate(certificate.pem);
  return Date.parse(validTo) < now ? { expired: validTo } : {};
}

interface Pem {
  /** The field and the file it names. */
  readonly place: string;
  readonly pem: Buffer;
}

function pemOf(context: string, owner: JsonObject, field: string): Pem | undefined {
  const data = owner[`${field}-data`];
  if (typeof data === 'string' && data !== '') return { place: `${field}-data`, pem: Buffer.from(data, 'base64') };
  const file = owner[field];
  if (typeof file !== 'string' || file === '') return undefined;
  try {
    return { place: `${field} ${file}`, pem: readFileSync(file) };
  } catch (thrown) {
    throw new GatehouseError(`context ${context}: ${field} ${file} ${fileTrouble(thrown)}`, {
      hint: 'correct the path in the kubeconfig, or bring the file back',
    });
  }
}

const words = { cert: 'certificate', key: 'private key', ca: 'certificate' } as const;

function checkPem(context: string, { place, pem }: Pem, what: keyof typeof words): void {
  try {
    if (what === 'key') createSecureContext({ key: pem });
    else new X509Certificate(pem);
  } catch (thrown) {
    // A key that is locked by a passphrase is none that kubectl could use either, and says so by itself.
    throw new GatehouseError(`context ${context}: ${place} holds no ${words[what]} in PEM`, {
      hint: 'take the kubeconfig anew from the cluster: it was cut or changed',
      cause: thrown,
    });
  }
}
