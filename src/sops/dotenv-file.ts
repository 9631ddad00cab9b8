import { isJsonObject, type JsonObject } from '../kube/json.ts';
import type { Json } from '../kube/object.ts';
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
  const block: Record<string, Json> = {};
  for (const { key, value } of own)
    if ('scalar' in value) place(block, key.slice(prefix.length), value.scalar?.text ?? '');
  return { tree: all.filter((item) => !own.some((each) => each === item)), metadata: readMetadata(listed(block)) };
}

/** An encrypted file of variables: the block is flattened behind them (sops/stores/flatten.go). */
export const printSealedDotenv = ({ tree, metadata }: SealedTree): string =>
  printDotenv([
    ...tree,
    ...flatten(metadataFields(metadata), prefix.slice(0, -1), '_').map(([key, text]) => ({
      key,
      value: { scalar: { type: 'str', text } as const },
    })),
  ]);

function flatten(value: Json, name: string, joint = '__map_'): (readonly [name: string, text: string])[] {
  if (Array.isArray(value)) return value.flatMap((item: Json, i) => flatten(item, `${name}__list_${i}`));
  if (!isJsonObject(value)) return [[name, String(value)]];
  return Object.entries(value).flatMap(([key, inner]) => flatten(inner, `${name}${joint}${key}`));
}

/** Puts a text where its flattened name says; lists are maps by number until all is there. */
function place(root: Record<string, Json>, name: string, text: string): void {
  const steps = name.split(/__(?:map|list)_/);
  let at: Record<string, Json> = root;
  for (const step of steps.slice(0, -1)) {
    const next = at[step];
    const inner: Record<string, Json> = isJsonObject(next) ? (next as Record<string, Json>) : {};
    Object.defineProperty(at, step, { value: inner, enumerable: true, writable: true, configurable: true });
    at = inner;
  }
  Object.defineProperty(at, steps.at(-1)!, { value: text, enumerable: true, writable: true, configurable: true });
}

function listed(value: Json): Json {
  if (!isJsonObject(value)) return value;
  const entries = Object.entries(value as JsonObject).map(([key, inner]) => [key, listed(inner)] as const);
  return entries.length > 0 && entries.every(([key], i) => key === String(i))
    ? entries.map(([, inner]) => inner)
    : Object.fromEntries(entries);
}
