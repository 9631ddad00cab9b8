import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { SopsError } from './sops-error.ts';

/** How texts stand for bytes; `latin1` where each letter is a byte, for files that are no text. */
export type TextEncoding = 'utf8' | 'latin1';

/** What may stand in `type:` of an encrypted value. */
export type SealedType = 'str' | 'int' | 'float' | 'bool' | 'time' | 'bytes' | 'comment';

/** Text of an encrypted value, and what it is. */
export interface OpenedValue {
  readonly type: SealedType;
  readonly text: string;
}

/** Encrypts and decrypts the values of one file. */
export interface ValueCipher {
  /** `place` is the path of keys, each followed by a colon: it goes into the authentication. Empty text stays empty. */
  readonly seal: (value: OpenedValue, place: string) => string;
  /** Throws {@link SopsError} when the text is no encrypted value, or was not encrypted with this key at this place. */
  readonly open: (sealed: string, place: string) => OpenedValue;
}

const form = /^ENC\[AES256_GCM,data:(.+),iv:(.+),tag:(.+),type:(.+)\]/;
const types = new Set(['str', 'int', 'float', 'bool', 'time', 'bytes', 'comment']);
const nonceBytes = 32;

/**
 * AES-256-GCM with nonces of 32 bytes (sops/aes/cipher.go). A value that was opened before keeps its nonce, so that what did not change
 * is the same text again. `encoding` says what bytes its texts stand for.
 */
export function createCipher(key: Uint8Array, encoding: TextEncoding = 'utf8'): ValueCipher {
  const nonces = new Map<string, Buffer>();
  const idOf = ({ type, text }: OpenedValue, place: string): string => `${place}\0${type}\0${text}`;
  return {
    seal: (value, place) => {
      if (value.text === '') return '';
      const nonce = nonces.get(idOf(value, place)) ?? randomBytes(nonceBytes);
      const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(Buffer.from(place));
      const data = Buffer.concat([cipher.update(value.text, encoding), cipher.final()]);
      const parts = [data, nonce, cipher.getAuthTag()].map((part) => part.toString('base64'));
      return `ENC[AES256_GCM,data:${parts[0]},iv:${parts[1]},tag:${parts[2]},type:${value.type}]`;
    },
    open: (sealed, place) => {
      if (sealed === '') return { type: 'str', text: '' };
      const { data, nonce, tag, type } = readSealed(sealed);
      const value = { type, text: decrypt(key, { data, nonce, tag, place }).toString(encoding) };
      nonces.set(idOf(value, place), nonce);
      return value;
    },
  };
}

function readSealed(sealed: string) {
  const match = form.exec(sealed);
  const type = match?.[4];
  if (!match || !type || !types.has(type)) throw new SopsError('a value does not match the data format of SOPS');
  const [data, nonce, tag] = match.slice(1, 4).map((part) => Buffer.from(part, 'base64'));
  return { data: data!, nonce: nonce!, tag: tag!, type: type as SealedType };
}

interface Sealed {
  readonly data: Buffer;
  readonly nonce: Buffer;
  readonly tag: Buffer;
  readonly place: string;
}

function decrypt(key: Uint8Array, { data, nonce, tag, place }: Sealed): Buffer {
  try {
    const decipher = createDecipheriv('aes-256-gcm', key, nonce, { authTagLength: 16 });
    decipher.setAAD(Buffer.from(place)).setAuthTag(tag);
    return Buffer.concat([decipher.update(data), decipher.final()]);
  } catch (cause) {
    throw new SopsError(`the value at ${place} cannot be decrypted: its text, its place or the key is another one`, {
      cause,
    });
  }
}
