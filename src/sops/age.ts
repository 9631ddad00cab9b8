import type { Encrypter } from 'age-encryption';
import { writeAgeFile } from './age-file.ts';
import { pointOf, wrapForPoint } from './recipient.ts';
import { SopsError } from './sops-error.ts';

/** The data key of a file, encrypted for one recipient. */
export interface WrappedKey {
  readonly recipient: string;
  /** An age file in ASCII armor that holds the 32 bytes of the data key. */
  readonly enc: string;
}

/** A data key for each recipient (sops/age/keysource.go Encrypt). Throws {@link SopsError} for a malformed recipient. */
export async function wrapKey(dataKey: Uint8Array, recipients: readonly string[]): Promise<readonly WrappedKey[]> {
  const points = recipients.map(pointOf);
  if (points.every((point) => point !== undefined))
    return points.map((point, i) => ({ recipient: recipients[i]!, enc: writeAgeFile(dataKey, [point]) }));
  const { armor, Encrypter } = await import('age-encryption');
  return await Promise.all(
    recipients.map(async (recipient) => {
      const encrypter = new Encrypter();
      await addRecipient(encrypter, recipient);
      const enc = armor.encode(await encrypter.encrypt(dataKey));
      return { recipient, enc: enc.endsWith('\n') ? enc : `${enc}\n` };
    }),
  );
}

async function addRecipient(encrypter: Encrypter, recipient: string): Promise<void> {
  const point = pointOf(recipient);
  const { Stanza } = await import('age-encryption');
  const wrapFileKey = (point: Buffer) => (fileKey: Uint8Array) => {
    const { args, body } = wrapForPoint(point, fileKey);
    return [new Stanza(args, body)];
  };
  try {
    encrypter.addRecipient(point ? { wrapFileKey: wrapFileKey(point) } : recipient);
  } catch (cause) {
    throw new SopsError(`${recipient} is no age recipient`, {
      cause,
      hint: 'a recipient starts with age1; gatehouse secrets init makes one',
    });
  }
}

/** The data key, by the first identity that opens one of the wrapped keys; undefined when none does. */
export async function unwrapKey(
  wrapped: readonly WrappedKey[],
  identities: readonly string[],
): Promise<Uint8Array | undefined> {
  if (identities.length === 0) return undefined;
  const { armor, Decrypter } = await import('age-encryption');
  for (const { enc } of wrapped) {
    const decrypter = new Decrypter();
    for (const identity of identities) decrypter.addIdentity(identity);
    try {
      const key = await decrypter.decrypt(armor.decode(enc));
      if (key.length === 32) return key;
    } catch {
      // Encrypted for somebody else, or damaged: the next one may open.
    }
  }
  return undefined;
}

/** A new age key: the secret identity and the recipient that belongs to it. */
export async function createIdentity(): Promise<{ readonly identity: string; readonly recipient: string }> {
  const { generateX25519Identity, identityToRecipient } = await import('age-encryption');
  const identity = await generateX25519Identity();
  return { identity, recipient: await identityToRecipient(identity) };
}

/** The recipient that belongs to an identity. */
export async function recipientOf(identity: string): Promise<string> {
  const { identityToRecipient } = await import('age-encryption');
  return await identityToRecipient(identity);
}

/** The identities of a key file: one a line, beside comments and empty lines. Throws {@link SopsError} for any other line. */
export function readIdentities(text: string, where: string): readonly string[] {
  const lines = text.split('\n').map((line) => line.trim());
  const found = lines.filter((line) => line !== '' && !line.startsWith('#'));
  for (const line of found) {
    if (/^AGE-SECRET-KEY-(?:PQ-)?1[0-9A-Z]+$/.test(line)) continue;
    throw new SopsError(`${where} holds a line that is no age identity`, {
      hint: 'one AGE-SECRET-KEY-1… a line; plugins and SSH keys are not known here',
    });
  }
  return found;
}
