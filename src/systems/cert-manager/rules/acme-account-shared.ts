import type { ObjectsRule } from '../../../check/rule.ts';
import { exampleIssuer, issuersOf } from '../rule-objects.ts';

/** Issuers of different ACME servers that keep one account key: an account is known to one server only. */
export const acmeAccountShared: ObjectsRule = {
  id: 'acme-account-shared',
  needs: 'objects',
  severity: 'warning',
  summary: 'ACME issuers of different servers share the Secret of their account key.',
  why: 'staging and production have separate accounts (letsencrypt.org/docs/staging-environment); cert-manager registers the one key at both',
  check: (input) => {
    const first = new Map<string, { readonly name: string; readonly server: string }>();
    return issuersOf(input).flatMap(({ object, on }) => {
      const { acme } = object.spec ?? {};
      if (!acme?.privateKeySecretRef?.name) return [];
      const key = `${object.metadata.namespace ?? ''}/${acme.privateKeySecretRef.name}`;
      const other = first.get(key);
      if (!other) first.set(key, { name: object.metadata.name, server: acme.server });
      if (!other || other.server === acme.server) return [];
      return [
        {
          on,
          path: ['spec', 'acme', 'privateKeySecretRef', 'name'],
          message: `${other.name} keeps its account key for another server in ${acme.privateKeySecretRef.name} too`,
          hint: 'name a Secret of its own for each server',
        },
      ];
    });
  },
  examples: {
    passing: [
      exampleIssuer('production'),
      exampleIssuer('staging', { server: 'https://acme-staging-v02.api.letsencrypt.org/directory' }),
    ],
    failing: [
      exampleIssuer('production', { privateKeySecretRef: { name: 'account' } }),
      exampleIssuer('staging', {
        server: 'https://acme-staging-v02.api.letsencrypt.org/directory',
        privateKeySecretRef: { name: 'account' },
      }),
    ],
  },
};
