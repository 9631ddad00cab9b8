import { GatehouseError } from '../core/errors.ts';
import { realRuntime } from '../core/runtime.ts';
import { type Decrypted, decryptYaml } from '../sops/decrypt.ts';
import { encryptYaml } from '../sops/encrypt.ts';
import { readText, replaceFile, requireRule } from './secrets-files.ts';
import { type Environment, gatherIdentities } from './secrets-keys.ts';

/** Where the key is. */
export interface KeyOptions {
  readonly env: Environment;
  /** The file of the age key, instead of where sops looks. */
  readonly key?: string | undefined;
}

/** Encrypts files in place, each as `.sops.yaml` says, or for the named recipients. Nothing is written unless all can be encrypted. */
export async function encryptFiles(files: readonly string[], recipients: readonly string[] = []): Promise<void> {
  const made: { readonly file: string; readonly text: string }[] = [];
  for (const file of files) {
    refuseOtherFormats(file);
    const options = recipients.length > 0 ? byHand(recipients) : await requireRule(file);
    const text = await readText(file);
    made.push({ file, text: await about(file, encryptYaml(text, { ...options, now: realRuntime().now() })) });
  }
  for (const { file, text } of made) await replaceFile(file, text);
}

/** Without a rule: of a Kubernetes object the values of a Secret. */
const byHand = (recipients: readonly string[]) => ({
  recipients,
  selection: { encrypted_regex: '^(data|stringData)$' },
});

/** A file in clear. */
export async function decryptFile(file: string, { env, key }: KeyOptions): Promise<Decrypted> {
  refuseOtherFormats(file);
  return await about(file, decryptYaml(await readText(file), await gatherIdentities(env, key)));
}

/** Encrypts files anew: another data key, for the recipients that `.sops.yaml` names now. Nothing is written unless all can be. */
export async function rotateFiles(files: readonly string[], options: KeyOptions): Promise<void> {
  const made: { readonly file: string; readonly text: string }[] = [];
  for (const file of files) {
    const { text, metadata } = await decryptFile(file, options);
    if (metadata.otherKeys.length > 0)
      throw new GatehouseError(`${file} is encrypted for ${metadata.otherKeys.join(', ')}, too: not known here`, {
        hint: 'sops rotate does it',
      });
    const { recipients } = await requireRule(file);
    const { selection, macOnlyEncrypted } = metadata;
    const now = realRuntime().now();
    made.push({ file, text: await about(file, encryptYaml(text, { recipients, selection, macOnlyEncrypted, now })) });
  }
  for (const { file, text } of made) await replaceFile(file, text);
}

/** Has a file in clear changed and encrypts it again with its own key: what did not change stays the same text. Whether it changed. */
export async function changeFile(
  file: string,
  options: KeyOptions,
  change: (text: string) => Promise<string>,
): Promise<boolean> {
  const { text, metadata, kept } = await decryptFile(file, options);
  if (metadata.otherKeys.length > 0)
    throw new GatehouseError(`${file} is encrypted for ${metadata.otherKeys.join(', ')}, too: not known here`, {
      hint: 'sops edit does it',
    });
  const changed = await change(text);
  if (changed === text) return false;
  const { selection, macOnlyEncrypted } = metadata;
  const now = realRuntime().now();
  await replaceFile(
    file,
    await about(file, encryptYaml(changed, { recipients: [], selection, macOnlyEncrypted, now }, kept)),
  );
  return true;
}

function refuseOtherFormats(file: string): void {
  if (/\.ya?ml$/.test(file)) return;
  throw new GatehouseError(`${file} is no YAML file: other formats of SOPS are not known here`, {
    hint: 'sops itself encrypts JSON, dotenv, INI and binary files',
  });
}

/** Puts the file before what is said of it. */
async function about<Result>(file: string, work: Promise<Result>): Promise<Result> {
  try {
    return await work;
  } catch (cause) {
    if (!(cause instanceof GatehouseError)) throw cause;
    throw new GatehouseError(`${file}: ${cause.message}`, {
      cause,
      ...(cause.hint !== undefined && { hint: cause.hint }),
    });
  }
}
