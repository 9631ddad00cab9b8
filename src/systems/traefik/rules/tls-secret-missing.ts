import { madeByRelease } from '../../../check/made-by-release.ts';
import type { ClusterRule, ObjectsRule, Problem, RuleInput } from '../../../check/rule.ts';
import { exampleRoute } from '../rule-examples.ts';
import { gateRule } from '../rule-gate.ts';
import { ingressRoutesOf, namespaceOf } from '../rule-objects.ts';

/** Kinds that make Secrets: what they make is taken to be there when the name fits. */
const makers = ['Certificate', 'SealedSecret', 'ExternalSecret'];

function isMade(input: RuleInput, namespace: string, name: string): boolean {
  if (input.find('Secret', name, namespace)) return true;
  // A Secret of that name anywhere may be copied here by a reflector.
  if (input.ofKind('Secret').some(({ object }) => object.metadata.name === name)) return true;
  return makers.some((kind) =>
    input.ofKind(kind).some(({ object }) => {
      const spec = (object as { spec?: { secretName?: string; target?: { name?: string } } }).spec;
      return [spec?.secretName, spec?.target?.name, object.metadata.name].includes(name);
    }),
  );
}

/** A route takes its certificate from a Secret that nothing makes: clients see the default certificate. */
export const tlsSecretMissing: readonly [ObjectsRule, ClusterRule] = [
  {
    id: 'tls-secret-missing',
    needs: 'objects',
    severity: 'warning',
    summary: 'An IngressRoute takes its certificate from a Secret that no object here makes.',
    why: 'the route stays and shows the default certificate (traefik pkg/provider/kubernetes/crd/kubernetes_http.go getTLSHTTP); Secrets of other namespaces are never read',
    check: (input) =>
      ingressRoutesOf(input).flatMap(({ on, object }): Problem[] => {
        const name = object.spec?.tls?.secretName;
        const namespace = namespaceOf(object);
        if (!name || isMade(input, namespace, name)) return [];
        const message = `secret ${namespace}/${name} does not exist: clients are shown the default certificate`;
        return [
          {
            on,
            path: ['spec', 'tls', 'secretName'],
            message,
            knownBy: madeByRelease(input, name),
            hint: `add a Certificate with secretName ${name} in namespace ${namespace}, or leave tls: {} for the default store`,
          },
        ];
      }),
    examples: {
      passing: [
        {
          apiVersion: 'cert-manager.io/v1',
          kind: 'Certificate',
          metadata: { name: 'hello', namespace: 'apps' },
          spec: { secretName: 'hello-tls' },
        },
        exampleRoute('hello', 'Host(`hello.example.org`)', { spec: { tls: { secretName: 'hello-tls' } } }),
      ],
      failing: [exampleRoute('hello', 'Host(`hello.example.org`)', { spec: { tls: { secretName: 'hello-tls' } } })],
    },
  },
  gateRule({
    id: 'tls-secret-missing',
    summary: 'A certificate that Traefik is told to take from a Secret is not there.',
    passing: [exampleRoute('hello', 'Host(`hello.example.org`)', { spec: { tls: {} } })],
    failing: [exampleRoute('hello', 'Host(`hello.example.org`)', { spec: { tls: { secretName: 'hello-tls' } } })],
  }),
];
