import { GatehouseError } from '../core/errors.ts';
import { realRuntime } from '../core/runtime.ts';
import type { Decrypted } from '../sops/decrypt.ts';
import { decryptText, encodingOf, encryptText, formatOf } from '../sops/formats.ts';
import { defaultSelection } from '../sops/selection.ts';
import { inParallel } from './in-parallel.ts';
import { readText, replaceFile, requireRule, rulesReader } from './secrets-files.ts';
import { type Environment, gatherIdentities } from './secrets-keys.ts';

/** Where the key is. */
export interface KeyOptions {
  readonly env: Environment;
  /** The file of the age key, instead of where sops looks. */
  readonly key?: string | undefined;
}

const parallelWrites = 16;

/** Encrypts files in place, each as `.sops.yaml` says, or for the named recipients. Nothing is written unless all can be encrypted. */
export async function encryptFiles(files: readonly string[], recipients: readonly string[] = []): Promise<void> {
  const made: { readonly file: string; readonly text: string }[] = [];
  const rules = rulesReader();
  for (const file of files) {
    const options = recipients.length > 0 ? byHand(file, recipients) : await requireRule(file, rules);
    const text = await readText(file, encodingOf(file));
    made.push({ file, text: await about(file, encryptText(file, text, { ...options, now: realRuntime().now() })) });
  }
  await inParallel(made, parallelWrites, ({ file, text }) => replaceFile(file, text));
}

/** Without a rule: of a Kubernetes object the values of a Secret, of any other file all. */
const byHand = (file: string, recipients: readonly string[]) => ({
  recipients,
  selection: formatOf(file) === 'yaml' ? { encrypted_regex: '^(data|stringData)$' } : defaultSelection,
});

/** A file in clear; its text is in the encoding of `encodingOf`. */
export async function decryptFile(file: string, { env, key }: KeyOptions): Promise<Decrypted> {
  return await about(file, decryptText(file, await readText(file), await gatherIdentities(env, key)));
}

/** Encrypts files anew: another data key, for the recipients that `.sops.yaml` names now. Nothing is written unless all can be. */
export async function rotateFiles(files: readonly string[], options: KeyOptions): Promise<void> {
  const made: { readonly file: string; readonly text: string }[] = [];
  const rules = rulesReader();
  for (const file of files) {
    const { text, metadata } = await decryptFile(file, options);
    if (metadata.otherKeys.length > 0)
      throw new GatehouseError(`${file} is encrypted for ${metadata.otherKeys.join(', ')}, too: not known here`, {
        hint: 'sops rotate does it',
      });
    const { recipients } = await requireRule(file, rules);
    const { selection, macOnlyEncrypted } = metadata;
    const now = realRuntime().now();
    made.push({
      file,
      text: await about(file, encryptText(file, text, { recipients, selection, macOnlyEncrypted, now })),
    });
  }
  await inParallel(made, parallelWrites, ({ file, text }) => replaceFile(file, text));
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
    await about(file, encryptText(file, changed, { recipients: [], selection, macOnlyEncrypted, now }, kept)),
  );
  return true;
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
