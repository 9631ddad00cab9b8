import { SopsError } from './sops-error.ts';

/** The data key of a file, encrypted for one recipient. */
export interface WrappedKey {
  readonly recipient: string;
  /** An age file in ASCII armor that holds the 32 bytes of the data key. */
  readonly enc: string;
}

/** A data key for each recipient (sops/age/keysource.go Encrypt). Throws {@link SopsError} for a malformed recipient. */
export async function wrapKey(dataKey: Uint8Array, recipients: readonly string[]): Promise<readonly WrappedKey[]> {
  const { armor, Encrypter } = await import('age-encryption');
  return await Promise.all(
    recipients.map(async (recipient) => {
      const encrypter = new Encrypter();
      try {
        encrypter.addRecipient(recipient);
      } catch (cause) {
        throw new SopsError(`${recipient} is no age recipient`, {
          cause,
          hint: 'a recipient starts with age1; gatehouse secrets init makes one',
        });
      }
      const enc = armor.encode(await encrypter.encrypt(dataKey));
      return { recipient, enc: enc.endsWith('\n') ? enc : `${enc}\n` };
    }),
  );
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

const charset = 'qpzry9x8gf2tvdw0s3jn54khce6mua7l';

/** Whether a text has the form of an age recipient: `age1…`, 32 bytes in Bech32 with a right checksum; post-quantum ones by their beginning. */
export function isRecipient(text: string): boolean {
  if (/^age1pq1[a-z0-9]+$/.test(text)) return true;
  if (!/^age1[02-9ac-hj-np-z]{58}$/.test(text)) return false;
  const prefix = [3, 3, 3, 0, 1, 7, 5];
  return checksum([...prefix, ...[...text.slice(4)].map((letter) => charset.indexOf(letter))]) === 1;
}

// BIP 173.
function checksum(values: readonly number[]): number {
  const generator = [0x3b6a57b2, 0x26508e6d, 0x1ea119fa, 0x3d4233dd, 0x2a1462b3];
  let sum = 1;
  for (const value of values) {
    const top = sum >>> 25;
    sum = ((sum & 0x1ffffff) << 5) ^ value;
    for (let i = 0; i < 5; i += 1) if ((top >>> i) & 1) sum ^= generator[i]!;
  }
  return sum;
}
