import type { ObjectsRule, Problem } from '../../../check/rule.ts';
import type { Service } from '../../../kube/types.ts';
import { exampleMiddleware, exampleService } from '../rule-examples.ts';
import { allowListsOf, middlewaresOf } from '../rule-objects.ts';

const gate = { type: 'LoadBalancer', selector: { 'app.kubernetes.io/name': 'traefik' } };

/** Allow lists look at the client's address, and the gate's Service hides it. */
export const externalTrafficPolicyHidesClient: ObjectsRule = {
  id: 'external-traffic-policy-hides-client',
  needs: 'objects',
  severity: 'warning',
  summary: "An ipAllowList is in use while Traefik's Service rewrites client addresses.",
  why: 'with externalTrafficPolicy Cluster kube-proxy puts a node address in place of the client (pkg/proxy/iptables); ipAllowList without ipStrategy sees only that (traefik pkg/ip/strategy.go)',
  check: (input) => {
    const lists = middlewaresOf(input).filter(({ object }) => allowListsOf(object).some(({ forwarded }) => !forwarded));
    if (lists.length === 0) return [];
    return input.ofKind('Service').flatMap((on): Problem[] => {
      const { spec } = on.object as Service;
      if (spec?.selector?.['app.kubernetes.io/name'] !== 'traefik') return [];
      if (!['LoadBalancer', 'NodePort'].includes(spec.type ?? '') || spec.externalTrafficPolicy === 'Local') return [];
      const names = lists.map(({ object }) => `${object.metadata.namespace}/${object.metadata.name}`).join(', ');
      return [
        {
          on,
          path: ['spec'],
          message: `Traefik sees node addresses instead of clients: the allow lists ${names} reject or admit everyone alike`,
          hint: 'set externalTrafficPolicy: Local',
        },
      ];
    });
  },
  examples: {
    passing: [
      exampleMiddleware('lan', { ipAllowList: { sourceRange: ['192.168.0.0/16'] } }),
      exampleService('traefik', { ...gate, externalTrafficPolicy: 'Local' }),
    ],
    failing: [
      exampleMiddleware('lan', { ipAllowList: { sourceRange: ['192.168.0.0/16'] } }),
      exampleService('traefik', gate),
    ],
  },
};
