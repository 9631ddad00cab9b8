import type { ObjectsRule, RuleInput } from '../../../check/rule.ts';
import type { UnknownObject } from '../../../kube/object.ts';
import type { Ingress } from '../../../kube/types.ts';
import { exampleIngress } from '../rule-fixtures.ts';

const withTls = (...hosts: readonly string[]): UnknownObject => {
  const ingress = exampleIngress({ name: 'http' });
  return { ...ingress, spec: { ...(ingress as Ingress).spec, tls: [{ hosts, secretName: 'hello-tls' }] } };
};

export const tlsHostNotServed: ObjectsRule = {
  id: 'tls-host-not-served',
  needs: 'objects',
  severity: 'warning',
  summary: 'An Ingress lists one host for TLS and serves another, and nothing else here names the first.',
  why: 'tls.hosts only says for which names the certificate is; requests go by rules.host (k8s.io/api networking/v1/types.go IngressTLS)',
  check: (input) =>
    input.ofKind('Ingress', 'networking.k8s.io').flatMap((on) => {
      const { rules = [], defaultBackend, tls = [] } = (on.object as Ingress).spec ?? {};
      const served = rules.map(({ host }) => host);
      if (defaultBackend || served.some((host) => !host)) return [];
      // A certificate may well be for more names than are served; it is for the wrong one where one that is served is missing.
      const listed = tls.flatMap(({ hosts = [] }) => hosts);
      const bare = served.filter((host) => !listed.some((other) => meets(other, host!)));
      if (bare.length === 0) return [];
      return tls.flatMap(({ hosts = [] }, block) =>
        hosts.flatMap((host, index) => {
          if (served.some((other) => meets(host, other!)) || isNamedElsewhere(input, on.object, host)) return [];
          const message = `lists ${host} for TLS, and its rules serve ${bare.join(', ')}: who asks for ${host} gets 404`;
          return [
            {
              on,
              path: ['spec', 'tls', block, 'hosts', index],
              message,
              hint: `write ${bare[0]}, or add a rule for ${host}`,
            },
          ];
        }),
      );
    }),
  examples: {
    passing: [withTls('hello.example.com'), withTls('*.example.com'), withTls('hello.example.com', 'more.example.com')],
    failing: [withTls('helo.example.com')],
  },
};

/** Whether one name is the other, or a wildcard that stands for one label of it. */
const meets = (a: string, b: string): boolean => a === b || covers(a, b) || covers(b, a);

const covers = (wildcard: string, host: string): boolean =>
  wildcard.startsWith('*.') && host.slice(host.indexOf('.') + 1) === wildcard.slice(2);

/** A certificate may be asked for at one object and used by routes of another, of whatever kind. */
const isNamedElsewhere = ({ objects }: RuleInput, ingress: UnknownObject, host: string): boolean =>
  objects.some(({ object }) => object !== ingress && JSON.stringify(object).includes(host));
