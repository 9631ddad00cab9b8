import type { FirstCause } from '../../../check/observed.ts';
import type { Cluster } from '../../../cluster/cluster.ts';
import { isReason } from '../../../cluster/status-error.ts';
import { conditionOf, isTrue, type KindRef, type KubeObject, type UnknownObject } from '../../../kube/object.ts';
import { type Event, kinds } from '../../../kube/types.ts';
import type { ControllerOptions } from '../../system.ts';
import {
  type Certificate,
  type CertificateRequest,
  type Challenge,
  certManagerKinds,
  type Issuer,
  type Order,
} from '../objects.ts';
import { isActive } from '../running.ts';
import type { IssuerRef } from '../running-parts.ts';

/** Everything that a certificate came to, as it stands. */
export interface CertificateTrail {
  readonly certificate: Certificate;
  /** The newest request. */
  readonly request?: CertificateRequest;
  readonly issuer?: Issuer;
  readonly order?: Order;
  readonly challenges: readonly Challenge[];
  /** The newest warning about the order. */
  readonly warning?: string;
}

/**
 * The first cause why a Certificate is not ready, in upstream's words: the Challenge's, else the Order's, else the issuer's, else the
 * request's, else the Certificate's own (as `cmctl status certificate` follows them).
 */
export function explainTrail(trail: CertificateTrail): FirstCause | undefined {
  const { certificate, request, issuer, order, challenges, warning } = trail;
  if (conditionOf(certificate, 'Ready')?.reason === 'IncorrectCertificate') return undefined;
  if (!request) return ofIssuing(certificate);
  const said = conditionOf(request, 'Ready')?.message ?? '';
  const challenge = challenges.find(({ status }) => status?.state !== 'valid' && status?.reason);
  if (challenge) return cause(challenge, challenge.status?.reason, challengeHint(challenge));
  if (order?.status?.reason) return cause(order, order.status.reason, 'mend what the ACME server names');
  if (order && order.status?.state !== 'valid' && warning) {
    return cause(
      order,
      warning,
      'give the issuer a solver that takes every name (wildcards are proven by DNS-01 only)',
    );
  }
  if (issuer && !isTrue(issuer, 'Ready')) return ofIssuer(issuer);
  if (!said) return ofIssuing(certificate);
  return cause(request, said, requestHint(request, issuer));
}

const cause = (object: KubeObject, message: string | undefined, hint: string): FirstCause | undefined =>
  message ? { object, message, hint } : undefined;

function ofIssuing(certificate: Certificate): FirstCause | undefined {
  const issuing = conditionOf(certificate, 'Issuing');
  if (issuing?.status !== 'False') return undefined;
  return cause(certificate, issuing.message, 'mend what the message names: cert-manager tries again after an hour');
}

function ofIssuer(issuer: Issuer): FirstCause | undefined {
  const { acme, ca } = issuer.spec;
  const message = conditionOf(issuer, 'Ready')?.message ?? 'the issuer has no Ready condition';
  const secret = ca?.secretName ?? acme?.privateKeySecretRef.name;
  const where = issuer.metadata.namespace ? 'its own namespace' : 'the namespace of cert-manager';
  const hint = secret ? `the issuer reads its Secret ${secret} in ${where}` : 'mend the issuer';
  return cause(issuer, message, hint);
}

function challengeHint({ spec, status }: Challenge): string {
  const reason = status?.reason ?? '';
  if (/secrets? ".*" not found|not found in secret/.test(reason)) {
    const isCluster = spec.issuerRef.kind === 'ClusterIssuer';
    return isCluster
      ? 'Secrets that a ClusterIssuer names are read in the namespace of cert-manager: put it there'
      : 'Secrets that an Issuer names are read in its own namespace: put it there';
  }
  return 'mend what the challenge names';
}

const requestHint = (request: CertificateRequest, issuer: Issuer | undefined): string =>
  issuer
    ? 'mend what the request names'
    : `make ${request.spec.issuerRef.kind ?? 'Issuer'} ${request.spec.issuerRef.name}, or name one that is there`;

/** The first cause why a Certificate is not ready; undefined when its own condition says all there is to say. */
export async function explainCertificate(
  cluster: Cluster,
  object: UnknownObject,
  options: Pick<ControllerOptions, 'installed'>,
): Promise<FirstCause | undefined> {
  const certificate = object as Certificate;
  if (!conditionOf(certificate, 'Ready') && !(await isActive(cluster, options))) {
    const message = 'no pod of cert-manager’s controller is ready, so nobody looks at it';
    return { object: certificate, message, hint: 'bring the controller’s Deployment up first' };
  }
  return explainTrail(await readTrail(certificate, cluster));
}

async function readTrail(certificate: Certificate, cluster: Cluster): Promise<CertificateTrail> {
  const { namespace, uid } = certificate.metadata;
  const requests = await owned<CertificateRequest>(cluster, certManagerKinds.CertificateRequest, namespace, uid);
  const request = requests.toSorted((a, b) => revisionOf(b) - revisionOf(a))[0];
  const issuer = await findIssuer(certificate.spec.issuerRef, namespace, cluster);
  const [order] = await owned<Order>(cluster, certManagerKinds.Order, namespace, request?.metadata.uid);
  const challenges = await owned<Challenge>(cluster, certManagerKinds.Challenge, namespace, order?.metadata.uid);
  const events = order ? await cluster.list<Event>(kinds.Event, { namespace }) : [];
  const warning = events.findLast(
    ({ type, involvedObject }) => type === 'Warning' && involvedObject?.uid === order?.metadata.uid,
  )?.message;
  return {
    certificate,
    challenges,
    ...(request && { request }),
    ...(issuer && { issuer }),
    ...(order && { order }),
    ...(warning !== undefined && { warning }),
  };
}

const revisionOf = ({ metadata }: CertificateRequest): number =>
  Number(metadata.annotations?.['cert-manager.io/certificate-revision'] ?? 0);

async function owned<T extends KubeObject>(
  cluster: Cluster,
  kind: KindRef,
  namespace: string | undefined,
  uid: string | undefined,
): Promise<readonly T[]> {
  if (uid === undefined) return [];
  try {
    const all = await cluster.list<T>(kind, { namespace });
    return all
      .filter(({ metadata }) => metadata.ownerReferences?.some((owner) => owner.uid === uid))
      .map((object) => ({ ...object, ...kind }));
  } catch (thrown) {
    if (isReason(thrown, 'NotFound')) return [];
    throw thrown;
  }
}

async function findIssuer(
  ref: IssuerRef,
  namespace: string | undefined,
  cluster: Cluster,
): Promise<Issuer | undefined> {
  const kind = ref.kind === 'ClusterIssuer' ? certManagerKinds.ClusterIssuer : certManagerKinds.Issuer;
  const found = await cluster.get<Issuer>(kind, ref.name, ref.kind === 'ClusterIssuer' ? undefined : namespace);
  return found && { ...found, ...kind };
}
