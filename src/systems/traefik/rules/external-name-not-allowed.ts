import type { ClusterRule, ObjectsRule, Problem, RuleInput } from '../../../check/rule.ts';
import type { Service } from '../../../kube/types.ts';
import { whyOf } from '../gate/problem-words.ts';
import { exampleRoute, exampleService, exampleTraefik } from '../rule-examples.ts';
import { gateRule } from '../rule-gate.ts';
import { gateSettings } from '../rule-gate-settings.ts';
import { namespaceOf, type PlacedRoute, routesOf } from '../rule-objects.ts';

const nas = exampleService('nas', { type: 'ExternalName', externalName: 'nas.example.org' });

const route = (name: string) =>
  exampleRoute('hello', 'Host(`hello.example.org`)', { route: { services: [{ name, port: 80 }] } });

const outwardOf = (input: RuleInput, { on, object, route: { services = [] }, path }: PlacedRoute): readonly Problem[] =>
  services.flatMap(({ name, namespace = namespaceOf(object), kind = 'Service' }, index): readonly Problem[] => {
    const found = kind === 'Service' ? input.find('Service', name, namespace) : undefined;
    if ((found?.object as Service | undefined)?.spec?.type !== 'ExternalName') return [];
    const message = `externalName services not allowed: ${namespace}/${name}`;
    const hint = 'set providers.kubernetesCRD.allowExternalNameServices: true in the Traefik values';
    return [{ on, path: [...path, 'services', index, 'name'], message, hint }];
  });

/** A route leads to a Service of type ExternalName, and the provider does not allow them. */
export const externalNameNotAllowed: readonly [ObjectsRule, ClusterRule] = [
  {
    id: 'external-name-not-allowed',
    needs: 'objects',
    severity: 'error',
    summary:
      'A route of an IngressRoute leads to a Service of type ExternalName, and the values of Traefik do not allow them.',
    why: whyOf('external-name-not-allowed'),
    check: (input) => {
      const refused = gateSettings(input)?.every(
        ({ kubernetesCrd }) => kubernetesCrd?.allowExternalNameServices === false,
      );
      return refused ? routesOf(input).flatMap((each) => outwardOf(input, each)) : [];
    },
    examples: {
      passing: [exampleTraefik, exampleService('hello'), route('hello')],
      failing: [exampleTraefik, nas, route('nas')],
    },
  },
  gateRule({
    id: 'external-name-not-allowed',
    summary: 'A route leads to a Service of type ExternalName, which this provider of Traefik does not allow.',
    passing: [exampleRoute('hello', 'Host(`hello.example.org`)')],
    failing: [nas, route('nas')],
  }),
];
