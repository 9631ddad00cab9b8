import { neverNamed } from '../../../check/never-named.ts';
import type { ObjectsRule, RuleInput } from '../../../check/rule.ts';
import type { SourcedObject } from '../../../kube/origin.ts';
import { exampleCertificate, exampleIssuer, issuersOf } from '../rule-objects.ts';

/** Issuers but those of ACME that stand beside another one: of staging and production one is kept for later. */
function lonely(input: RuleInput): readonly SourcedObject[] {
  const issuers = issuersOf(input);
  const acme = issuers.filter(({ object }) => object.spec?.acme);
  const kept = acme.length > 1 || acme.some(({ object }) => object.spec?.acme?.server.includes('staging')) ? acme : [];
  return issuers.filter((each) => !kept.includes(each)).map(({ on }) => on);
}

export const issuerUnused: ObjectsRule = {
  id: 'issuer-unused',
  needs: 'objects',
  severity: 'info',
  summary: 'An Issuer or ClusterIssuer is named by nothing.',
  together: 'are named by nothing: they sign nothing',
  why: 'an issuer signs what names it (cert-manager pkg/controller/certificaterequests/sync.go)',
  check: (input) =>
    neverNamed(input, lonely(input), (name) => ({
      message: `issuer ${name} is named by no Certificate, Ingress or Gateway: it signs nothing`,
      hint: 'name it in issuerRef of a Certificate, or take it out',
    })),
  examples: {
    passing: [exampleIssuer('lan'), exampleCertificate('web', { issuerRef: { kind: 'ClusterIssuer', name: 'lan' } })],
    failing: [exampleIssuer('lan')],
  },
};
