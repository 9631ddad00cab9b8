import { X509Certificate } from 'node:crypto';
import type { Cluster } from '../../../cluster/cluster.ts';
import type { ControllerContext, ReconcileResult } from '../../../cluster/controller.ts';
import { printInstant } from '../../../controlplane/kit/instant.ts';
import { conditionOf, type OwnerReference } from '../../../kube/object.ts';
import { kinds, type Secret } from '../../../kube/types.ts';
import { createKey, createRequest } from '../issuers/authority.ts';
import { type Certificate, type CertificateRequest, certManagerKinds } from '../objects.ts';
import { usagesOf } from './certificate.ts';
import { removeCondition, setCondition } from './conditions.ts';
import { requestName } from './names.ts';
import { encodeEntry, readEntry, secretAnnotations } from './secret.ts';

const nameAnnotation = 'cert-manager.io/certificate-name';
const revisionAnnotation = 'cert-manager.io/certificate-revision';
/** Names the Secret of the key a request was made with. */
export const keyAnnotation = 'cert-manager.io/private-key-secret-name';

/** The request of a revision of a certificate. */
export async function findRequest(
  certificate: Certificate,
  revision: number | undefined,
  cluster: Cluster,
): Promise<CertificateRequest | undefined> {
  if (revision === undefined) return undefined;
  const { name, namespace } = certificate.metadata;
  return cluster.get<CertificateRequest>(certManagerKinds.CertificateRequest, requestName(name, revision), namespace);
}

/**
 * One step of an issuance that is under way: key, request, answer. cert-manager pkg/controller/certificates/{keymanager,
 * requestmanager,issuing}.
 */
export async function continueIssuance(
  certificate: Certificate,
  context: ControllerContext,
): Promise<ReconcileResult | undefined> {
  const revision = (certificate.status?.revision ?? 0) + 1;
  const { current, key } = await nextKey(certificate, context);
  const request = await currentRequest(current, revision, context.cluster);
  if (!request) {
    await makeRequest(current, revision, key, context);
    return undefined;
  }
  const ready = conditionOf(request, 'Ready');
  if (ready?.status === 'True' && request.status?.certificate)
    await finish(current, { revision, request, key }, context);
  else if (ready?.status === 'False' && (ready.reason === 'Failed' || ready.reason === 'Denied')) {
    await fail(current, request, ready.message ?? '', context);
  }
  return undefined;
}

/** The request of this attempt; one that failed an earlier attempt makes way for it. */
async function currentRequest(
  certificate: Certificate,
  revision: number,
  cluster: Cluster,
): Promise<CertificateRequest | undefined> {
  const request = await findRequest(certificate, revision, cluster);
  const since = conditionOf(certificate, 'Issuing')?.lastTransitionTime ?? '';
  if (!request || (request.metadata.creationTimestamp ?? '') >= since) return request;
  await cluster.delete(certManagerKinds.CertificateRequest, request.metadata.name, request.metadata.namespace);
  return undefined;
}

const ownerOf = ({ metadata }: Certificate): OwnerReference => ({
  ...certManagerKinds.Certificate,
  name: metadata.name,
  uid: metadata.uid ?? '',
  controller: true,
  blockOwnerDeletion: true,
});

const writeStatus = (certificate: Certificate, status: Certificate['status'], { cluster }: ControllerContext) =>
  cluster.update<Certificate>({ ...certificate, status }, { subresource: 'status' });

/** The Secret with the key of this issuance: a new key, or the one in use when it must not rotate. */
async function nextKey(
  certificate: Certificate,
  context: ControllerContext,
): Promise<{ readonly current: Certificate; readonly key: Secret }> {
  const { cluster } = context;
  const { namespace, name } = certificate.metadata;
  const known = certificate.status?.nextPrivateKeySecretName;
  const kept = known ? await cluster.get<Secret>(kinds.Secret, known, namespace) : undefined;
  if (kept) return { current: certificate, key: kept };
  const used = await reusableKey(certificate, cluster);
  const pem = used ?? (await createKey(certificate.spec.privateKey));
  const suffix = Array.from({ length: 5 }, () => alphabet[Math.floor(context.random() * alphabet.length)]).join('');
  const key = await cluster.create<Secret>({
    ...kinds.Secret,
    metadata: {
      name: `${name}-${suffix}`,
      namespace,
      labels: { 'cert-manager.io/next-private-key': 'true', 'controller.cert-manager.io/fao': 'true' },
      ownerReferences: [ownerOf(certificate)],
    },
    type: 'Opaque',
    data: { 'tls.key': encodeEntry(pem) },
  });
  const status = { ...certificate.status, nextPrivateKeySecretName: key.metadata.name };
  const current = await writeStatus(certificate, status, context);
  const message = used
    ? 'Reusing private key stored in existing Secret resource'
    : 'Stored new private key in temporary Secret resource';
  await context.record({
    object: current,
    type: 'Normal',
    reason: used ? 'Reused' : 'Generated',
    message: `${message} ${JSON.stringify(used ? certificate.spec.secretName : key.metadata.name)}`,
    source: 'cert-manager-certificates-key-manager',
  });
  return { current, key };
}

const alphabet = 'bcdfghjklmnpqrstvwxz2456789';

