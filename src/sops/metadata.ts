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

/** The fields of a `sops` block in the order in which SOPS 3.13 writes them: that of the alphabet (sops/stores/metadata.go). */
export function metadataFields({ age, lastModified, mac, macOnlyEncrypted, selection }: Metadata): JsonObject {
  const fields: JsonObject = {
    age: age.map(({ enc, recipient }) => ({ enc, recipient })),
    lastmodified: lastModified,
    mac,
    ...(macOnlyEncrypted && { mac_only_encrypted: true }),
    ...(selection as JsonObject),
    version: sopsVersion,
  };
  return Object.fromEntries(Object.entries(fields).sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** The block as YAML, four blanks a step (sops/stores/yaml/store.go). */
export function writeMetadata(metadata: Metadata): string {
  const { age: _, ...fields } = metadataFields(metadata);
  const keys = metadata.age.map(({ enc, recipient }) => {
    const lines = enc.trimEnd().split('\n');
    return [
      '        - enc: |',
      ...lines.map((line) => `            ${line}`),
      `          recipient: ${recipient}`,
    ].join('\n');
  });
  const lines = Object.entries(fields).map(([key, value]) => `    ${key}: ${printField(key, value)}`);
  return ['sops:', '    age:', ...keys, ...lines, ''].join('\n');
}

function printField(key: string, value: Json | undefined): string {
  if (key === 'lastmodified') return `"${String(value)}"`;
  return key === 'mac' || key === 'version' ? String(value) : writeYaml(value).trimEnd();
}
