import type { TextEncoding } from './cipher.ts';
import { type Decrypted, decryptYaml, metadataOf } from './decrypt.ts';
import { parseDotenv, printDotenv, printSealedDotenv, readSealedDotenv } from './dotenv-file.ts';
import { type EncryptOptions, encryptYaml, type KeptKey } from './encrypt.ts';
import { parseIni, printIni, printSealedIni, readSealedIni } from './ini-file.ts';
import { printJson, printSealedJson, readSealedJson } from './json-file.ts';
import { parseJson } from './json-parse.ts';
import type { Metadata } from './metadata.ts';
import { SopsError } from './sops-error.ts';
import { openTree, type SealedTree, type SopsTree, sealTree } from './tree.ts';

/** How a file is written. */
export type Format = 'yaml' | 'json' | 'dotenv' | 'ini' | 'binary';

const endings: readonly (readonly [ending: RegExp, format: Format])[] = [
  [/\.ya?ml$/, 'yaml'],
  [/\.json$/, 'json'],
  [/\.env$/, 'dotenv'],
  [/\.ini$/, 'ini'],
];

/** The format of a file, by its name alone (sops/cmd/sops/formats/formats.go). */
export const formatOf = (path: string): Format => endings.find(([ending]) => ending.test(path))?.[1] ?? 'binary';

/** What bytes the texts of a file in clear stand for: of a file of any bytes, a letter each. */
export const encodingOf = (path: string): TextEncoding => (formatOf(path) === 'binary' ? 'latin1' : 'utf8');

/** A format whose files are read into a tree and printed anew, as SOPS does it. */
interface Store {
  readonly parse: (text: string) => SopsTree;
  readonly print: (tree: SopsTree) => string;
  readonly readSealed: (text: string) => SealedTree | undefined;
  readonly printSealed: (sealed: SealedTree) => string;
}

const json: Store = { parse: parseJson, print: printJson, readSealed: readSealedJson, printSealed: printSealedJson };

const stores: Readonly<Record<Exclude<Format, 'yaml'>, Store>> = {
  json,
  dotenv: { parse: parseDotenv, print: printDotenv, readSealed: readSealedDotenv, printSealed: printSealedDotenv },
  ini: { parse: parseIni, print: printIni, readSealed: readSealedIni, printSealed: printSealedIni },
  binary: {
    ...json,
    parse: (text) => [{ key: 'data', value: { scalar: { type: 'str', text } } }],
    print: contentOf,
  },
};

/** The content of a file of any bytes (sops/stores/json/store.go BinaryStore). */
function contentOf(tree: SopsTree): string {
  const data = tree.find((item) => 'key' in item && item.key === 'data');
  const scalar = data && 'key' in data && 'scalar' in data.value ? data.value.scalar : undefined;
  if (scalar?.type === 'str') return scalar.text;
  throw new SopsError('the file holds no text under `data`');
}

function storeOf(path: string): Store | undefined {
  const format = formatOf(path);
  return format === 'yaml' ? undefined : stores[format];
}

/** A file encrypted as SOPS does it, in the format of its name. The text is in the encoding of {@link encodingOf}. Throws {@link SopsError}. */
export async function encryptText(
  path: string,
  text: string,
  options: EncryptOptions,
  kept?: KeptKey,
): Promise<string> {
  const store = storeOf(path);
  if (!store) return await encryptYaml(text, options, kept);
  if (isSealed(path, text)) throw new SopsError('the file is encrypted already: it holds a `sops` block');
  // A file of any bytes has one value: what chooses among values would leave it in clear (sops/cmd/sops/main.go IsSingleValueStore).
  const whole = formatOf(path) === 'binary' ? { ...options, selection: {}, macOnlyEncrypted: false } : options;
  return store.printSealed(await sealTree(store.parse(text), whole, { kept, encoding: encodingOf(path) }));
}

/** A file in clear, in the encoding of {@link encodingOf}. Throws as `decryptYaml` does. */
export async function decryptText(path: string, text: string, identities: readonly string[]): Promise<Decrypted> {
  const store = storeOf(path);
  if (!store) return await decryptYaml(text, identities);
  const sealed = store.readSealed(text);
  if (!sealed) throw new SopsError('the file is not encrypted: it has no `sops` block');
  const { tree, kept } = await openTree(sealed, identities, encodingOf(path));
  return { text: store.print(tree), metadata: sealed.metadata, kept };
}

/** What the block of a file says; undefined when it has none. */
export async function metadataIn(path: string, text: string): Promise<Metadata | undefined> {
  const store = storeOf(path);
  return store ? store.readSealed(text)?.metadata : await metadataOf(text);
}

/** Whether a file looks encrypted, in the way of its format; it is not read as a whole. */
export function isSealed(path: string, text: string): boolean {
  const format = formatOf(path);
  if (format === 'yaml') return /^["']?sops["']?:/m.test(text);
  if (format === 'dotenv') return /^sops_mac=/m.test(text);
  if (format === 'ini') return /^\[sops\]/m.test(text);
  return /^\s*\{/.test(text) && /"sops"\s*:\s*\{/.test(text) && /"mac"\s*:/.test(text);
}
