import { oncePerInput } from '../../../check/once.ts';
import type { ObjectsRule, RuleInput } from '../../../check/rule.ts';
import { groupOf } from '../../../kube/object.ts';
import { kinds } from '../../../kube/types.ts';
import {
  certificatesOf,
  exampleCertificate,
  exampleIngress,
  exampleIssuer,
  issuerOf,
  wantedCertificates,
} from '../rule-objects.ts';

const certManagerGroup = 'cert-manager.io';
const staging = 'https://acme-staging-v02.api.letsencrypt.org/directory';

/** Names of all Secrets that something else takes a certificate from; copies bear the name of what they are copied from. */
const shownSecrets = oncePerInput((input: RuleInput): ReadonlySet<string> => {
  const names = new Set<string>();
  const collect = (value: unknown, key: string): void => {
    if (typeof value === 'string') {
      if (key === 'secretName') names.add(value);
    } else if (Array.isArray(value)) {
      for (const each of value)
        collect(
          key === 'certificateRefs' ? (each as { name?: unknown }).name : each,
          key === 'certificateRefs' ? 'secretName' : key,
        );
    } else if (typeof value === 'object' && value !== null) {
      for (const [name, each] of Object.entries(value)) collect(each, name);
    }
  };
  for (const { object } of input.objects) {
    if (groupOf(object.apiVersion) !== certManagerGroup) collect(object.spec, 'spec');
  }
  return names;
});

const route = (secretName: string) => ({
  ...kinds.Ingress,
  metadata: { name: 'shown', namespace: 'web' },
  spec: { tls: [{ secretName, hosts: ['a.home.example.org'] }] },
});

/** Clients are shown a certificate that they do not trust: it was made for trying. */
export const certificateOfStaging: ObjectsRule = {
  id: 'certificate-of-staging',
  needs: 'objects',
  severity: 'warning',
  summary: 'What clients are shown is signed by the staging authority of Let’s Encrypt, which no browser trusts.',
  why: 'the roots of the staging environment are in no trust store (letsencrypt.org/docs/staging-environment)',
  check: (input) => {
    const own = new Set(certificatesOf(input).map(({ on }) => on));
    return wantedCertificates(input).flatMap(({ object, on, placeOf }) => {
      const { issuerRef, secretName } = object.spec;
      const server = issuerOf(input, issuerRef, object.metadata.namespace)?.spec?.acme?.server;
      if (!server?.startsWith('https://acme-staging') || (own.has(on) && !shownSecrets(input).has(secretName)))
        return [];
      const message = `${secretName} is signed by ${issuerRef.name} of the staging environment: browsers warn of every host that shows it`;
      const hint = 'when it is issued without errors, name the issuer of the production server';
      return [{ on, path: placeOf(['spec', 'issuerRef', 'name']), message, hint }];
    });
  },
  examples: {
    passing: [
      exampleIssuer('trying', { server: staging }),
      exampleIssuer('letsencrypt'),
      exampleCertificate('tried', { issuerRef: { kind: 'ClusterIssuer', name: 'trying' } }),
      exampleCertificate('web'),
      route('web-tls'),
      exampleIngress('hello', [{ hosts: ['hello.home.example.org'], secretName: 'hello-tls' }]),
    ],
    failing: [
      exampleIssuer('trying', { server: staging }),
      exampleCertificate('web', { issuerRef: { kind: 'ClusterIssuer', name: 'trying' } }),
      route('web-tls'),
    ],
  },
};
