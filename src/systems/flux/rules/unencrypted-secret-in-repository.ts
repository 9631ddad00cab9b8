import type { ObjectsRule } from '../../../check/rule.ts';
import { isJsonObject } from '../../../kube/json.ts';
import type { UnknownObject } from '../../../kube/object.ts';

const secret = (fields: object): UnknownObject => ({
  apiVersion: 'v1',
  kind: 'Secret',
  metadata: { name: 'token', namespace: 'apps' },
  ...fields,
});

/** Texts that only say where a secret is kept: a reference of 1Password, of vals, of a template, a variable filled in by Flux. */
const reference = /^(?:op:\/\/[^\n]+|ref\+\w+:\/\/[^\n]+|\{\{.*\}\}|\$\{[^}]*\}|<[^<>]*>)$/s;

/** What everyone may know: public keys of SSH, a line each, and public keys and certificates of PEM. */
const openText =
  /^((?:(?:ssh|ecdsa|sk)-[\w@.-]+ [\w+/=]+[^\n]*|#[^\n]*)\s*)+$|^(-----BEGIN (PUBLIC KEY|CERTIFICATE)-----[\w+/=\s]+-----END \3-----\s*)+$/;

/** Values that are no secret: empty, open, a reference to one, or encrypted. */
const isHarmless = (value: unknown): boolean => {
  if (typeof value !== 'string') return true;
  const text = value.trim();
  return text === '' || reference.test(text) || openText.test(text) || text.startsWith('ENC[');
};

/** Values of `data` are base64, also where the decryption of the file is only played. */
const isHarmlessData = (value: unknown): boolean =>
  isHarmless(value) || isHarmless(Buffer.from(String(value), 'base64').toString('utf8'));

const valuesOf = (field: unknown): readonly unknown[] => (isJsonObject(field) ? Object.values(field) : []);

export const unencryptedSecretInRepository: ObjectsRule = {
  id: 'unencrypted-secret-in-repository',
  needs: 'objects',
  severity: 'warning',
  summary: 'A Secret whose values anyone with the repository can read.',
  why: 'base64 is no encryption (fluxcd/website content/en/flux/guides/mozilla-sops.md)',
  check: ({ ofKind }) =>
    ofKind('Secret', '').flatMap((on) => {
      const { data, stringData, sops } = on.object;
      if (sops !== undefined) return [];
      if (valuesOf(data).every(isHarmlessData) && valuesOf(stringData).every(isHarmless)) return [];
      const field = valuesOf(stringData).some((value) => !isHarmless(value)) ? 'stringData' : 'data';
      const message = 'the values stand in the repository unencrypted';
      return [
        {
          on,
          path: [field],
          message,
          hint: "encrypt it: sops --encrypt --encrypted-regex '^(data|stringData)$' -i FILE; and change the values",
        },
      ];
    }),
  examples: {
    passing: [
      secret({ stringData: { token: ['$', '{TOKEN}'].join('') } }),
      secret({ data: { t: 'ENC[AES256_GCM,data:x]' }, sops: { mac: 'ENC[x]' } }),
      secret({ data: { t: Buffer.from('ENC[AES256_GCM,data:x]').toString('base64') } }),
      secret({ stringData: { keys: 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAA ann@example.org\n# old\n' } }),
      secret({ stringData: { token: 'op://the house/cluster/token' } }),
    ],
    failing: [secret({ stringData: { token: 'hunter2' } })],
  },
};
