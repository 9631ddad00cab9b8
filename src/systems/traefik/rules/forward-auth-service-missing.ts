import { operatedNamespaces } from '../../../check/made-by-operator.ts';
import { opaqueNamespaces } from '../../../check/made-by-release.ts';
import type { ObjectsRule, Problem, RuleInput } from '../../../check/rule.ts';
import type { Service } from '../../../kube/types.ts';
import { exampleMiddleware, exampleService } from '../rule-examples.ts';
import { middlewaresOf } from '../rule-objects.ts';

const mayBeBrought = (input: RuleInput, namespace: string): boolean =>
  opaqueNamespaces(input).has(namespace) || operatedNamespaces(input).has(namespace);

/** A name of a Service inside the cluster. */
const inCluster = /^([a-z0-9-]+)\.([a-z0-9-]+)(?:\.svc(?:\.cluster\.local)?)?\.?$/;

const asking = (address: string) => exampleMiddleware('login', { forwardAuth: { address } });

export const forwardAuthServiceMissing: ObjectsRule = {
  id: 'forward-auth-service-missing',
  needs: 'objects',
  severity: 'error',
  summary: 'A forwardAuth asks a Service, or a port of it, that does not exist.',
  why: 'where the server that is asked cannot be reached everyone is answered 500 (traefik pkg/middlewares/auth/forward.go); nothing is said of a Service that a chart or what could not be built may make',
  check: (input) =>
    middlewaresOf(input).flatMap(({ on, object }): readonly Problem[] => {
      const address = object.spec?.forwardAuth?.address;
      if (typeof address !== 'string' || address.includes('$') || !URL.canParse(address)) return [];
      const { hostname, port, protocol } = new URL(address);
      const [, name, namespace] = inCluster.exec(hostname) ?? [];
      const path = ['spec', 'forwardAuth', 'address'];
      const isNamed = /\.svc(\.|$)/.test(hostname);
      if (name === undefined || namespace === undefined) return [];
      const found = input
        .ofKind('Service', '')
        .find(({ object: { metadata } }) => metadata.name === name && metadata.namespace === namespace);
      if (!found) {
        if (!isNamed || !input.isWhole || mayBeBrought(input, namespace)) return [];
        const message = `asks Service ${namespace}/${name}, which nothing here makes: whoever comes is answered 500`;
        return [{ on, path, message, hint: 'add the Service, or correct the address' }];
      }
      const wanted = Number(port || (protocol === 'https:' ? 443 : 80));
      const { ports = [], type } = (found.object as Service).spec ?? {};
      if (found.approximate || type === 'ExternalName' || ports.some((each) => each.port === wanted)) return [];
      const message = `asks port ${wanted} of Service ${namespace}/${name}, which has no such port: whoever comes is answered 500`;
      const known = ports.map((each) => (each.name ? `${each.port} (${each.name})` : String(each.port)));
      return [{ on, path, message, hint: `its ports are ${known.join(', ') || 'none'}` }];
    }),
  examples: {
    passing: [
      exampleService('auth', { ports: [{ port: 9091 }] }),
      asking('http://auth.apps.svc.cluster.local:9091/api/authz/forward-auth'),
    ],
    failing: [exampleService('auth', { ports: [{ port: 9091 }] }), asking('http://auth.apps.svc:80/verify')],
  },
};
