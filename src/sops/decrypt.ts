import { timingSafeEqual } from 'node:crypto';
import { writeYamlScalar } from '../kube/yaml-write-scalar.ts';
import { unwrapKey } from './age.ts';
import { createCipher, type OpenedValue, type ValueCipher } from './cipher.ts';
import { type KeptKey, macOf, placeOf } from './encrypt.ts';
import { type Metadata, readMetadata } from './metadata.ts';
import type { SopsScalar } from './scalar.ts';
import { selects } from './selection.ts';
import { SopsError } from './sops-error.ts';
import type { CommentPlace } from './yaml-comments.ts';
import { applyEdits, type Edit, readYamlFile, type YamlFile } from './yaml-file.ts';
import type { Leaf } from './yaml-places.ts';

/** A file in clear, and what is needed to encrypt it again. */
export interface Decrypted {
  readonly text: string;
  readonly metadata: Metadata;
  readonly kept: KeptKey;
}

/** What the `sops` block of a file says; undefined when it has none. */
export async function metadataOf(text: string): Promise<Metadata | undefined> {
  const said = (await readYamlFile(text)).documents[0]?.sops?.said;
  return said === undefined ? undefined : readMetadata(said);
}

/** No identity opens the data key of a file. */
export class NoKeyError extends SopsError {}

/** The MAC of a file says that a value was changed, added, moved or taken out. */
export class MacError extends SopsError {}

/**
 * A YAML file in clear (sops/sops.go Decrypt). Throws {@link NoKeyError} when no identity opens it, {@link MacError} when its MAC does not
 * hold (Flux itself does not look: `checkMac: false`), {@link SopsError} for what SOPS refuses.
 */
export async function decryptYaml(
  written: string,
  identities: readonly string[],
  { checkMac = true }: { readonly checkMac?: boolean } = {},
): Promise<Decrypted> {
  const file = await readYamlFile(written);
  const said = file.documents[0]?.sops?.said;
  if (said === undefined) throw new SopsError('the file is not encrypted: it has no `sops` block');
  const metadata = readMetadata(said);
  const dataKey = await unwrapKey(metadata.age, identities);
  if (!dataKey) throw noKey(metadata, identities.length);
  const cipher = createCipher(dataKey);
  const opened = openLeaves(file, metadata, cipher);
  if (checkMac) verifyMac(opened, metadata, cipher);
  const edits = [...clearLeaves(file, opened), ...clearComments(file, metadata, cipher), ...withoutBlocks(file)];
  return { text: applyEdits(file.text, edits), metadata, kept: { dataKey, cipher, age: metadata.age } };
}

/** What is said where no identity opens a file. */
export function noKey({ age, otherKeys }: Metadata, count: number): NoKeyError {
  const kinds = age.length === 0 ? otherKeys.join(', ') : age.map(({ recipient }) => recipient).join(', ');
  const have = count === 0 ? 'no key is at hand' : 'no key at hand opens it';
  return new NoKeyError(`the data key is encrypted for ${kinds || 'nobody'}, and ${have}`, {
    hint: 'name the file of the age key: --key FILE, or SOPS_AGE_KEY_FILE',
  });
}

/** Each leaf as it is in clear; undefined for one that is not encrypted. */
type Opened = readonly { readonly leaf: Leaf; readonly scalar: SopsScalar; readonly wasSealed: boolean }[];

function openLeaves({ documents }: YamlFile, { selection }: Metadata, cipher: ValueCipher): Opened {
  return documents.flatMap(({ leaves }) =>
    leaves.map((leaf) => {
      if (!selects(selection, leaf.path)) return { leaf, scalar: leaf.scalar, wasSealed: false };
      if (leaf.scalar.type !== 'str')
        throw new SopsError(`the value at ${placeOf(leaf.path)} should be encrypted, and is not`);
      const { type, text } = cipher.open(leaf.scalar.text, placeOf(leaf.path));
      // SOPS hashes raw bytes and comments as the text they are.
      const scalar: SopsScalar = { type: type === 'bytes' || type === 'comment' ? 'str' : type, text };
      return { leaf, scalar: normal(scalar), wasSealed: leaf.scalar.text !== '' };
    }),
  );
}

