import { createHash, timingSafeEqual } from 'node:crypto';
import { hashSync } from 'bcryptjs';

/** bcrypt is slow on purpose: what was checked once is remembered. */
const results = new Map<string, boolean>();
const resultLimit = 500;

/** Whether a password fits a htpasswd hash; `unknown` for a bcrypt hash that is malformed or too dear to check. Upstream: abbot/go-http-auth CheckSecret. */
export function checkSecret(password: string, secret: string): boolean | 'unknown' {
  if (secret.startsWith('{SHA}')) return same(createHash('sha1').update(password).digest('base64'), secret.slice(5));
  const md5 = /^\$(apr1|1)\$([^$]*)\$/.exec(secret);
  if (md5) return same(`$${md5[1]}$${md5[2]}$${md5Crypt(password, md5[2]!, `$${md5[1]}$`)}`, secret);
  if (!secret.startsWith('$2')) return false;
  const known = results.get(`${secret}${password}`);
  if (known !== undefined) return known;
  const hash = bcrypt(password, secret);
  if (hash === undefined) return 'unknown';
  if (results.size >= resultLimit) results.clear();
  results.set(`${secret}${password}`, same(hash, secret));
  return same(hash, secret);
}

/** Beyond this a check takes minutes. */
const dearestCost = 16;

/**
 * The hash of a password with the salt and cost of a given one. Go takes any letter after `$2` (golang.org/x/crypto/bcrypt decodeVersion);
 * for what a hash comes to they are all the same.
 */
function bcrypt(password: string, hash: string): string | undefined {
  const [, version = '', cost = '', salt = ''] =
    /^(\$2[a-z]?)\$(\d\d)\$([./A-Za-z0-9]{22})[./A-Za-z0-9]{31}$/.exec(hash) ?? [];
  if (Number(cost) < 4 || Number(cost) > dearestCost) return undefined;
  const made = hashSync(password, `$2b$${cost}$${salt}`);
  return `${version}${made.slice('$2b'.length)}`;
}

function same(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a), Buffer.from(b)];
  return left.length === right.length && timingSafeEqual(left, right);
}

const alphabet = './0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

/** The 22 characters of an MD5-crypt hash (Apache's apr1 and FreeBSD's $1$). */
function md5Crypt(password: string, salt: string, magic: string): string {
  const md5 = (...parts: (string | Buffer)[]): Buffer => {
    const hash = createHash('md5');
    for (const part of parts) hash.update(part);
    return hash.digest();
  };
  const pass = Buffer.from(password);
  const short = salt.slice(0, 8);
  const alternate = md5(pass, short, pass);
  const parts: Buffer[] = [pass, Buffer.from(magic), Buffer.from(short)];
  for (let left = pass.length; left > 0; left -= 16) parts.push(alternate.subarray(0, Math.min(16, left)));
  for (let bits = pass.length; bits > 0; bits >>= 1) parts.push(bits & 1 ? Buffer.alloc(1) : pass.subarray(0, 1));
  let result = md5(...parts);
  for (let round = 0; round < 1000; round++) {
    const odd = round & 1;
    result = md5(odd ? pass : result, round % 3 ? short : '', round % 7 ? pass : '', odd ? result : pass);
  }
  return encode(result);
}

function encode(bytes: Buffer): string {
  const order = [
    [0, 6, 12],
    [1, 7, 13],
    [2, 8, 14],
    [3, 9, 15],
    [4, 10, 5],
  ];
  const text = (value: number, length: number): string =>
    Array.from({ length }, (_, i) => alphabet[(value >> (6 * i)) & 63]).join('');
  return (
    order.map(([a, b, c]) => text((bytes[a!]! << 16) | (bytes[b!]! << 8) | bytes[c!]!, 4)).join('') +
    text(bytes[11]!, 2)
  );
}
