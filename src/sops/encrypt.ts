import { createHash, randomBytes } from 'node:crypto';
import { type WrappedKey, wrapKey } from './age.ts';
import { createCipher, type TextEncoding, type ValueCipher } from './cipher.ts';
import { writeMetadata } from './metadata.ts';
import { type Selection, selects } from './selection.ts';
import { SopsError } from './sops-error.ts';
import { applyEdits, type Edit, readYamlFile, type YamlFile } from './yaml-file.ts';
import type { Leaf } from './yaml-places.ts';

/** How a file is to be encrypted. */
export interface EncryptOptions {
  /** Who is to read it: age recipients. */
  readonly recipients: readonly string[];
  readonly selection: Selection;
  readonly macOnlyEncrypted?: boolean;
  /** Milliseconds since 1970. */
  readonly now: number;
}

/** The key of a file that was opened: with it what did not change is the same text again. */
export interface KeptKey {
  readonly dataKey: Uint8Array;
  readonly cipher: ValueCipher;
  readonly age: readonly WrappedKey[];
}

const dataKeyBytes = 32;

/**
 * A YAML file with its values encrypted, as SOPS encrypts it (sops/sops.go Encrypt): comments, order and what stays readable are kept as
 * they were written. Throws {@link SopsError} for what SOPS refuses, and for a file that is encrypted already.
 */
export async function encryptYaml(written: string, options: EncryptOptions, kept?: KeptKey): Promise<string> {
  const file = await readYamlFile(written);
  if (file.documents.some(({ sops }) => sops !== undefined))
    throw new SopsError('the file is encrypted already: it holds a `sops` block');
  if (kept === undefined && options.recipients.length === 0)
    throw new SopsError('nobody is named who could read the file', { hint: 'name an age recipient' });
  const dataKey = kept?.dataKey ?? randomBytes(dataKeyBytes);
  const cipher = kept?.cipher ?? createCipher(dataKey);
  const lastModified = `${new Date(options.now).toISOString().slice(0, 19)}Z`;
  const mac = cipher.seal({ type: 'str', text: macOf(file, options) }, lastModified);
  const { selection, macOnlyEncrypted = false } = options;
  const age = kept?.age ?? (await wrapKey(dataKey, options.recipients));
  const block = writeMetadata({ age, lastModified, mac, macOnlyEncrypted, selection, otherKeys: [] });
  return applyEdits(file.text, [...sealed(file, selection, cipher), ...withBlock(file, block)]);
}

// Sets files with and without the option apart (sops/sops.go MACOnlyEncryptedInitialization).
const onlyEncrypted = Buffer.from('8a3fd2ad54ce66527b1034f3d147be0b0b975b3bf44f72c6fdadec8176f27d69', 'hex');

/** A value and its path of keys. */
export interface HashedLeaf {
  readonly path: readonly string[];
  readonly scalar: { readonly text: string };
}

/** The hash of all values in their order, in upper-case hex: nulls and comments are not in it (sops/sops.go Encrypt). */
export function macOf(
  { documents }: { readonly documents: readonly { readonly leaves: readonly HashedLeaf[] }[] },
  { selection, macOnlyEncrypted }: Pick<EncryptOptions, 'selection' | 'macOnlyEncrypted'>,
  encoding: TextEncoding = 'utf8',
): string {
  const hash = createHash('sha512');
  if (macOnlyEncrypted) hash.update(onlyEncrypted);
  for (const { path, scalar } of documents.flatMap(({ leaves }) => leaves))
    if (!macOnlyEncrypted || selects(selection, path)) hash.update(scalar.text, encoding);
  return hash.digest('hex').toUpperCase();
}

/** A path as it goes into the authentication of a value. */
export const placeOf = (path: readonly string[]): string => `${path.join(':')}:`;

function sealed({ text, documents, comments }: YamlFile, selection: Selection, cipher: ValueCipher): Edit[] {
  const notes = comments
    .filter((comment) => comment.text !== '' && selects(selection, comment.paths[0]!))
    .map(({ start, end, text: note, paths }) => {
      return { start, end, text: `#${cipher.seal({ type: 'comment', text: note }, placeOf(paths[0]!))}` };
    });
  const values = documents
    .flatMap(({ leaves }) => leaves)
    .filter(({ path, scalar }) => scalar.text !== '' && selects(selection, path))
    .map((leaf): Edit => {
      const value = cipher.seal(leaf.scalar, placeOf(leaf.path));
      const head = notes.find(({ start }) => leaf.block && start > leaf.start && start < leaf.end);
      const note = head ? ` ${head.text}` : '';
      return { start: leaf.start, end: leaf.end, text: `${written(leaf, value)}${note}${tail(leaf, text)}` };
    });
  return [...values, ...notes];
}

// Brackets and commas mean something within `[]` and `{}`.
const written = ({ indent }: Leaf, value: string): string => (indent === undefined ? `"${value}"` : value);

/** A block scalar ends with the end of a line. */
const tail = ({ block, start, end }: Leaf, text: string): string =>
  block && text.slice(start, end).endsWith('\n') ? '\n' : '';

/** The block stands at the end of each document. */
const withBlock = ({ text, documents }: YamlFile, block: string): Edit[] =>
  documents.map(({ end }) => {
    const before = end > 0 && text[end - 1] !== '\n' ? '\n' : '';
    return { start: end, end, text: `${before}${block}` };
  });
