import type { Controller, ControllerContext, ReconcileResult } from '../../../cluster/controller.ts';
import { isReason } from '../../../cluster/status-error.ts';
import { printInstant, readInstant } from '../../../controlplane/kit/instant.ts';
import { requestsOf } from '../../../controlplane/kit/requests.ts';
import { sameValue } from '../../../controlplane/kit/same-value.ts';
import { isTrue } from '../../../kube/object.ts';
import { kinds, type Secret } from '../../../kube/types.ts';
import type { ControllerOptions } from '../../system.ts';
import { type Certificate, type CertificateStatus, certManagerKinds } from '../objects.ts';
import { isActive, whenActive } from '../running.ts';
import { type CertificateView, issuanceReason, keyPairOf, unreadyReason } from './certificate.ts';
import { setCondition } from './conditions.ts';
import { continueIssuance, findRequest } from './issuance.ts';
import { failureDelay, renewalTime } from './renewal.ts';
import { otherOwnerSeconds, secretOwner } from './secret-owner.ts';

const kind = certManagerKinds.Certificate;
const source = 'cert-manager-certificates-trigger';

/** Certificates: when they are issued, and whether they are ready. cert-manager pkg/controller/certificates. */
export const certificateController = (options: ControllerOptions): Controller => ({
  id: 'cert-manager/certificate',
  watches: [
    { kind },
    whenActive(kind),
    { kind: certManagerKinds.CertificateRequest, requests: ({ object }) => ownersOf(object.metadata) },
    {
      kind: kinds.Secret,
      requests: async ({ object }, cluster) => {
        try {
          const all = await cluster.list<Certificate>(kind, { namespace: object.metadata.namespace });
          return requestsOf(all.filter(({ spec }) => spec.secretName === object.metadata.name));
        } catch (thrown) {
          if (isReason(thrown, 'NotFound')) return [];
          throw thrown;
        }
      },
    },
  ],
  reconcile: async ({ namespace, name }, context) => {
    if (!(await isActive(context.cluster, options))) return undefined;
    const certificate = await context.cluster.get<Certificate>(kind, name, namespace);
    return certificate && !certificate.metadata.deletionTimestamp ? reconcile(certificate, context) : undefined;
  },
});

function ownersOf(metadata: { readonly namespace?: string; readonly annotations?: Readonly<Record<string, string>> }) {
  const name = metadata.annotations?.['cert-manager.io/certificate-name'];
  return name === undefined ? [] : [{ namespace: metadata.namespace ?? '', name }];
}

async function viewOf(certificate: Certificate, context: ControllerContext): Promise<CertificateView> {
  const { namespace } = certificate.metadata;
  const secret = await context.cluster.get<Secret>(kinds.Secret, certificate.spec.secretName, namespace);
  const request = await findRequest(certificate, certificate.status?.revision, context.cluster);
  return { certificate, secret, request, now: context.now() };
}

async function reconcile(certificate: Certificate, context: ControllerContext): Promise<ReconcileResult | undefined> {
  const view = await viewOf(certificate, context);
  const current = await writeStatus(certificate, await readiness(view), context);
  if (isTrue(current, 'Issuing')) return continueIssuance(current, context);
  if (!(await ownsSecret(view, context))) return { requeueAfter: otherOwnerSeconds };
  const reason = issuanceReason({ ...view, certificate: current });
  if (!reason) return secondsUntil(readInstant(current.status?.renewalTime), context.now());
  const wait = backOff(current, context.now());
  if (wait > 0) return { requeueAfter: wait };
  const change = {
    type: 'Issuing',
    status: 'True',
    ...reason,
    observedGeneration: current.metadata.generation,
  } as const;
  const conditions = setCondition(current.status?.conditions, change, context.now());
  const issuing = await writeStatus(current, { ...current.status, conditions }, context);
  await context.record({ object: issuing, type: 'Normal', reason: 'Issuing', message: reason.message, source });
  return continueIssuance(issuing, context);
}

async function ownsSecret({ certificate, secret }: CertificateView, { cluster }: ControllerContext): Promise<boolean> {
  const { name, namespace } = certificate.metadata;
  const all = await cluster.list<Certificate>(kind, { namespace });
  const sharing = all.filter(({ spec }) => spec.secretName === certificate.spec.secretName);
  return sharing.length === 1 || secretOwner(sharing, secret) === name;
}

/** Seconds until a failed issuance may be tried again; 0 when it may. */
function backOff({ status }: Certificate, now: number): number {
  const failedAt = readInstant(status?.lastFailureTime);
  if (failedAt === undefined) return 0;
  return Math.max(0, failedAt / 1000 + failureDelay(status?.failedIssuanceAttempts ?? 1) - now / 1000);
}

const secondsUntil = (time: number | undefined, now: number): ReconcileResult | undefined =>
  time === undefined ? undefined : { requeueAfter: Math.max(1, (time - now) / 1000) };

/** pkg/controller/certificates/readiness: the Ready condition and the times of what the Secret holds. */
async function readiness(view: CertificateView): Promise<CertificateStatus> {
  const { certificate, secret, now } = view;
  const violation = unreadyReason(view);
  const observedGeneration = certificate.metadata.generation;
  const change = violation
    ? ({ type: 'Ready', status: 'False', ...violation, observedGeneration } as const)
    : ({
        type: 'Ready',
        status: 'True',
        reason: 'Ready',
        message: 'Certificate is up to date and has not expired',
        observedGeneration,
      } as const);
  const { notBefore: _b, notAfter: _a, renewalTime: _r, ...rest } = certificate.status ?? {};
  const pair = keyPairOf(secret);
  const renewal = pair && renewalTime(pair.notBefore, pair.notAfter, certificate.spec);
  return {
    ...rest,
    conditions: setCondition(certificate.status?.conditions, change, now),
    ...(pair && { notBefore: printInstant(pair.notBefore), notAfter: printInstant(pair.notAfter) }),
    ...(renewal !== undefined && { renewalTime: printInstant(renewal) }),
  };
}

/** Writes the status when it says anything new. */
export async function writeStatus(
  certificate: Certificate,
  status: CertificateStatus,
  context: ControllerContext,
): Promise<Certificate> {
  if (sameValue(status, certificate.status)) return certificate;
  return context.cluster.update<Certificate>({ ...certificate, status }, { subresource: 'status' });
}