/** Truth values may have been written as Go reads them (strconv.ParseBool). */
export const normal = ({ type, text }: SopsScalar): SopsScalar =>
  type === 'bool' ? { type, text: /^(?:1|t|T|TRUE|true|True)$/.test(text) ? 'True' : 'False' } : { type, text };

function verifyMac(opened: Opened, { mac, lastModified, selection, macOnlyEncrypted }: Metadata, cipher: ValueCipher) {
  const leaves = opened.map(({ leaf, scalar }) => ({ path: leaf.path, scalar }));
  compareMac(macOf({ documents: [{ leaves }] }, { selection, macOnlyEncrypted }), { mac, lastModified }, cipher);
}

/** Holds the hash of the values to the MAC that a file carries. Throws {@link MacError} where it is another one. */
export function compareMac(
  computed: string,
  { mac, lastModified }: Pick<Metadata, 'mac' | 'lastModified'>,
  cipher: ValueCipher,
): void {
  if (mac === '')
    throw new MacError('the MAC was taken out of the file: nothing says that its values are those that were encrypted');
  const said = openMac(mac, lastModified, cipher);
  if (said.length === computed.length && timingSafeEqual(Buffer.from(said), Buffer.from(computed))) return;
  throw new MacError(
    'MAC mismatch: a value of the file was changed, added, moved or taken out after it was encrypted',
    {
      hint: 'take back the change, or make it with gatehouse secrets edit',
    },
  );
}

function openMac(mac: string, lastModified: string, cipher: ValueCipher): string {
  try {
    return cipher.open(mac, lastModified).text;
  } catch (cause) {
    throw new MacError('the MAC of the file cannot be decrypted: it, or lastmodified, was changed', { cause });
  }
}

function clearLeaves({ text, comments }: YamlFile, opened: Opened): Edit[] {
  const commented = new Set(comments.map(({ start }) => lineEnd(text, start)));
  return opened
    .filter(({ wasSealed }) => wasSealed)
    .map(({ leaf: { start, end, indent, block }, scalar }) => {
      // The lines of a block scalar would come between the key and the comment behind it.
      const oneLine = indent === undefined || (scalar.text.includes('\n') && commented.has(lineEnd(text, end - 1)));
      const tail = block && text.slice(start, end).endsWith('\n') ? '\n' : '';
      return { start, end, text: `${printScalar(scalar, oneLine ? undefined : indent)}${tail}` };
    });
}

const lineEnd = (text: string, at: number): number => text.indexOf('\n', at);

// Unprintable, and what a reader may take for the end of a line.
const escaped = /[\u007f-\u009f\u2028\u2029\ufeff\ufffe\uffff]/g;
const quoted = (text: string): string =>
  JSON.stringify(text).replace(escaped, (letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`);

/** A value as YAML that reads back as the same one; without an indent it stays on one line. */
function printScalar({ type, text }: SopsScalar, indent: string | undefined): string {
  if (type === 'str') return indent === undefined ? quoted(text) : writeYamlScalar(text, indent);
  if (type === 'bool') return text.toLowerCase();
  if (type !== 'float') return text;
  if (text === 'NaN') return '.nan';
  if (text.endsWith('Inf')) return text.startsWith('-') ? '-.inf' : '.inf';
  return text.includes('.') ? text : `${text}.0`;
}

function clearComments({ comments }: YamlFile, { selection }: Metadata, cipher: ValueCipher): Edit[] {
  return comments.flatMap((comment) => {
    if (!comment.text.startsWith('ENC[')) return [];
    const opened = openComment(comment, selection, cipher);
    return opened ? [{ start: comment.start, end: comment.end, text: `#${opened.text}` }] : [];
  });
}

/** A comment that nobody can read stays as it is, as with SOPS: it may never have been encrypted. */
function openComment(
  { text, paths }: CommentPlace,
  selection: Metadata['selection'],
  cipher: ValueCipher,
): OpenedValue | undefined {
  for (const path of paths) {
    if (!selects(selection, path)) continue;
    try {
      return cipher.open(text, placeOf(path));
    } catch {
      // It belongs to another place.
    }
  }
  return undefined;
}

const withoutBlocks = ({ documents }: YamlFile): Edit[] =>
  documents.flatMap(({ sops }) => (sops ? [{ start: sops.start, end: sops.end, text: '' }] : []));
