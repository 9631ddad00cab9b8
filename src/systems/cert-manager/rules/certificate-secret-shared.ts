import type { ObjectsRule } from '../../../check/rule.ts';
import { certificatesOf, exampleCertificate } from '../rule-objects.ts';

/** Two Certificates that write one Secret: each would undo the other. */
export const certificateSecretShared: ObjectsRule = {
  id: 'certificate-secret-shared',
  needs: 'objects',
  severity: 'error',
  summary: 'Two Certificates of a namespace write the same Secret.',
  why: 'only the one that issued first goes on, the other waits (cert-manager internal/controller/certificates/policies/checks.go, IncorrectCertificate)',
  check: (input) => {
    const first = new Map<string, string>();
    return certificatesOf(input).flatMap(({ object, on }) => {
      const { name, namespace = '' } = object.metadata;
      const secretName = object.spec?.secretName;
      const key = `${namespace}/${secretName}`;
      const owner = first.get(key);
      if (!secretName || owner === undefined) {
        first.set(key, name);
        return [];
      }
      const message = `Certificate ${owner} writes Secret ${secretName} too`;
      return [{ on, path: ['spec', 'secretName'], message, hint: 'give each Certificate a Secret of its own' }];
    });
  },
  examples: {
    passing: [
      exampleCertificate('a'),
      exampleCertificate('b'),
      exampleCertificate('c', { secretName: 'a-tls' }, 'other'),
    ],
    failing: [exampleCertificate('a'), exampleCertificate('b', { secretName: 'a-tls' })],
  },
};
