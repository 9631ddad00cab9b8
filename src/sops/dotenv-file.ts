import { flattenFields, unflattenFields } from './flat-metadata.ts';
import { metadataFields, readMetadata } from './metadata.ts';
import { SopsError } from './sops-error.ts';
import type { SealedTree, SopsTree } from './tree.ts';

const prefix = 'sops_';

/** A file of variables as SOPS reads it: a line each, `#` for a comment, `\n` for the end of a line (sops/stores/dotenv/store.go). */
export const parseDotenv = (text: string): SopsTree =>
  text
    .split('\n')
    .filter((line) => line !== '')
    .map((line, index) => {
      if (line.startsWith('#')) return { comment: line.slice(1) };
      const at = line.indexOf('=');
      if (at < 0) throw new SopsError(`variable ${index + 1} is no NAME=VALUE`);
      const value = line.slice(at + 1).replaceAll('\\n', '\n');
      return { key: line.slice(0, at), value: { scalar: { type: 'str', text: value } } };
    });

/** A tree as variables. Throws {@link SopsError} for maps and lists. */
export const printDotenv = (tree: SopsTree): string =>
  tree
    .map((item) => {
      if ('comment' in item) return `#${item.comment}\n`;
      if (!('scalar' in item.value)) throw new SopsError(`${item.key} is no text: a file of variables holds none else`);
      return `${item.key}=${(item.value.scalar?.text ?? '').replaceAll('\n', '\\n')}\n`;
    })
    .join('');

/** What an encrypted file of variables holds; undefined where none of them is of SOPS. */
export function readSealedDotenv(text: string): SealedTree | undefined {
  const all = parseDotenv(text);
  const own = all.flatMap((item) => ('key' in item && item.key.startsWith(prefix) ? [item] : []));
  if (own.length === 0) return undefined;
  const block = own.flatMap(({ key, value }) =>
    'scalar' in value ? [[key.slice(prefix.length), value.scalar?.text ?? ''] as const] : [],
  );
  return {
    tree: all.filter((item) => !own.some((each) => each === item)),
    metadata: readMetadata(unflattenFields(block)),
  };
}

/** An encrypted file of variables: the block is flattened behind them (sops/stores/metadata.go MetadataFlattenFull). */
export const printSealedDotenv = ({ tree, metadata }: SealedTree): string =>
  printDotenv([
    ...tree,
    ...flattenFields(metadataFields(metadata)).map(([name, text]) => ({
      key: `${prefix}${name}`,
      value: { scalar: { type: 'str', text } as const },
    })),
  ]);
