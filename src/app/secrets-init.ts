import { existsSync } from 'node:fs';
import { mkdir, open } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { codeOf, GatehouseError } from '../core/errors.ts';
import { createIdentity, readIdentities, recipientOf } from '../sops/age.ts';
import { readCreationRules, rulesFile, writeCreationRules } from '../sops/creation-rules.ts';
import { diskTrouble } from './disk-trouble.ts';
import { readText, replaceFile } from './secrets-files.ts';
import { defaultKeyFile, type Environment } from './secrets-keys.ts';

/** What `secrets init` made, and what it found. */
export interface SecretsInitReport {
  readonly keyFile: string;
  readonly recipients: readonly string[];
  readonly madeKey: boolean;
  readonly rulesFile: string;
  readonly wroteRules: boolean;
  /** Rules that stood there do not name the key. */
  readonly rulesLackKey: boolean;
}

/** Makes an age key where there is none, and a `.sops.yaml` where there is none and it is wanted; neither is ever overwritten. */
export async function initSecrets(
  folder: string,
  {
    env,
    keyFile = env.SOPS_AGE_KEY_FILE || defaultKeyFile(env),
    now,
    writeRules = true,
  }: { env: Environment; keyFile?: string; now: number; writeRules?: boolean },
): Promise<SecretsInitReport> {
  const madeKey = !existsSync(keyFile);
  if (madeKey) await makeKey(keyFile, now);
  const identities = readIdentities(await readText(keyFile), keyFile);
  if (identities.length === 0)
    throw new GatehouseError(`${keyFile} holds no age identity`, { hint: 'name another file: --key FILE' });
  const recipients = await Promise.all(identities.map(recipientOf));
  const path = join(folder, rulesFile);
  const wroteRules = writeRules && !existsSync(path);
  if (wroteRules) await replaceFile(path, writeCreationRules(recipients));
  const named = existsSync(path)
    ? readCreationRules(await readText(path), path).flatMap((rule) => rule.recipients)
    : recipients;
  const rulesLackKey = !recipients.some((recipient) => named.includes(recipient));
  return { keyFile, recipients, madeKey, rulesFile: path, wroteRules, rulesLackKey };
}

async function makeKey(file: string, now: number): Promise<void> {
  const { identity, recipient } = await createIdentity();
  const text = `# created: ${new Date(now).toISOString().slice(0, 19)}Z\n# public key: ${recipient}\n${identity}\n`;
  try {
    await mkdir(dirname(file), { recursive: true, mode: 0o700 });
    const handle = await open(file, 'wx', 0o600);
    try {
      await handle.writeFile(text);
      await handle.sync();
    } finally {
      await handle.close();
    }
  } catch (cause) {
    if (codeOf(cause) === 'EEXIST') return;
    throw new GatehouseError(`${file} cannot be written: ${diskTrouble(cause)}`, { cause });
  }
}
