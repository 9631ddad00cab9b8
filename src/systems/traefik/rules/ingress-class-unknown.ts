import type { ObjectsRule, Problem } from '../../../check/rule.ts';
import { nearestName } from '../../../core/nearest.ts';
import { exampleClass, exampleIngress } from '../rule-examples.ts';
import { ingressesOf } from '../rule-objects.ts';

/** An Ingress is of a class that is not there: nobody serves it, and nobody says so. */
export const ingressClassUnknown: ObjectsRule = {
  id: 'ingress-class-unknown',
  needs: 'objects',
  severity: 'error',
  summary: 'An Ingress names an IngressClass that does not exist.',
  why: 'Traefik passes over Ingresses whose class is not an IngressClass of its controller, without a log line (traefik pkg/provider/kubernetes/ingress/kubernetes.go shouldProcessIngress)',
  check: (input) => {
    const classes = input.ofKind('IngressClass', 'networking.k8s.io');
    const known = classes.map(({ object }) => object.metadata.name);
    // Without any class in the files they are kept elsewhere, but for those that releases happen to bring.
    if (classes.every(({ madeBy }) => madeBy !== undefined)) return [];
    return ingressesOf(input).flatMap(({ on, object }): Problem[] => {
      const name = object.spec.ingressClassName;
      if (!name || known.includes(name)) return [];
      const nearest = nearestName(name, known);
      return [
        {
          on,
          path: ['spec', 'ingressClassName'],
          message: `IngressClass ${name} does not exist: nobody serves this Ingress`,
          hint: nearest ? `did you mean ${nearest}?` : `classes there: ${known.join(', ')}`,
          ...(nearest && { fix: [{ path: ['spec', 'ingressClassName'], set: nearest }] }),
        },
      ];
    });
  },
  examples: {
    passing: [exampleClass('traefik'), exampleIngress({}, 'traefik')],
    failing: [exampleClass('traefik'), exampleIngress({}, 'traefic')],
  },
};
