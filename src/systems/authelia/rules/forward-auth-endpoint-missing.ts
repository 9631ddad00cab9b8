import type { ObjectsRule, Problem, RuleInput } from '../../../check/rule.ts';
import { isAuthzPath } from '../authz/answer.ts';
import { configuredWorkloads } from '../rule-configurations.ts';
import { autheliaWith, configurationWith, serviceNamed } from '../rule-examples.ts';

const middleware = (path: string) => ({
  apiVersion: 'traefik.io/v1alpha1',
  kind: 'Middleware',
  metadata: { name: 'login', namespace: 'apps' },
  spec: { forwardAuth: { address: `http://authelia.authelia.svc.cluster.local${path}` } },
});

const service = /^([a-z0-9-]+)\.([a-z0-9-]+)\.svc(\.cluster\.local)?$/;

/** A gate asks Authelia at a path where it does not answer. */
export const forwardAuthEndpointMissing: ObjectsRule = {
  id: 'forward-auth-endpoint-missing',
  needs: 'objects',
  severity: 'error',
  summary: 'A forwardAuth Middleware asks Authelia at a path where it authorises nothing.',
  why: 'endpoints are /api/authz/forward-auth and others, and /api/verify; any entry under server.endpoints.authz replaces them all (authelia internal/configuration/schema/server.go)',
  check: (input) =>
    input.ofKind('Middleware', 'traefik.io').flatMap((on): Problem[] => {
      const { forwardAuth } = (on.object.spec ?? {}) as { readonly forwardAuth?: { readonly address?: unknown } };
      const url = typeof forwardAuth?.address === 'string' ? readUrl(forwardAuth.address) : undefined;
      const endpoints = url && endpointsAt(input, url.hostname);
      if (!url || !endpoints || endpoints.includes(url.pathname)) return [];
      const listed = endpoints.filter((path) => isAuthzPath(path)).join(', ');
      return [
        {
          ...{ on, path: ['spec', 'forwardAuth', 'address'] },
          message: `nobody gets in: Authelia authorises nothing at ${url.pathname}`,
          hint: `its endpoints are ${listed}; that for Traefik is the one for forward-auth`,
        },
      ];
    }),
  examples: {
    passing: [autheliaWith(), configurationWith(), serviceNamed('authelia'), middleware('/api/authz/forward-auth')],
    failing: [
      autheliaWith(),
      configurationWith({
        server: 'server: { endpoints: { authz: { forward-auth: { implementation: ForwardAuth } } } }',
      }),
      serviceNamed('authelia'),
      middleware('/api/verify?rd=https://auth.example.org'),
    ],
  },
};

const readUrl = (address: string): URL | undefined => (URL.canParse(address) ? new URL(address) : undefined);

/** Paths at which the Authelia behind a Service authorises; undefined where it is none, or that is not known. */
function endpointsAt(input: RuleInput, host: string): readonly string[] | undefined {
  const [, name = '', namespace = ''] = service.exec(host) ?? [];
  const found = name === '' ? undefined : input.find('Service', name, namespace);
  const { selector } = (found?.object.spec ?? {}) as { readonly selector?: Readonly<Record<string, string>> };
  const labels = Object.entries(selector ?? {});
  if (labels.length === 0) return undefined;
  const behind = configuredWorkloads(input).find(
    ({ workload }) =>
      workload.namespace === namespace && labels.every(([key, value]) => workload.labels[key] === value),
  );
  return behind && 'configuration' in behind.reading ? [...behind.reading.configuration.endpoints.keys()] : undefined;
}
