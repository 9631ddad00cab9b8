import type { ObjectsRule, Problem } from '../../../check/rule.ts';
import { pickSolver } from '../acme/solver.ts';
import { exampleCertificate, exampleIssuer, isOwnGroup, issuerOf, wantedCertificates } from '../rule-objects.ts';

/** A name that no solver of the issuer can prove, as a wildcard with HTTP-01 alone. */
export const certificateWithoutSolver: ObjectsRule = {
  id: 'certificate-without-solver',
  needs: 'objects',
  severity: 'error',
  summary: 'A name of a Certificate that no solver of its ACME issuer can prove.',
  why: 'no configured challenge solvers can be used for this challenge; the order stays pending (cert-manager pkg/controller/acmeorders/sync.go)',
  check: (input) =>
    wantedCertificates(input).flatMap(({ object, on, placeOf }): Problem[] => {
      const { issuerRef, dnsNames = [] } = object.spec ?? {};
      if (!issuerRef || !isOwnGroup(issuerRef)) return [];
      const acme = issuerOf(input, issuerRef, object.metadata.namespace)?.spec.acme;
      if (!acme) return [];
      return dnsNames.flatMap((name, index) => {
        const wildcard = name.startsWith('*.');
        const identifier = { dnsName: wildcard ? name.slice(2) : name, wildcard };
        if (pickSolver(acme.solvers ?? [], identifier, object.metadata.labels ?? {})) return [];
        const hint = wildcard
          ? 'wildcards are proven by DNS-01 only: add a dns01 solver whose selector takes this name'
          : 'add a solver whose selector takes this name';
        return [
          { on, path: placeOf(['spec', 'dnsNames', index]), message: `${issuerRef.name} cannot prove ${name}`, hint },
        ];
      });
    }),
  examples: {
    passing: [exampleIssuer('letsencrypt'), exampleCertificate('site')],
    failing: [
      exampleIssuer('letsencrypt', { solvers: [{ http01: { ingress: { ingressClassName: 'traefik' } } }] }),
      exampleCertificate('site'),
    ],
  },
};
