import type { Rule } from '../../../check/rule.ts';
import { isJsonObject } from '../../../kube/json.ts';
import type { UnknownObject } from '../../../kube/object.ts';

const secret = (fields: object): UnknownObject => ({
  apiVersion: 'v1',
  kind: 'Secret',
  metadata: { name: 'token', namespace: 'apps' },
  ...fields,
});

/** Values that are no secret: empty, a variable filled in by Flux, or encrypted. */
const isHarmless = (value: unknown): boolean => {
  if (typeof value !== 'string') return true;
  const text = value.trim();
  return text === '' || /^\$\{[^}]*\}$/.test(text) || text.startsWith('ENC[');
};

const valuesOf = (field: unknown): readonly unknown[] => (isJsonObject(field) ? Object.values(field) : []);

export const unencryptedSecretInRepository: Rule = {
  id: 'unencrypted-secret-in-repository',
  severity: 'warning',
  summary: 'A Secret whose values anyone with the repository can read.',
  why: 'base64 is no encryption (fluxcd/website content/en/flux/guides/mozilla-sops.md)',
  check: ({ ofKind }) =>
    ofKind('Secret', '').flatMap((on) => {
      const { data, stringData, sops } = on.object;
      if (sops !== undefined || [...valuesOf(data), ...valuesOf(stringData)].every(isHarmless)) return [];
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
    ],
    failing: [secret({ stringData: { token: 'hunter2' } })],
  },
};
