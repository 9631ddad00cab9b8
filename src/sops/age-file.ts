import { createCipheriv, createHmac, hkdfSync, randomBytes } from 'node:crypto';
import { wrapForPoint } from './recipient.ts';

const intro = 'age-encryption.org/v1';
const columns = 64;

/**
 * An age file in ASCII armor for points on Curve25519 (C2SP age.md): by OpenSSL, because with many files the time goes into this. The content is one chunk of
 * the payload, so at most 64 KiB.
 */
export function writeAgeFile(content: Uint8Array, points: readonly Buffer[]): string {
  const fileKey = randomBytes(16);
  const stanzas = points.map((point) => {
    const { args, body } = wrapForPoint(point, fileKey);
    return `-> ${args.join(' ')}\n${foldedBody(unpadded(Buffer.from(body)))}`;
  });
  const header = `${intro}\n${stanzas.join('')}---`;
  const mac = createHmac('sha256', derive(fileKey, '', 'header'))
    .update(header)
    .digest();
  const nonce = randomBytes(16);
  const cipher = createCipheriv('chacha20-poly1305', derive(fileKey, nonce, 'payload'), lastChunk, {
    authTagLength: 16,
  });
  const payload = Buffer.concat([cipher.update(content), cipher.final(), cipher.getAuthTag()]);
  return armor(Buffer.concat([Buffer.from(`${header} ${unpadded(mac)}\n`), nonce, payload]));
}

/** The counter of the first chunk, and that it is the last one. */
const lastChunk = Buffer.from([0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1]);

const derive = (key: Uint8Array, salt: string | Uint8Array, info: string): Buffer =>
  Buffer.from(hkdfSync('sha256', key, salt, info, 32));

const unpadded = (bytes: Buffer): string => bytes.toString('base64').replaceAll('=', '');

/** Lines of 64 letters, of which the last is shorter: it may be empty. */
function foldedBody(text: string): string {
  const lines = text.match(/.{1,64}/g) ?? [];
  return `${lines.join('\n')}\n${lines.at(-1)?.length === columns ? '\n' : ''}`;
}

function armor(file: Buffer): string {
  const lines = file.toString('base64').match(/.{1,64}/g) ?? [];
  return `-----BEGIN AGE ENCRYPTED FILE-----\n${lines.join('\n')}\n-----END AGE ENCRYPTED FILE-----\n`;
}
