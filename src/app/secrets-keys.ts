import { readFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { codeOf, GatehouseError } from '../core/errors.ts';
import { readIdentities } from '../sops/age.ts';
import { diskTrouble } from './disk-trouble.ts';

/** Variables of the environment, by name. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** Where sops looks for age keys when nothing else is said (sops/age/keysource.go getUserConfigDir). */
export function defaultKeyFile(env: Environment, platform: NodeJS.Platform = process.platform): string {
  if (env.XDG_CONFIG_HOME) return join(env.XDG_CONFIG_HOME, 'sops', 'age', 'keys.txt');
  const home = env.HOME ?? homedir();
  if (platform === 'darwin') return join(home, 'Library', 'Application Support', 'sops', 'age', 'keys.txt');
  if (platform === 'win32') return join(env.AppData ?? join(home, 'AppData', 'Roaming'), 'sops', 'age', 'keys.txt');
  return join(home, '.config', 'sops', 'age', 'keys.txt');
}

/**
 * The age identities at hand: those of a named file alone; else those of SOPS_AGE_KEY, of SOPS_AGE_KEY_FILE and of the default file
 * together, as sops takes them. None is no failure. Throws when a file that is named cannot be read.
 */
export async function gatherIdentities(env: Environment, keyFile?: string): Promise<readonly string[]> {
  if (keyFile !== undefined) return await identitiesOf(keyFile, `--key ${keyFile}`);
  const spoken = env.SOPS_AGE_KEY ? readIdentities(env.SOPS_AGE_KEY, 'SOPS_AGE_KEY') : [];
  const named = env.SOPS_AGE_KEY_FILE
    ? await identitiesOf(env.SOPS_AGE_KEY_FILE, `SOPS_AGE_KEY_FILE=${env.SOPS_AGE_KEY_FILE}`)
    : [];
  const fallback = await identitiesOf(defaultKeyFile(env)).catch((thrown: unknown) => {
    if (thrown instanceof KeyFileMissing) return [];
    throw thrown;
  });
  return [...new Set([...spoken, ...named, ...fallback])];
}

class KeyFileMissing extends GatehouseError {}

async function identitiesOf(file: string, said = file): Promise<readonly string[]> {
  try {
    return readIdentities(await readFile(file, 'utf8'), said);
  } catch (cause) {
    if (cause instanceof GatehouseError) throw cause;
    const missing = codeOf(cause) === 'ENOENT' || codeOf(cause) === 'ENOTDIR';
    if (missing)
      throw new KeyFileMissing(`${said}: there is no such key file`, {
        cause,
        hint: 'gatehouse secrets init makes one',
      });
    throw new GatehouseError(`${said}: ${diskTrouble(cause)}`, { cause });
  }
}
