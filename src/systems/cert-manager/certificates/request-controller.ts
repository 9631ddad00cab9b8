import type { Controller, ControllerContext, ReconcileResult } from '../../../cluster/controller.ts';
import { isReason } from '../../../cluster/status-error.ts';
import { printInstant } from '../../../controlplane/kit/instant.ts';
import { requestsOf } from '../../../controlplane/kit/requests.ts';
import { conditionOf, isTrue, type KubeObject, type UnknownObject } from '../../../kube/object.ts';
import { kinds, type Secret } from '../../../kube/types.ts';
import type { ControllerOptions } from '../../system.ts';
import { orderFor } from '../acme/order.ts';
import { isSelfSigned, namesOfRequest, signRequest } from '../issuers/authority.ts';
import { secretNamespaceOf } from '../issuers/issuer-controller.ts';
import { type CertificateRequest, certManagerKinds, type Issuer, type Order } from '../objects.ts';
import { isActive, whenActive } from '../running.ts';
import type { IssuerRef } from '../running-parts.ts';
import { usagesOf } from './certificate.ts';
import { setCondition } from './conditions.ts';
import { keyAnnotation } from './issuance.ts';
import { durationOf } from './renewal.ts';
import { encodeEntry, readEntry, readKeyPair } from './secret.ts';

const kind = certManagerKinds.CertificateRequest;
const source = 'cert-manager-certificaterequests';

/** CertificateRequests: approved, and signed by their issuer. cert-manager pkg/controller/certificaterequests. */
export const requestController = (options: ControllerOptions): Controller => ({
  id: 'cert-manager/certificate-request',
  watches: [
    { kind },
    whenActive(kind),
    { kind: certManagerKinds.Order, requests: ({ object }) => ownersOf(object) },
    ...[certManagerKinds.ClusterIssuer, certManagerKinds.Issuer].map((issuer) => ({
      kind: issuer,
      requests: async ({ object }: { readonly object: UnknownObject }, context: ControllerContext['cluster']) => {
        try {
          const all = await context.list<CertificateRequest>(kind, { namespace: object.metadata.namespace });
          return requestsOf(all.filter(({ spec }) => spec.issuerRef.name === object.metadata.name));
        } catch (thrown) {
          if (isReason(thrown, 'NotFound')) return [];
          throw thrown;
        }
      },
    })),
  ],
  reconcile: async ({ namespace, name }, context) => {
    if (!(await isActive(context.cluster, options))) return undefined;
    const request = await context.cluster.get<CertificateRequest>(kind, name, namespace);
    return request && reconcile(request, context);
  },
});

const ownersOf = ({ metadata }: KubeObject) =>
  (metadata.ownerReferences ?? [])
    .filter((owner) => owner.kind === kind.kind)
    .map(({ name }) => ({ namespace: metadata.namespace ?? '', name }));

/** The issuer a reference names. */
export async function findIssuer(
  ref: IssuerRef,
  namespace: string | undefined,
  { cluster }: ControllerContext,
): Promise<Issuer | undefined> {
  const isCluster = ref.kind === 'ClusterIssuer';
  const issuer = isCluster ? certManagerKinds.ClusterIssuer : certManagerKinds.Issuer;
  return cluster.get<Issuer>(issuer, ref.name, isCluster ? undefined : namespace);
}

/** What is said of a request: its Ready condition and the event that goes with it. */
interface Answer {
  readonly status: 'True' | 'False';
  readonly reason: 'Issued' | 'Pending' | 'Failed';
  readonly message: string;
  /** Reason of the event. */
  readonly event: string;
  readonly certificate?: string;
  readonly ca?: string;
}

const pending = (event: string, message: string): Answer => ({ status: 'False', reason: 'Pending', message, event });
const failed = (event: string, message: string): Answer => ({ status: 'False', reason: 'Failed', message, event });

async function reconcile(
  request: CertificateRequest,
  context: ControllerContext,
): Promise<ReconcileResult | undefined> {
  const ready = conditionOf(request, 'Ready');
  if (ready?.status === 'True' || ready?.reason === 'Failed' || ready?.reason === 'Denied') return undefined;
  const group = request.spec.issuerRef.group ?? 'cert-manager.io';
  // Issuers of other groups sign and approve for themselves.
  if (group !== 'cert-manager.io') return undefined;
  const approved = await approve(request, context);
  const answer = await sign(approved, context);
  if (answer) await say(approved, answer, context);
  return undefined;
}

/** pkg/controller/certificaterequests/approver: everything that cert-manager's own issuers sign is approved. */
async function approve(request: CertificateRequest, context: ControllerContext): Promise<CertificateRequest> {
  if (isTrue(request, 'Approved')) return request;
  const message = 'Certificate request has been approved by cert-manager.io';
  const change = { type: 'Approved', status: 'True', reason: 'cert-manager.io', message } as const;
  const conditions = setCondition(request.status?.conditions, change, context.now());
  const approved = await context.cluster.update<CertificateRequest>(
    { ...request, status: { ...request.status, conditions } },
    { subresource: 'status' },
  );
  await context.record({
    object: approved,
    type: 'Normal',
    reason: 'cert-manager.io',
    message,
    source: `${source}-approver`,
  });
  return approved;
}

async function sign(request: CertificateRequest, context: ControllerContext): Promise<Answer | undefined> {
  const { issuerRef } = request.spec;
  const issuer = await findIssuer(issuerRef, request.metadata.namespace, context);
  const issuerKind = issuerRef.kind ?? 'Issuer';
  if (!issuer) {
    const missing = `${issuerKind.toLowerCase()}.cert-manager.io ${JSON.stringify(issuerRef.name)} not found`;
    return pending('IssuerNotFound', `Referenced ${JSON.stringify(issuerKind)} not found: ${missing}`);
  }
  if (!isTrue(issuer, 'Ready')) {
    return pending('IssuerNotReady', 'Referenced issuer does not have a Ready status condition');
  }
  if (issuer.spec.selfSigned) return signBySelf(request, context);
  if (issuer.spec.ca) return signByAuthority(request, issuer, issuer.spec.ca.secretName, context);
  return issuer.spec.acme ? signByOrder(request, context) : undefined;
}

