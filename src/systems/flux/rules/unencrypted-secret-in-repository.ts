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
const isHarmlessData = (value: unknown): boolean => isHarmless(value) || isHarmless(decoded(String(value)));

/** Keys of what says where something is, and who asks: it opens nothing. */
const openKey = /^(.*[_-])?(user(name)?|host(name)?|type|port|db(name)?|database|namespace|region|bucket|endpoint)$/i;

/** An address of a server without a password in it. */
const openAddress = /^[a-z][a-z0-9+.:-]*:\/\/([^:@/\s]*@)?[^@\s]*$/i;
const namesSecret = /(pass(word|wd)?|pwd|token|secret|key)=[^/]/i;

/** Values of a field, but for those that open nothing by what their key says, or as the address that they are. */
const valuesOf = (field: unknown, decode = (value: string) => value): readonly unknown[] =>
  isJsonObject(field)
    ? Object.entries(field).flatMap(([key, value]) => {
        const text = typeof value === 'string' ? decode(value) : '';
        return openKey.test(key) || (openAddress.test(text) && !namesSecret.test(text)) ? [] : [value];
      })
    : [];

const decoded = (value: string): string => Buffer.from(value, 'base64').toString('utf8');

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
      if (valuesOf(data, decoded).every(isHarmlessData) && valuesOf(stringData).every(isHarmless)) return [];
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
      secret({
        stringData: {
          username: 'ann',
          type: 'git',
          port: '5432',
          uri: 'postgresql://ann@db.example.org:5432/app?sslkey=/run/tls.key',
        },
      }),
      secret({ stringData: { token: 'op://the house/cluster/token' } }),
    ],
    failing: [
      secret({ stringData: { token: 'hunter2' } }),
      secret({ stringData: { uri: 'postgresql://ann:hunter2@db.example.org/app' } }),
    ],
  },
};
