import type { ObjectsRule, Problem } from '../../../check/rule.ts';
import { printDuration } from '../../../kube/duration.ts';
import { refuseCertificate } from '../admission/validation.ts';
import { acmeCertificateDays } from '../assumptions.ts';
import { isLetsEncrypt, renewalInterval } from '../certificates/renewal-interval.ts';
import type { CertificateSpec, Issuer } from '../objects.ts';
import { exampleCertificate, exampleIssuer, isOwnGroup, issuerOf, wantedCertificates } from '../rule-objects.ts';

const hour = 3600;
/** Let's Encrypt gives out five certificates for the same names in a week. */
const leastForLetsEncrypt = (7 * 24 * hour) / 5;

/** A certificate that is due for renewal as soon as it is issued, or so soon that its authority stops giving it out. */
export const certificateRenewedEndlessly: ObjectsRule = {
  id: 'certificate-renewed-endlessly',
  needs: 'objects',
  severity: 'error',
  summary: 'A Certificate whose renewal is due at once or after minutes, over and over.',
  why: 'renewal is due renewBefore ahead of the end, or that share of the lifetime; as long as renewBefore is shorter than the lifetime it is taken as it is (cert-manager pkg/util/pki/renewaltime.go), and Let’s Encrypt gives out five certificates a week for the same names (content/en/docs/rate-limits.md)',
  check: (input) =>
    wantedCertificates(input).flatMap(({ object, on, placeOf }): Problem[] => {
      const { spec } = object;
      // What the webhook refuses is told as such.
      if (!spec?.issuerRef || !isOwnGroup(spec.issuerRef) || refuseCertificate(spec).length > 0) return [];
      const issuer = issuerOf(input, spec.issuerRef, object.metadata.namespace)?.spec;
      const message = issuer && faultOf(spec, issuer);
      if (!message) return [];
      const field = spec.renewBefore === undefined ? 'renewBeforePercentage' : 'renewBefore';
      return [{ on, path: placeOf(['spec', field]), message, hint: 'a third of the lifetime is usual: leave it out' }];
    }),
  examples: {
    passing: [
      exampleIssuer('letsencrypt'),
      exampleCertificate('site'),
      exampleCertificate('early', { renewBefore: '720h' }),
      exampleCertificate('percent', { renewBeforePercentage: 34 }),
      exampleIssuer('internal', undefined, { ca: { secretName: 'ca' } }),
      exampleCertificate('short', { issuerRef: internal(), duration: '24h', renewBefore: '16h' }),
    ],
    failing: [exampleIssuer('letsencrypt'), exampleCertificate('site', { renewBefore: '2159h' })],
  },
};

function internal() {
  return { kind: 'ClusterIssuer', name: 'internal' };
}

function faultOf(spec: CertificateSpec, issuer: Issuer['spec']): string | undefined {
  const interval = renewalInterval(spec, issuer, acmeCertificateDays.value);
  if (interval === undefined) return undefined;
  if (interval <= 0) return 'renewal is due as soon as the certificate is issued, over and over';
  const after = printDuration(Math.round(interval));
  if (interval < hour) return `the certificate is renewed ${after} after it is issued, over and over`;
  if (interval >= leastForLetsEncrypt || !isLetsEncrypt(issuer.acme?.server ?? '')) return undefined;
  return `the certificate is renewed ${after} after it is issued: Let’s Encrypt refuses the sixth of a week`;
}
