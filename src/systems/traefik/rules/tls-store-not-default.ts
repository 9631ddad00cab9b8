import type { ObjectsRule, Problem } from '../../../check/rule.ts';
import type { UnknownObject } from '../../../kube/object.ts';

const store = (name: string): UnknownObject => ({
  apiVersion: 'traefik.io/v1alpha1',
  kind: 'TLSStore',
  metadata: { name, namespace: 'traefik' },
  spec: { defaultCertificate: { secretName: 'wildcard-tls' } },
});

/** A TLSStore of another name: clients are shown the self-signed certificate in spite of it. */
export const tlsStoreNotDefault: ObjectsRule = {
  id: 'tls-store-not-default',
  needs: 'objects',
  severity: 'warning',
  summary: 'The default certificate stands in a TLSStore that is not named default.',
  why: 'the certificate of a TLS store is looked for in the store of the name default alone (traefik pkg/tls/tlsmanager.go)',
  check: (input) =>
    input.ofKind('TLSStore', 'traefik.io').flatMap((on): Problem[] => {
      const { name } = on.object.metadata;
      const { defaultCertificate } = (on.object.spec ?? {}) as { readonly defaultCertificate?: unknown };
      if (name === 'default' || defaultCertificate === undefined) return [];
      const message = `nobody is shown the default certificate of this TLSStore: it is named ${name}, and only default is asked`;
      return [{ on, path: ['metadata', 'name'], message, hint: 'write name: default' }];
    }),
  examples: { passing: [store('default')], failing: [store('wildcard')] },
};
