import { conditionOf, printRef } from '../../../kube/object.ts';
import { isPast } from '../../../operate/diagnose/ages.ts';
import { exampleCondition } from '../../../operate/diagnose/example-parts.ts';
import type { Cause, Playbook, Symptom } from '../../../operate/diagnose/playbook.ts';
import type { SeenCluster } from '../../../operate/diagnose/seen-cluster.ts';
import { type Trails, whyNotIssued } from '../certificates/why-not-issued.ts';
import { type Certificate, type CertificateRequest, certManagerKinds } from '../objects.ts';
import { byOwner, exampleCertificate, exampleIssuer, trailReads } from '../rule-seen.ts';

/** Seconds in which a renewal that has come due is done when all is well. */
const patience = 1800;

function nextTry({ status }: Certificate): string | undefined {
  const { lastFailureTime, failedIssuanceAttempts = 0 } = status ?? {};
  if (lastFailureTime === undefined || failedIssuanceAttempts < 1) return undefined;
  // An hour, doubled with each failure, 32 hours at most (cert-manager pkg/controller/certificates/trigger/trigger_controller.go).
  const hours = Math.min(2 ** (failedIssuanceAttempts - 1), 32);
  return new Date(Date.parse(lastFailureTime) + hours * 3_600_000).toISOString().replace('.000Z', 'Z');
}

function symptomOf(certificate: Certificate, trails: Trails, seen: SeenCluster): readonly Symptom[] {
  const { notAfter, renewalTime } = certificate.status ?? {};
  if (notAfter === undefined) return [];
  const expired = Date.parse(notAfter) <= seen.now;
  const isLate = renewalTime !== undefined && isPast(renewalTime, seen.now, patience);
  if (!expired && !isLate) return [];
  // A Certificate that is not ready for another reason is told as such.
  const ready = conditionOf(certificate, 'Ready');
  if (ready?.status === 'False' && ready.reason !== 'Expired') return [];
  const next = nextTry(certificate);
  const why = whyNotIssued(certificate, trails, seen);
  const cause: Cause = {
    ...why,
    evidence: [...why.evidence, `renewal was due at ${renewalTime}`, ...(next ? [`the next try is at ${next}`] : [])],
  };
  return [
    {
      object: printRef(certificate),
      shows: expired ? `has expired at ${notAfter}` : `is not renewed, and expires at ${notAfter}`,
      ...(!expired && { severity: 'warning' as const }),
      causes: [cause],
    },
  ];
}

const times = (renewalTime: string, notAfter: string) => ({ renewalTime, notAfter, notBefore: '2025-10-01T00:00:00Z' });
const failed = exampleCondition(
  'Issuing',
  'False',
  'Failed',
  'The certificate request has failed to complete and will be retried: Failed to wait for order resource "web" to become ready: order is in "invalid" state',
);
const ready = exampleCondition('Ready', 'True', 'Ready');
const issuer = exampleIssuer([exampleCondition('Ready', 'True', 'ACMEAccountRegistered')]);

/** A Certificate whose renewal does not come. */
export const certificateRenewalFailing: Playbook = {
  id: 'certificate-renewal-failing',
  symptom: 'A certificate has expired, or will soon and is not renewed.',
  why: 'cert-manager renews a third of the lifetime before the end, and after a failure tries again an hour later, then later and later (cert-manager pkg/controller/certificates/trigger/trigger_controller.go)',
  reads: trailReads,
  diagnose: (seen) => {
    const requests = byOwner<CertificateRequest>(seen, certManagerKinds.CertificateRequest);
    const trails: Trails = { requests, orders: new Map(), challenges: new Map() };
    return seen.list<Certificate>(certManagerKinds.Certificate).flatMap((each) => symptomOf(each, trails, seen));
  },
  examples: {
    healthy: [
      { objects: [exampleCertificate([ready], times('2026-01-20T00:00:00Z', '2026-02-20T00:00:00Z')), issuer] },
      { objects: [exampleCertificate([ready], times('2026-01-01T11:55:00Z', '2026-02-01T00:00:00Z')), issuer] },
    ],
    ill: [
      {
        objects: [
          exampleCertificate([ready, failed], {
            ...times('2025-12-20T00:00:00Z', '2026-01-20T00:00:00Z'),
            ...{ failedIssuanceAttempts: 3, lastFailureTime: '2026-01-01T09:00:00Z' },
          }),
          issuer,
        ],
      },
      {
        objects: [
          exampleCertificate(
            [exampleCondition('Ready', 'False', 'Expired', 'Certificate expired on Thu, 01 Jan 2026')],
            times('2025-12-01T00:00:00Z', '2026-01-01T00:00:00Z'),
          ),
          issuer,
        ],
      },
    ],
  },
};
