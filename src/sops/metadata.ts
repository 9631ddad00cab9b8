import { isJsonObject, type JsonObject } from '../kube/json.ts';
import type { Json } from '../kube/object.ts';
import { writeYaml } from '../kube/yaml-write.ts';
import type { WrappedKey } from './age.ts';
import { defaultSelection, type Selection, selectionNames } from './selection.ts';
import { SopsError } from './sops-error.ts';

/** What the `sops` block of a file says. */
export interface Metadata {
  readonly age: readonly WrappedKey[];
  /** RFC 3339 to the second, in UTC. */
  readonly lastModified: string;
  /** Encrypted; empty when it was taken out. */
  readonly mac: string;
  readonly macOnlyEncrypted: boolean;
  readonly selection: Selection;
  /** Kinds of keys beside age that the data key is encrypted with: `pgp`, `kms` … */
  readonly otherKeys: readonly string[];
}

/** The format that is written is that of this version of SOPS. */
export const sopsVersion = '3.13.2';

const keyKinds = ['kms', 'gcp_kms', 'azure_kv', 'hc_vault', 'hckms', 'pgp', 'key_groups'];

const textOf = (value: Json | undefined): string => (typeof value === 'string' ? value : '');

/** Reads a `sops` block. Throws {@link SopsError} where it is of a kind that is not known here. */
export function readMetadata(said: unknown): Metadata {
  if (!isJsonObject(said as Json)) throw new SopsError('the sops block is no map');
  const block = said as JsonObject;
  const comment = ['encrypted_comment_regex', 'unencrypted_comment_regex'].find((name) => textOf(block[name]) !== '');
  if (comment) throw new SopsError(`${comment} is not known here`, { hint: 'sops itself reads this file' });
  const entries = selectionNames.flatMap((name) => (textOf(block[name]) === '' ? [] : [[name, textOf(block[name])]]));
  return {
    age: (Array.isArray(block.age) ? (block.age as Json[]) : []).filter(isJsonObject).map(({ enc, recipient }) => ({
      enc: textOf(enc),
      recipient: textOf(recipient),
    })),
    lastModified: textOf(block.lastmodified),
    mac: textOf(block.mac),
    macOnlyEncrypted: block.mac_only_encrypted === true || block.mac_only_encrypted === 'true',
    selection: entries.length > 0 ? (Object.fromEntries(entries) as Selection) : defaultSelection,
    otherKeys: keyKinds.filter((kind) => Array.isArray(block[kind]) && (block[kind] as Json[]).length > 0),
  };
}

/** The `sops` block as SOPS 3.13 writes it: keys in order of the alphabet, four blanks a step (sops/stores/stores.go). */
export function writeMetadata({ age, lastModified, mac, macOnlyEncrypted, selection }: Metadata): string {
  const keys = age.map(({ enc, recipient }) => {
    const lines = enc.trimEnd().split('\n');
    return [
      '        - enc: |',
      ...lines.map((line) => `            ${line}`),
      `          recipient: ${recipient}`,
    ].join('\n');
  });
  const [[name, value] = ['', '']] = Object.entries(selection);
  const fields: Record<string, string> = {
    lastmodified: `"${lastModified}"`,
    mac,
    version: sopsVersion,
    ...(macOnlyEncrypted && { mac_only_encrypted: 'true' }),
    ...(name !== '' && { [name]: writeYaml(value).trimEnd() }),
  };
  const lines = Object.keys(fields)
    .sort()
    .map((key) => `    ${key}: ${fields[key]}`);
  return ['sops:', '    age:', ...keys, ...lines, ''].join('\n');
}
