import { randomBytes } from 'node:crypto';
import { unwrapKey, wrapKey } from './age.ts';
import { createCipher, type OpenedValue, type TextEncoding, type ValueCipher } from './cipher.ts';
import { compareMac, noKey, normal } from './decrypt.ts';
import { type EncryptOptions, type HashedLeaf, type KeptKey, macOf, placeOf } from './encrypt.ts';
import type { Metadata } from './metadata.ts';
import type { SopsScalar } from './scalar.ts';
import { type Selection, selects } from './selection.ts';
import { SopsError } from './sops-error.ts';

/** A value of a file: a map in its order, a list, a scalar, or nothing. */
export type TreeNode =
  | { readonly map: readonly TreeItem[] }
  | { readonly list: readonly TreeNode[] }
  | { readonly scalar: SopsScalar }
  | { readonly scalar: undefined };

/** What stands in a map: a value under its key, or a comment between them. */
export type TreeItem = { readonly key: string; readonly value: TreeNode } | { readonly comment: string };

/** A file as SOPS sees it, whatever its format (sops/sops.go TreeBranch). */
export type SopsTree = readonly TreeItem[];

/** A tree with its values encrypted, and what its block is to say. */
export interface SealedTree {
  readonly tree: SopsTree;
  readonly metadata: Metadata;
}

/** A tree in clear, and what is needed to encrypt it again. */
export interface OpenedTree {
  readonly tree: SopsTree;
  readonly kept: KeptKey;
}

/** A tree with its values encrypted (sops/sops.go Encrypt). Throws {@link SopsError} where nobody could read it. */
export async function sealTree(
  tree: SopsTree,
  options: EncryptOptions,
  { kept, encoding = 'utf8' }: { readonly kept?: KeptKey | undefined; readonly encoding?: TextEncoding } = {},
): Promise<SealedTree> {
  if (kept === undefined && options.recipients.length === 0)
    throw new SopsError('nobody is named who could read the file', { hint: 'name an age recipient' });
  const dataKey = kept?.dataKey ?? randomBytes(32);
  const cipher = kept?.cipher ?? createCipher(dataKey, encoding);
  const { selection, macOnlyEncrypted = false } = options;
  const lastModified = `${new Date(options.now).toISOString().slice(0, 19)}Z`;
  const text = macOf({ documents: [{ leaves: leavesOf(tree) }] }, options, encoding);
  const mac = cipher.seal({ type: 'str', text }, lastModified);
  const age = kept?.age ?? (await wrapKey(dataKey, options.recipients));
  const sealed = changeItems(tree, [], {
    scalar: (scalar, path) =>
      selects(selection, path) ? { type: 'str', text: cipher.seal(scalar, placeOf(path)) } : scalar,
    comment: (comment, path) =>
      selects(selection, path) ? cipher.seal({ type: 'comment', text: comment }, placeOf(path)) : comment,
  });
  return { tree: sealed, metadata: { age, lastModified, mac, macOnlyEncrypted, selection, otherKeys: [] } };
}

/** A tree in clear (sops/sops.go Decrypt). Throws as `decryptYaml` does. */
export async function openTree(
  { tree, metadata }: SealedTree,
  identities: readonly string[],
  encoding: TextEncoding = 'utf8',
): Promise<OpenedTree> {
  const dataKey = await unwrapKey(metadata.age, identities);
  if (!dataKey) throw noKey(metadata, identities.length);
  const cipher = createCipher(dataKey, encoding);
  const { selection } = metadata;
  const opened = changeItems(tree, [], {
    scalar: (scalar, path) => (selects(selection, path) ? openScalar(scalar, path, cipher) : scalar),
    comment: (comment, path) => openComment(comment, path, { selection, cipher }),
  });
  compareMac(macOf({ documents: [{ leaves: leavesOf(opened) }] }, metadata, encoding), metadata, cipher);
  return { tree: opened, kept: { dataKey, cipher, age: metadata.age } };
}

function openScalar(scalar: SopsScalar, path: readonly string[], cipher: ValueCipher): SopsScalar {
  if (scalar.type !== 'str') throw new SopsError(`the value at ${placeOf(path)} should be encrypted, and is not`);
  const { type, text } = cipher.open(scalar.text, placeOf(path));
  return normal({ type: type === 'bytes' || type === 'comment' ? 'str' : type, text });
}

/** A comment that nobody can read stays as it is, as with SOPS. */
function openComment(
  comment: string,
  path: readonly string[],
  { selection, cipher }: { readonly selection: Selection; readonly cipher: ValueCipher },
): string {
  if (!selects(selection, path) || !comment.startsWith('ENC[')) return comment;
  try {
    const opened: OpenedValue = cipher.open(comment, placeOf(path));
    return opened.text;
  } catch {
    return comment;
  }
}

interface Change {
  readonly scalar: (scalar: SopsScalar, path: readonly string[]) => SopsScalar;
  readonly comment: (comment: string, path: readonly string[]) => string;
}

const changeItems = (items: SopsTree, path: readonly string[], change: Change): SopsTree =>
  items.map((item) =>
    'comment' in item
      ? { comment: change.comment(item.comment, path) }
      : { key: item.key, value: changeNode(item.value, [...path, item.key], change) },
  );

/** Items of a list are at the path of the list (sops/sops.go walkSlice). */
function changeNode(node: TreeNode, path: readonly string[], change: Change): TreeNode {
  if ('map' in node) return { map: changeItems(node.map, path, change) };
  if ('list' in node) return { list: node.list.map((item) => changeNode(item, path, change)) };
  return node.scalar === undefined ? node : { scalar: change.scalar(node.scalar, path) };
}

/** Every value with its path, in order; nulls and comments are none. */
function leavesOf(tree: SopsTree): readonly HashedLeaf[] {
  const leaves: HashedLeaf[] = [];
  changeItems(tree, [], {
    scalar: (scalar, path) => {
      leaves.push({ path, scalar });
      return scalar;
    },
    comment: (comment) => comment,
  });
  return leaves;
}
