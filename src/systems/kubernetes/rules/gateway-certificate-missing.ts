import { exampleBroken, exampleProblem } from '../../../check/example-promises.ts';
import { promisesTold } from '../../../check/promise-problems.ts';
import type { ClusterRule, ObjectsRule, Problem } from '../../../check/rule.ts';
import { exampleOf, gatewaysOf, isPlain } from '../rule-gateways.ts';
import { isBootstrapped, isNotAsked, makersOf } from '../rule-makers.ts';
import { namespaceOf } from '../rule-workloads.ts';

/** By such annotations a controller is asked to make the Secret. */
const asksForIssue = (key: string): boolean => /\/(cluster-)?issuer$/.test(key);

const why =
  'a listener that ends TLS shows the certificate of a Secret; without it the listener is not programmed, and its routes are not served (gateway-api apis/v1/gateway_types.go CertificateRefs)';

const tls = { port: 443, protocol: 'HTTPS', tls: { certificateRefs: [{ name: 'shop-tls' }] } };

export const gatewayCertificateMissing: readonly [ObjectsRule, ClusterRule] = [
  {
    id: 'gateway-certificate-missing',
    needs: 'objects',
    severity: 'warning',
    summary: 'A listener of a Gateway takes its certificate from a Secret that nothing makes.',
    why,
    check: (input) => {
      const { mayMake } = makersOf(input);
      return gatewaysOf(input).flatMap(({ on, gateway }): readonly Problem[] => {
        if (isNotAsked(on) || Object.keys(gateway.metadata.annotations ?? {}).some(asksForIssue)) return [];
        return (gateway.spec?.listeners ?? []).flatMap(({ tls: asked }, listener) =>
          (asked?.certificateRefs ?? []).flatMap(({ kind = 'Secret', name, namespace }, index): readonly Problem[] => {
            const at = namespace ?? namespaceOf(on.object);
            if (kind !== 'Secret' || !isPlain(name) || isBootstrapped(at, name) || mayMake('Secret', name, at))
              return [];
            return [
              {
                on,
                path: ['spec', 'listeners', listener, 'tls', 'certificateRefs', index, 'name'],
                message: `Secret ${at}/${name} is made by nothing here: the listener is not programmed until somebody makes it`,
                hint: `add a Certificate with secretName ${name} in namespace ${at}, or correct the name`,
              },
            ];
          }),
        );
      });
    },
    examples: {
      passing: [
        exampleOf.gateway(tls),
        { apiVersion: 'v1', kind: 'Secret', metadata: { name: 'shop-tls', namespace: 'hello' } },
      ],
      failing: [exampleOf.gateway(tls)],
    },
  },
  {
    id: 'gateway-certificate-missing',
    needs: 'cluster',
    severity: 'error',
    summary: 'The controller of a Gateway finds no certificate for a listener.',
    why,
    check: promisesTold('gateway-certificate-missing'),
    examples: {
      passing: [exampleBroken()],
      failing: [
        exampleProblem({
          code: 'gateway-certificate-missing',
          object: 'Gateway/hello/hello',
          message: 'listener web: Cannot load CertificateRef hello/gone: getting secret: secret "gone" not found',
        }),
      ],
    },
  },
];
