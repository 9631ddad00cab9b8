import type { Claim } from '../system.ts';

const tested = 'src/systems/cert-manager/controllers.test.ts';

export const certManagerClaims: readonly Claim[] = [
  {
    behaviour: 'Issuers: self-signed, CA and ACME become ready, with the conditions that tell why not',
    upstream: 'cert-manager pkg/controller/issuers, pkg/issuer/{selfsigned,ca,acme}/setup.go',
    tested,
    notModelled: 'Vault and Venafi issuers are left alone; external account bindings are taken as good',
  },
  {
    behaviour:
      'Certificates: reasons to issue in upstream’s order, one owner of a Secret that several name, keys and their rotation, requests by revision, Secret with chain, annotations and template, back-off after failure, readiness',
    upstream: 'cert-manager pkg/controller/certificates, internal/controller/certificates/policies',
    tested,
    notModelled: 'temporary certificates, keystores, additional output formats, literal subjects, name constraints',
  },
  {
    behaviour: 'Renewal at two thirds of the issued lifetime, or as renewBefore and renewBeforePercentage say',
    upstream: 'cert-manager pkg/util/pki/renewaltime.go',
    tested: 'src/systems/cert-manager/certificates/renewal.test.ts',
    notModelled: 'renewal windows and ACME renewal information',
  },
  {
    behaviour:
      'ACME orders: a challenge for every name, the solver of each, wildcards by DNS only, what is missing for Cloudflare',
    upstream: 'cert-manager pkg/controller/{acmeorders,acmechallenges}, pkg/util/solverpicker',
    tested,
    notModelled:
      'solver pods and ingresses of HTTP-01, reuse of proven names, rate limits, credentials of providers other than Cloudflare; times and success are assumptions',
  },
  {
    behaviour:
      'A Certificate for every TLS block of an annotated Ingress, with the fields its annotations set; what is refused with BadConfig; what is updated and deleted',
    upstream: 'cert-manager pkg/controller/certificate-shim/{sync,helper}.go',
    tested: 'src/systems/cert-manager/ingress-shim/ingress-shim-controller.test.ts',
    notModelled: 'Gateways and ListenerSets, kubernetes.io/tls-acme, subject and secret-template annotations',
  },
  {
    behaviour: 'Why a Certificate is not ready: its challenge, order, issuer or request, in upstream’s words',
    upstream: 'cert-manager pkg/controller/{acmechallenges,acmeorders,certificaterequests,issuers}',
    tested: 'src/systems/cert-manager/certificates/explain-certificate.test.ts',
  },
  {
    behaviour: 'What the webhook refuses of Certificates and issuers, in its words',
    upstream: 'cert-manager internal/apis/certmanager/validation/{certificate,issuer}.go',
    tested: 'src/systems/cert-manager/admission/validation.test.ts',
    notModelled: 'fields of Vault, Venafi and of DNS providers other than Cloudflare; signature algorithms',
  },
];
