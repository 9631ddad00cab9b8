import type { ObjectsRule, Problem, RuleInput } from '../../../check/rule.ts';
import type { UnknownObject } from '../../../kube/object.ts';
import { kinds } from '../../../kube/types.ts';
import type { Issuer } from '../objects.ts';
import { certificatesOf, exampleIssuer, exampleRelease, issuersOf, releasesOf } from '../rule-objects.ts';
import type { SecretKeyRef } from '../running-parts.ts';

/** A Secret that an issuer names and that stands in another namespace than the one in which it is read. */
export const issuerSecretElsewhere: ObjectsRule = {
  id: 'issuer-secret-elsewhere',
  needs: 'objects',
  severity: 'error',
  summary: 'The Secret that an issuer names stands in another namespace than the one it is read in.',
  why: 'an Issuer’s Secrets are read in its own namespace, a ClusterIssuer’s in --cluster-resource-namespace, which the chart sets to that of cert-manager (cert-manager deploy/charts/cert-manager/templates/deployment.yaml)',
  check: (input) =>
    issuersOf(input).flatMap(({ object, on }): Problem[] => {
      const namespace = object.metadata.namespace ?? resourceNamespace(input);
      if (namespace === undefined) return [];
      return secretsOf(object).flatMap(({ name, path }) => {
        const homes = homesOf(input, name);
        if (homes.length === 0 || homes.includes(namespace)) return [];
        const message = `Secret ${name} is read in namespace ${namespace}, and stands in ${homes.join(', ')}`;
        return [{ on, path, message, hint: `put it into namespace ${namespace}` }];
      });
    }),
  examples: {
    passing: [exampleRelease({}), exampleIssuer('letsencrypt'), token('cert-manager'), token('traefik')],
    failing: [exampleRelease({}), exampleIssuer('letsencrypt'), token('traefik')],
  },
};

function token(namespace: string): UnknownObject {
  return { ...kinds.Secret, metadata: { name: 'cloudflare-api-token', namespace } };
}

interface Named {
  readonly name: string;
  readonly path: readonly (string | number)[];
}

/** Secrets that have to be there beforehand; the account's key is made when it is missing. */
function secretsOf({ spec }: Issuer): readonly Named[] {
  const own = spec?.ca?.secretName ? [{ name: spec.ca.secretName, path: ['spec', 'ca', 'secretName'] }] : [];
  const solvers = (spec?.acme?.solvers ?? []).flatMap(({ dns01 = {} }, solver) =>
    Object.entries(dns01).flatMap(([provider, settings]) =>
      Object.entries((settings ?? {}) as Readonly<Record<string, unknown>>).flatMap(([field, value]) => {
        const name = field.endsWith('SecretRef') ? (value as SecretKeyRef | undefined)?.name : undefined;
        const path = ['spec', 'acme', 'solvers', solver, 'dns01', provider, field, 'name'];
        return typeof name === 'string' ? [{ name, path }] : [];
      }),
    ),
  );
  return [...own, ...solvers];
}

/** Where ClusterIssuers read their Secrets, told by the one release of cert-manager; undefined when there is none, or several. */
function resourceNamespace(input: RuleInput): string | undefined {
  const [release, ...others] = releasesOf(input);
  if (!release || others.length > 0) return undefined;
  const { values, targetNamespace } = release.object.spec ?? {};
  return values?.clusterResourceNamespace || targetNamespace || release.object.metadata.namespace;
}

/** Namespaces in which a Secret of the name stands, is issued or is told to be copied; none when a copy may be anywhere. */
function homesOf(input: RuleInput, name: string): readonly string[] {
  const secrets = input.ofKind('Secret').filter(({ object }) => object.metadata.name === name);
  const copied = secrets.some(({ object }) =>
    Object.keys(object.metadata.annotations ?? {}).some((key) => /reflect|replicat|mirror|copy/.test(key)),
  );
  if (copied) return [];
  const issued = certificatesOf(input).filter(({ object }) => object.spec?.secretName === name);
  const made = input.objects.filter(
    ({ object }) =>
      /^(ExternalSecret|SealedSecret|OnePasswordItem)$/.test(object.kind) && object.metadata.name === name,
  );
  const namespaces = [...secrets, ...issued, ...made].map(({ object }) => object.metadata.namespace ?? 'default');
  return [...new Set(namespaces)].sort();
}
