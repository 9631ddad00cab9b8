import type { Cluster } from '../../../cluster/cluster.ts';
import { messageOf } from '../../../core/errors.ts';
import type { FileTree } from '../../../core/file-tree.ts';
import { isJsonObject, type JsonObject } from '../../../kube/json.ts';
import { kinds } from '../../../kube/types.ts';
import { DecryptionError, type DecryptObject } from '../../../repo/sops.ts';
import { readIdentities, unwrapKey } from '../../../sops/age.ts';
import { metadataOf } from '../../../sops/decrypt.ts';
import { decryptObject } from '../../../sops/decrypt-object.ts';
import type { FluxKustomization } from '../read-objects.ts';

/**
 * What decrypts the objects of a Kustomization: the age identities of its Secret, under names that end in `.agekey`
 * (kustomize-controller internal/decryptor/decryptor.go ImportKeys). Undefined where the cluster has no such Secret: the key is then taken
 * to be there, and values stay unknown.
 */
export async function decryptorFor(
  cluster: Cluster,
  kustomization: FluxKustomization,
  tree: FileTree,
): Promise<DecryptObject | undefined> {
  const { secretRef } = (kustomization.spec as { decryption?: { secretRef?: { name?: string } } }).decryption ?? {};
  if (secretRef?.name === undefined) return undefined;
  const { namespace } = kustomization.metadata;
  const secret = await cluster.get(kinds.Secret, secretRef.name, namespace);
  if (!secret) return undefined;
  const data = isJsonObject(secret.data) ? secret.data : {};
  const keys = Object.entries(data).filter(([name]) => name.endsWith('.agekey'));
  const identities = keys.flatMap(([name, text]) => identitiesIn(name, Buffer.from(String(text), 'base64').toString()));
  const dataKeys = await dataKeysOf(tree, identities);
  return (object) => decryptWith(dataKeys, object);
}

function identitiesIn(name: string, text: string): readonly string[] {
  try {
    return readIdentities(text, name);
  } catch {
    // What is no identity opens nothing.
    return [];
  }
}

/** The data keys that the identities open, by the MAC of the file. */
async function dataKeysOf(tree: FileTree, identities: readonly string[]): Promise<ReadonlyMap<string, Uint8Array>> {
  const keys = new Map<string, Uint8Array>();
  for (const [path, text] of tree) {
    if (!/\.ya?ml$/.test(path) || !/^sops:/m.test(text)) continue;
    const metadata = await metadataOf(text).catch(() => undefined);
    const key = metadata && (await unwrapKey(metadata.age, identities));
    if (metadata && key) keys.set(metadata.mac, key);
  }
  return keys;
}

function decryptWith(dataKeys: ReadonlyMap<string, Uint8Array>, object: JsonObject): JsonObject {
  const mac = isJsonObject(object.sops) ? String(object.sops.mac) : '';
  const key = dataKeys.get(mac);
  if (!key) {
    const message = 'cannot get sops data key: Failed to get the data key required to decrypt the SOPS file.';
    throw new DecryptionError(message);
  }
  try {
    return decryptObject(object, key);
  } catch (thrown) {
    throw new DecryptionError(`error decrypting sops tree: ${messageOf(thrown)}`);
  }
}
