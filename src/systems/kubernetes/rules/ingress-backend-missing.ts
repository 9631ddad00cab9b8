import { exampleBroken, exampleProblem } from '../../../check/example-promises.ts';
import { promisesTold } from '../../../check/promise-problems.ts';
import type { ClusterRule, ObjectsRule, Problem, RuleInput } from '../../../check/rule.ts';
import type { UnknownObject } from '../../../kube/object.ts';
import type { Ingress, IngressBackend, Service } from '../../../kube/types.ts';
import { exampleDeployment, exampleIngress, exampleService } from '../rule-fixtures.ts';
import { isOpaque, namespaceOf } from '../rule-workloads.ts';

/** Whether whoever applies an Ingress says the namespace, and some namespace has a Service of that name. */
const isPutAnywhere = (input: RuleInput, { metadata }: UnknownObject, service: string): boolean =>
  metadata.namespace === undefined && input.ofKind('Service').some(({ object }) => object.metadata.name === service);

/** The backends of an Ingress with their paths in the object. */
function backendsOf({
  spec,
}: Ingress): readonly { readonly backend: IngressBackend; readonly path: (string | number)[] }[] {
  const own = spec?.defaultBackend ? [{ backend: spec.defaultBackend, path: ['spec', 'defaultBackend'] }] : [];
  const ruled = (spec?.rules ?? []).flatMap(({ http }, rule) =>
    (http?.paths ?? []).map(({ backend }, index) => ({
      backend,
      path: ['spec', 'rules', rule, 'http', 'paths', index, 'backend'],
    })),
  );
  return [...own, ...ruled];
}

export const ingressBackendMissing: readonly [ObjectsRule, ClusterRule] = [
  {
    id: 'ingress-backend-missing',
    needs: 'objects',
    severity: 'error',
    summary: 'An Ingress leads to a Service, or a port of it, that does not exist.',
    why: 'a backend is found by name and port in the namespace of the Ingress (k8s.io/api networking/v1/types.go IngressServiceBackend)',
    check: (input) =>
      input.ofKind('Ingress', 'networking.k8s.io').flatMap((on) => {
        const namespace = namespaceOf(on.object);
        return backendsOf(on.object as Ingress).flatMap(({ backend, path }): readonly Problem[] => {
          if (!backend?.service) return [];
          const { name, port } = backend.service;
          const found = input.find('Service', name, on.object.metadata.namespace);
          const at = [...path, 'service'];
          if (!found) {
            if (isOpaque(input, namespace) || isPutAnywhere(input, on.object, name)) return [];
            const message = `leads to Service ${namespace}/${name}, which does not exist`;
            return [
              {
                on,
                path: [...at, 'name'],
                message,
                hint: 'add the Service, or correct the name; an Ingress cannot cross namespaces',
              },
            ];
          }
          const ports = (found.object as Service).spec?.ports ?? [];
          const wanted = port?.name ?? port?.number;
          if (wanted === undefined || ports.some((candidate) => candidate.name === wanted || candidate.port === wanted))
            return [];
          // The API refuses such a Service as a whole, and that is told of it.
          if (ports.some(({ port: number }) => !(number > 0 && number < 65_536))) return [];
          const known = ports.map((candidate) =>
            candidate.name ? `${candidate.port} (${candidate.name})` : String(candidate.port),
          );
          const message = `leads to port ${wanted} of Service ${namespace}/${name}, which has no such port`;
          return [{ on, path: [...at, 'port'], message, hint: `its ports are ${known.join(', ') || 'none'}` }];
        });
      }),
    examples: {
      passing: [exampleDeployment(), exampleService(), exampleIngress({ name: 'http' })],
      failing: [exampleDeployment(), exampleService(), exampleIngress({ number: 8080 })],
    },
  },
  {
    id: 'ingress-backend-missing',
    needs: 'cluster',
    severity: 'error',
    summary: 'The entry proxy finds the Service of an Ingress not, or not the port of it.',
    why: 'a backend is found by name and port in the namespace of the Ingress (k8s.io/api networking/v1/types.go IngressServiceBackend)',
    check: promisesTold('ingress-backend-missing'),
    examples: {
      passing: [exampleBroken()],
      failing: [
        exampleProblem({
          code: 'ingress-backend-missing',
          object: 'Ingress/hello/hello',
          message: 'Cannot create service: service not found: hello/gone',
        }),
      ],
    },
  },
];
