import type { ObjectsRule } from '../../../check/rule.ts';
import { isJsonObject } from '../../../kube/json.ts';
import type { UnknownObject } from '../../../kube/object.ts';

const secret = (sops: object | undefined): UnknownObject => ({
  apiVersion: 'v1',
  kind: 'Secret',
  metadata: { name: 'token', namespace: 'apps' },
  ...(sops && { sops }),
  stringData: { token: 'ENC[AES256_GCM,data:x,iv:x,tag:x,type:str]' },
});

export const encryptionWithoutMac: ObjectsRule = {
  id: 'encryption-without-mac',
  needs: 'objects',
  severity: 'error',
  summary: 'An encrypted object has lost its MAC, so that nobody decrypts it any more.',
  why: 'an object is taken for encrypted by its sops.mac alone (kustomize-controller internal/decryptor/decryptor.go)',
  check: ({ objects }) =>
    objects.flatMap((on) => {
      const { sops } = on.object;
      if (!isJsonObject(sops) || !('age' in sops || 'pgp' in sops || 'lastmodified' in sops)) return [];
      if (typeof sops.mac === 'string' && sops.mac !== '') return [];
      const message = 'its sops block has no mac: it is applied as it stands, encrypted texts for values';
      return [{ on, path: ['sops'], message, hint: 'take the file back as it was; gatehouse secrets edit changes it' }];
    }),
  examples: {
    passing: [secret(undefined), secret({ mac: 'ENC[AES256_GCM,data:x]', age: [] })],
    failing: [secret({ age: [], lastmodified: '2026-01-01T00:00:00Z' })],
  },
};
