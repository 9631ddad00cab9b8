import { describe, expect, test } from 'vitest';
import type { Cluster } from '../../../cluster/cluster.ts';
import type { JsonObject } from '../../../kube/json.ts';
import { readDocuments } from '../../../kube/yaml-read.ts';
import { buildKustomization } from '../../../repo/build.ts';
import { createIdentity } from '../../../sops/age.ts';
import { encryptYaml } from '../../../sops/encrypt.ts';
import type { FluxKustomization } from '../read-objects.ts';
import { decryptorFor } from './decryption.ts';

const plain =
  'apiVersion: v1\nkind: Secret\nmetadata:\n  name: token\n  namespace: apps\nstringData:\n  token: hunter2\n  port: "8080"\n';
const kustomization = {
  apiVersion: 'kustomize.toolkit.fluxcd.io/v1',
  kind: 'Kustomization',
  metadata: { name: 'apps', namespace: 'flux-system' },
  spec: {
    interval: '1m',
    path: './apps',
    prune: true,
    sourceRef: { kind: 'GitRepository', name: 'platform' },
    decryption: { provider: 'sops', secretRef: { name: 'sops-age' } },
  },
} as FluxKustomization;

/** A cluster in which one Secret stands, or none. */
const clusterWith = (data?: Readonly<Record<string, string>>): Cluster =>
  ({ get: () => Promise.resolve(data && { data }) }) as unknown as Cluster;
const base64 = (text: string): string => Buffer.from(text).toString('base64');

async function buildWith(keyName: string, which: 'own' | 'other' | 'none') {
  const { identity, recipient } = await createIdentity();
  const other = await createIdentity();
  const selection = { encrypted_regex: '^(data|stringData)$' };
  const text = await encryptYaml(plain, { recipients: [recipient], selection, now: 0 });
  const tree = new Map([['apps/token.sops.yaml', text]]);
  const data = which === 'none' ? undefined : { [keyName]: base64(which === 'own' ? identity : other.identity) };
  const decrypt = await decryptorFor(clusterWith(data), kustomization, tree);
  return buildKustomization(tree, kustomization, () => undefined, { decrypt });
}

describe('a Kustomization with encrypted files', () => {
  test('applies them in clear when its Secret holds the key', async () => {
    const { objects } = await buildWith('age.agekey', 'own');
    expect(objects[0]?.object).toEqual(readDocuments(plain, '').documents[0]?.value as JsonObject);
  });

  test.each([
    ['age.agekey', 'other'],
    ['age.key', 'own'],
  ] as const)('stops when %s holds the key of %s', async (name, which) => {
    const { failure, objects } = await buildWith(name, which);
    expect(objects).toEqual([]);
    expect(failure).toEqual({
      reason: 'BuildFailed',
      message:
        "decryption failed for 'Secret.v1.[noGrp]/token': cannot get sops data key: Failed to get the data key required to decrypt the SOPS file.",
    });
  });

  test('leaves values unknown where the Secret of the key is not there', async () => {
    const { objects, failure } = await buildWith('', 'none');
    expect(failure).toBeUndefined();
    expect(JSON.stringify(objects)).toContain('ENC[');
    expect(JSON.stringify(objects)).not.toContain('hunter2');
  });
});
