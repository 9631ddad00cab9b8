import {
  createCipheriv,
  createPrivateKey,
  createPublicKey,
  diffieHellman,
  hkdfSync,
  type KeyObject,
  randomBytes,
} from 'node:crypto';

const charset = 'qpzry9x8gf2tvdw0s3jn54khce6mua7l';
// `age`, as Bech32 puts it into the checksum.
const prefix = [3, 3, 3, 0, 1, 7, 5];
const checksumLetters = 6;

/** Whether a text has the form of an age recipient: `age1…` in Bech32 with a right checksum; post-quantum ones by their beginning. */
export const isRecipient = (text: string): boolean => /^age1pq1[a-z0-9]+$/.test(text) || pointOf(text) !== undefined;

/** The point on Curve25519 that an `age1…` recipient stands for; undefined where it is of another kind or malformed (BIP 173). */
export function pointOf(recipient: string): Buffer | undefined {
  if (!/^age1[02-9ac-hj-np-z]{58}$/.test(recipient)) return undefined;
  const values = [...recipient.slice(4)].map((letter) => charset.indexOf(letter));
  if (checksum([...prefix, ...values]) !== 1) return undefined;
  const bits = values
    .slice(0, -checksumLetters)
    .map((value) => value.toString(2).padStart(5, '0'))
    .join('');
  return Buffer.from((bits.match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2)));
}

function checksum(values: readonly number[]): number {
  const generator = [0x3b6a57b2, 0x26508e6d, 0x1ea119fa, 0x3d4233dd, 0x2a1462b3];
  return values.reduce((sum, value) => {
    const mixed = ((sum & 0x1ffffff) << 5) ^ value;
    return generator.reduce((all, term, place) => (((sum >>> 25) >>> place) & 1 ? all ^ term : all), mixed);
  }, 1);
}

// SubjectPublicKeyInfo of X25519 (RFC 8410), up to the 32 bytes of the point.
const spki = Buffer.from('302a300506032b656e032100', 'hex');

// Reading a key takes as long as using it, and many files have the same recipients.
const keys = new Map<string, KeyObject>();
const keptKeys = 100;

function publicKeyOf(point: Buffer): KeyObject {
  const id = point.toString('base64');
  const key = keys.get(id) ?? createPublicKey({ key: Buffer.concat([spki, point]), type: 'spki', format: 'der' });
  if (keys.size >= keptKeys) keys.clear();
  keys.set(id, key);
  return key;
}

/**
 * Any 32 bytes are a key (RFC 7748, section 5). Not by `generateKeyPairSync`: what Node 20 leaves of it shares a lock with the key, and takes it
 * when it is collected as garbage; a collection during an export of that key waits for itself forever.
 * As a JSON Web Key, for reading the other forms takes ten times as long; its point is read from the scalar, whatever `x` says.
 */
function newPrivateKey(): KeyObject {
  const key = { kty: 'OKP', crv: 'X25519', d: randomBytes(32).toString('base64url'), x: anyPoint };
  return createPrivateKey({ key, format: 'jwk' });
}

const anyPoint = Buffer.alloc(32).toString('base64url');

/** A file key wrapped for a point: the arguments and the body of the stanza (C2SP age.md, the X25519 recipient type). By OpenSSL: far faster than in JavaScript. */
export function wrapForPoint(
  point: Buffer,
  fileKey: Uint8Array,
): { readonly args: string[]; readonly body: Uint8Array } {
  const privateKey = newPrivateKey();
  const share = Buffer.from(createPublicKey(privateKey).export({ format: 'jwk' }).x ?? '', 'base64url');
  const secret = diffieHellman({ privateKey, publicKey: publicKeyOf(point) });
  const key = hkdfSync('sha256', secret, Buffer.concat([share, point]), 'age-encryption.org/v1/X25519', 32);
  const cipher = createCipheriv('chacha20-poly1305', Buffer.from(key), Buffer.alloc(12), { authTagLength: 16 });
  const body = Buffer.concat([cipher.update(fileKey), cipher.final(), cipher.getAuthTag()]);
  return { args: ['X25519', share.toString('base64').replaceAll('=', '')], body };
}
