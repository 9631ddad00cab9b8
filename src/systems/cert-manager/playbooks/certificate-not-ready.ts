import { conditionOf, isTrue, printRef } from '../../../kube/object.ts';
import {
  exampleCondition,
  exampleDeployment,
  exampleEvent,
  examplePod,
} from '../../../operate/diagnose/example-parts.ts';
import type { Playbook, Symptom } from '../../../operate/diagnose/playbook.ts';
import type { SeenCluster } from '../../../operate/diagnose/seen-cluster.ts';
import { isPast } from '../../../operate/diagnose/workloads.ts';
import { type Trails, whyNotIssued, whyOrderWaits, whyRequestWaits } from '../certificates/why-not-issued.ts';
import { type Certificate, type CertificateRequest, type Challenge, certManagerKinds, type Order } from '../objects.ts';
import {
  byOwner,
  exampleCertificate,
  exampleIssuer,
  exampleOrder,
  exampleRequest,
  newestRequest,
  trailReads,
} from '../rule-seen.ts';

/** Seconds that an order takes when all is well: records have to spread. */
const patience = 300;

/** Whether a Certificate should have been there by now. An attempt that failed says so at once. */
function isLate(certificate: Certificate, now: number): boolean {
  const ready = conditionOf(certificate, 'Ready');
  if (ready?.status !== 'False' || ready.reason === 'Expired') return false;
  const failed = conditionOf(certificate, 'Issuing')?.reason === 'Failed';
  return failed || isPast(ready.lastTransitionTime, now, patience);
}

const isFailing = (certificate: Certificate): boolean => conditionOf(certificate, 'Issuing')?.reason === 'Failed';

/** What stands between a Certificate and its challenges: told so that all that hangs on one challenge is told with it. */
function between(certificate: Certificate, trails: Trails, seen: SeenCluster): readonly Symptom[] {
  const request = newestRequest(trails.requests.get(printRef(certificate)));
  if (!request || isTrue(request, 'Ready')) return [];
  // Where something before the request is the cause, it is that of the request, too.
  if (whyNotIssued(certificate, trails, seen).at !== printRef(request)) return [];
  const [order] = trails.orders.get(printRef(request)) ?? [];
  const own: Symptom = {
    object: printRef(request),
    shows: 'is not answered',
    causes: [whyRequestWaits(request, trails)],
  };
  if (!order || order.status?.state === 'valid') return [own];
  return [
    own,
    {
      object: printRef(order),
      shows: `is ${order.status?.state || 'not begun'}`,
      causes: [whyOrderWaits(order, trails, seen)],
    },
  ];
}

const missing = exampleCondition('Ready', 'False', 'DoesNotExist', 'Issuing certificate as Secret does not exist');
const ready = exampleIssuer([exampleCondition('Ready', 'True', 'ACMEAccountRegistered')]);
const pending = exampleRequest([
  exampleCondition('Ready', 'False', 'Pending', 'Waiting on certificate issuance from order apps/web: "pending"'),
]);
const labels = { 'app.kubernetes.io/name': 'cert-manager', 'app.kubernetes.io/component': 'controller' };

/** A Certificate that is not issued. */
export const certificateNotReady: Playbook = {
  id: 'certificate-not-ready',
  symptom: 'A Certificate stays READY False, and its Secret does not come.',
  why: 'a Certificate makes a CertificateRequest, that an Order, and that a Challenge for each name: the last of them says what is wrong (cert-manager pkg/controller/certificates/issuing/issuing_controller.go, docs)',
  reads: trailReads,
  diagnose: (seen) => {
    const trails: Trails = {
      requests: byOwner<CertificateRequest>(seen, certManagerKinds.CertificateRequest),
      orders: byOwner<Order>(seen, certManagerKinds.Order),
      challenges: byOwner<Challenge>(seen, certManagerKinds.Challenge),
    };
    return seen.list<Certificate>(certManagerKinds.Certificate).flatMap((certificate): readonly Symptom[] => {
      if (!isLate(certificate, seen.now)) return isFailing(certificate) ? between(certificate, trails, seen) : [];
      const own: Symptom = {
        object: printRef(certificate),
        shows: `is not issued: Secret ${certificate.spec.secretName} does not come`,
        causes: [whyNotIssued(certificate, trails, seen)],
      };
      return [own, ...between(certificate, trails, seen)];
    });
  },
  examples: {
    healthy: [
      { objects: [exampleCertificate([exampleCondition('Ready', 'True', 'Ready')]), ready] },
      {
        objects: [
          exampleCertificate([{ ...missing, lastTransitionTime: '2026-01-01T11:58:00Z' }]),
          ...[ready, pending, exampleOrder({ state: 'pending' })],
        ],
      },
    ],
    ill: [
      { objects: [exampleCertificate([missing])] },
      { objects: [exampleCertificate([missing]), ready, pending, exampleOrder({ state: 'pending' })] },
      {
        objects: [
          ...[exampleCertificate([missing]), ready, pending],
          exampleOrder({
            state: 'errored',
            reason:
              'Failed to create Order: 429 urn:ietf:params:acme:error:rateLimited: too many certificates (5) already issued for this exact set of identifiers in the last 168h0m0s, retry after 2026-01-02 03:04:05 UTC',
          }),
        ],
      },
      {
        objects: [
          ...[exampleCertificate([missing]), ready, pending, exampleOrder({ state: 'pending' })],
          exampleEvent(
            'Order/apps/web',
            'Solver',
            'Failed to determine a valid solver configuration for the set of domains on the Order: no configured challenge solvers can be used for this challenge',
          ),
        ],
      },
      {
        objects: [
          ...[exampleCertificate([missing]), ready],
          exampleDeployment('cert-manager/cert-manager', labels, 0),
          examplePod('cert-manager/cert-manager-1', labels, { ready: false }),
        ],
      },
    ],
  },
};