async function reusableKey({ spec, metadata }: Certificate, cluster: Cluster): Promise<string | undefined> {
  if (spec.privateKey?.rotationPolicy !== 'Never') return undefined;
  const secret = await cluster.get<Secret>(kinds.Secret, spec.secretName, metadata.namespace);
  return secret && readEntry(secret, 'tls.key');
}

async function makeRequest(
  certificate: Certificate,
  revision: number,
  key: Secret,
  context: ControllerContext,
): Promise<void> {
  const { metadata, spec } = certificate;
  const pem = await createRequest(readEntry(key, 'tls.key') ?? '', spec);
  const account = 'system:serviceaccount:cert-manager:cert-manager';
  const request = await context.cluster.create<CertificateRequest>({
    ...certManagerKinds.CertificateRequest,
    metadata: {
      name: requestName(metadata.name, revision),
      namespace: metadata.namespace,
      labels: metadata.labels,
      annotations: {
        [nameAnnotation]: metadata.name,
        [revisionAnnotation]: String(revision),
        [keyAnnotation]: key.metadata.name,
      },
      ownerReferences: [ownerOf(certificate)],
    },
    spec: {
      request: encodeEntry(pem),
      issuerRef: spec.issuerRef,
      ...(spec.duration === undefined ? {} : { duration: spec.duration }),
      ...(spec.isCA ? { isCA: true } : {}),
      usages: usagesOf(spec),
      username: account,
      groups: ['system:serviceaccounts', 'system:serviceaccounts:cert-manager', 'system:authenticated'],
    },
  });
  await context.record({
    object: certificate,
    type: 'Normal',
    reason: 'Requested',
    message: `Created new CertificateRequest resource ${JSON.stringify(request.metadata.name)}`,
    source: 'cert-manager-certificates-request-manager',
  });
}

async function finish(
  certificate: Certificate,
  { revision, request, key }: { readonly revision: number; readonly request: CertificateRequest; readonly key: Secret },
  context: ControllerContext,
): Promise<void> {
  await storeSecret(certificate, request, key, context.cluster);
  const {
    nextPrivateKeySecretName: _k,
    lastFailureTime: _t,
    failedIssuanceAttempts: _n,
    ...rest
  } = certificate.status ?? {};
  const conditions = removeCondition(rest.conditions, 'Issuing');
  const current = await writeStatus(certificate, { ...rest, conditions, revision }, context);
  await context.cluster.delete(kinds.Secret, key.metadata.name, key.metadata.namespace);
  const message = 'The certificate has been successfully issued';
  await context.record({ object: current, type: 'Normal', reason: 'Issuing', message, source: issuingSource });
  await forgetOldRequests(current, revision, context.cluster);
}

const issuingSource = 'cert-manager-certificates-issuing';

async function storeSecret(
  certificate: Certificate,
  request: CertificateRequest,
  key: Secret,
  cluster: Cluster,
): Promise<void> {
  const { spec, metadata } = certificate;
  const chain = request.status?.certificate ?? '';
  const issued = new X509Certificate(Buffer.from(chain, 'base64'));
  const existing = await cluster.get<Secret>(kinds.Secret, spec.secretName, metadata.namespace);
  const { 'ca.crt': _, ...others } = existing?.data ?? {};
  const secret: Secret = {
    ...kinds.Secret,
    type: existing?.type ?? 'kubernetes.io/tls',
    metadata: {
      ...existing?.metadata,
      name: spec.secretName,
      namespace: metadata.namespace,
      labels: {
        ...existing?.metadata.labels,
        'controller.cert-manager.io/fao': 'true',
        ...spec.secretTemplate?.labels,
      },
      annotations: {
        ...existing?.metadata.annotations,
        ...secretAnnotations(certificate, issued),
        ...spec.secretTemplate?.annotations,
      },
    },
    data: {
      ...others,
      'tls.crt': chain,
      'tls.key': key.data?.['tls.key'] ?? '',
      ...(request.status?.ca ? { 'ca.crt': request.status.ca } : {}),
    },
  };
  if (existing) await cluster.update(secret);
  else await cluster.create(secret);
}

async function forgetOldRequests(certificate: Certificate, revision: number, cluster: Cluster): Promise<void> {
  const { name, namespace } = certificate.metadata;
  const oldest = revision - (certificate.spec.revisionHistoryLimit ?? 1);
  for (let old = oldest; old > 0; old--) {
    const request = await findRequest(certificate, old, cluster);
    if (!request) return;
    await cluster.delete(certManagerKinds.CertificateRequest, requestName(name, old), namespace);
  }
}

async function fail(
  certificate: Certificate,
  request: CertificateRequest,
  reason: string,
  context: ControllerContext,
): Promise<void> {
  const now = context.now();
  const message = `The certificate request has failed to complete and will be retried: ${reason}`;
  const change = {
    type: 'Issuing',
    status: 'False',
    reason: conditionOf(request, 'Ready')?.reason ?? 'Failed',
    message,
    observedGeneration: certificate.metadata.generation,
  } as const;
  const current = await writeStatus(
    certificate,
    {
      ...certificate.status,
      conditions: setCondition(certificate.status?.conditions, change, now),
      lastFailureTime: printInstant(now),
      failedIssuanceAttempts: (certificate.status?.failedIssuanceAttempts ?? 0) + 1,
    },
    context,
  );
  await context.record({ object: current, type: 'Warning', reason: change.reason, message, source: issuingSource });
}
