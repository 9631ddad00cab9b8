import type { ObjectsRule, Problem } from '../../../check/rule.ts';
import type { Refusal } from '../admission/validation.ts';
import { refusalsOf } from '../admission/webhooks.ts';
import { certificatesOf, exampleCertificate, exampleIssuer, issuersOf } from '../rule-objects.ts';

/** A Certificate or issuer that cert-manager's webhook would refuse. */
export const certManagerObjectRefused: ObjectsRule = {
  id: 'cert-manager-object-refused',
  needs: 'objects',
  severity: 'error',
  summary: 'A Certificate, Issuer or ClusterIssuer that cert-manager’s webhook refuses.',
  why: 'admission webhook "webhook.cert-manager.io" denied the request (cert-manager internal/apis/certmanager/validation/certificate.go, issuer.go)',
  check: (input) =>
    [...certificatesOf(input), ...issuersOf(input)].flatMap(({ on }) =>
      refusalsOf(on.object).map(
        (refusal): Problem => ({
          on,
          path: pathOf(refusal),
          message: `${refusal.field}: ${refusal.text.replace(/: $/, '')}`,
          hint: 'the whole object is refused until this is mended',
        }),
      ),
    ),
  examples: {
    passing: [exampleCertificate('site'), exampleIssuer('letsencrypt')],
    failing: [exampleCertificate('site', { dnsNames: [] }), exampleIssuer('letsencrypt', { solvers: [{}] })],
  },
};

/** `spec.acme.solvers[0].dns01` as steps. */
const pathOf = ({ field }: Refusal): readonly (string | number)[] =>
  [...field.matchAll(/([^.[\]]+)|\[(\d+)\]/g)].map(([, name, index]) => name ?? Number(index));
