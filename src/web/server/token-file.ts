import { randomBytes } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { codeOf, GatehouseError } from '../../core/errors.ts';

/** The key in a file that only its owner reads; a new one where there is none, so that the page keeps its address over restarts. */
export async function readToken(file: string): Promise<string> {
  try {
    const token = (await readFile(file, 'utf8')).trim();
    if (/^[\w-]{20,}$/.test(token)) return token;
  } catch (thrown) {
    if (codeOf(thrown) === 'ENOENT') return makeToken(file);
    throw new GatehouseError(`${file}: it cannot be read`, {
      hint: 'name another file with --token-file',
      cause: thrown,
    });
  }
  throw new GatehouseError(`${file}: it holds no key`, {
    hint: 'a key is at least 20 letters, digits, - or _; remove the file, and one is made',
  });
}

async function makeToken(file: string): Promise<string> {
  const token = randomBytes(24).toString('base64url');
  try {
    await writeFile(file, `${token}\n`, { mode: 0o600, flag: 'wx' });
  } catch (cause) {
    throw new GatehouseError(`${file}: it cannot be written`, { hint: 'name another file with --token-file', cause });
  }
  return token;
}