const serialOf = ({ uid }: ControllerContext): string => `0${uid().replaceAll('-', '')}`.slice(0, 32);

function validity(request: CertificateRequest, { now }: ControllerContext) {
  const notBefore = Math.floor(now() / 1000) * 1000;
  return { notBefore, notAfter: notBefore + durationOf(request.spec) * 1000 };
}

const issued = (certificate: string, ca: string | undefined): Answer => ({
  status: 'True',
  reason: 'Issued',
  message: 'Certificate fetched from issuer successfully',
  event: 'CertificateIssued',
  certificate: encodeEntry(certificate),
  ...(ca !== undefined && { ca: encodeEntry(ca) }),
});

const pemOf = (request: CertificateRequest): string => Buffer.from(request.spec.request, 'base64').toString('utf8');

async function signBySelf(request: CertificateRequest, context: ControllerContext): Promise<Answer> {
  const { namespace, annotations } = request.metadata;
  const name = annotations?.[keyAnnotation];
  if (!name) {
    const message = `Annotation ${JSON.stringify(keyAnnotation)} missing or reference empty`;
    return failed('MissingAnnotation', `${message}: secret name missing`);
  }
  const secret = await context.cluster.get<Secret>(kinds.Secret, name, namespace);
  const key = secret && readEntry(secret, 'tls.key');
  if (!key) {
    const missing = `secrets ${JSON.stringify(name)} not found`;
    return pending('MissingSecret', `Referenced secret ${namespace}/${name} not found: ${missing}`);
  }
  const certificate = await signRequest({
    request: pemOf(request),
    signer: { key },
    ...validity(request, context),
    isCa: request.spec.isCA ?? false,
    usages: usagesOf(request.spec),
    serial: serialOf(context),
  });
  return issued(certificate, certificate);
}

async function signByAuthority(
  request: CertificateRequest,
  issuer: Issuer,
  secretName: string,
  context: ControllerContext,
): Promise<Answer> {
  const namespace = await secretNamespaceOf(issuer, context.cluster);
  const secret = await context.cluster.get<Secret>(kinds.Secret, secretName, namespace);
  const [chain, key] = [secret && readEntry(secret, 'tls.crt'), secret && readEntry(secret, 'tls.key')];
  if (!chain || !key) {
    const missing = `secrets ${JSON.stringify(secretName)} not found`;
    return pending('SecretMissing', `Referenced secret ${namespace}/${secretName} not found: ${missing}`);
  }
  const pair = readKeyPair(chain, key);
  if ('text' in pair) {
    return pending(
      'SecretInvalidData',
      `Failed to parse signing CA keypair from secret ${namespace}/${secretName}: ${pair.text}`,
    );
  }
  const own = pair.certificate.toString();
  const certificate = await signRequest({
    request: pemOf(request),
    signer: { key, certificate: own },
    ...validity(request, context),
    isCa: request.spec.isCA ?? false,
    usages: usagesOf(request.spec),
    serial: serialOf(context),
  });
  const root = (secret && readEntry(secret, 'ca.crt')) ?? own;
  return issued(isSelfSigned(pair.certificate) ? certificate : `${certificate}${chain}`, root);
}

async function signByOrder(request: CertificateRequest, context: ControllerContext): Promise<Answer | undefined> {
  const { namespace } = request.metadata;
  const wanted = orderFor(request, await namesOfRequest(pemOf(request)));
  if ('error' in wanted) return failed('InvalidOrder', wanted.error);
  const { name } = wanted.metadata;
  const order = await context.cluster.get<Order>(certManagerKinds.Order, name, namespace);
  if (!order) {
    await context.cluster.create<Order>(wanted);
    return pending('OrderCreated', `Created Order resource ${namespace}/${name}`);
  }
  const state = order.status?.state ?? '';
  if (state === 'valid' && order.status?.certificate) {
    return issued(Buffer.from(order.status.certificate, 'base64').toString('utf8'), undefined);
  }
  if (state === 'invalid' || state === 'errored' || state === 'expired') {
    const why = `order is in ${JSON.stringify(state)} state: ${order.status?.reason ?? ''}`;
    return failed('OrderFailed', `Failed to wait for order resource ${JSON.stringify(name)} to become ready: ${why}`);
  }
  const message = `Waiting on certificate issuance from order ${namespace}/${name}: ${JSON.stringify(state)}`;
  return pending('OrderPending', message);
}

async function say(request: CertificateRequest, answer: Answer, context: ControllerContext): Promise<void> {
  const { status, reason, message, event, certificate, ca } = answer;
  const before = conditionOf(request, 'Ready');
  if (before?.status === status && before.reason === reason && before.message === message) return;
  const conditions = setCondition(
    request.status?.conditions,
    { type: 'Ready', status, reason, message },
    context.now(),
  );
  const said = await context.cluster.update<CertificateRequest>(
    {
      ...request,
      status: {
        ...request.status,
        conditions,
        ...(certificate !== undefined && { certificate }),
        ...(ca !== undefined && { ca }),
        ...(reason === 'Failed' && { failureTime: printInstant(context.now()) }),
      },
    },
    { subresource: 'status' },
  );
  await context.record({
    object: said,
    type: reason === 'Failed' ? 'Warning' : 'Normal',
    reason: event,
    message,
    source,
  });
}
