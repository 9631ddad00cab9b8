import { createHash } from 'node:crypto';
import type { Cluster } from '../../../cluster/cluster.ts';
import type { Controller, ControllerContext, ReconcileResult } from '../../../cluster/controller.ts';
import { isReason } from '../../../cluster/status-error.ts';
import { readInstant } from '../../../controlplane/kit/instant.ts';
import { requestsOf } from '../../../controlplane/kit/requests.ts';
import { sameValue } from '../../../controlplane/kit/same-value.ts';
import { conditionOf, type KindRef } from '../../../kube/object.ts';
import { kinds, type Secret } from '../../../kube/types.ts';
import type { ControllerOptions } from '../../system.ts';
import { acmeAccountSeconds } from '../assumptions.ts';
import { setCondition } from '../certificates/conditions.ts';
import { encodeEntry, readEntry, readKeyPair } from '../certificates/secret.ts';
import { certManagerKinds, type Issuer } from '../objects.ts';
import { clusterResourceNamespace, isActive, whenActive } from '../running.ts';
import { createKey } from './authority.ts';

/** Issuers and ClusterIssuers: whether they can sign, and why not. cert-manager pkg/controller/{issuers,clusterissuers}. */
export const issuerControllers = (options: ControllerOptions): readonly Controller[] => [
  issuerController(certManagerKinds.ClusterIssuer, 'cert-manager/cluster-issuer', options),
  issuerController(certManagerKinds.Issuer, 'cert-manager/issuer', options),
];

const issuerController = (kind: KindRef, id: string, options: ControllerOptions): Controller => ({
  id,
  watches: [
    { kind },
    whenActive(kind),
    {
      kind: kinds.Secret,
      requests: async ({ object }, cluster) => {
        const issuers = await listIssuers(cluster, kind);
        return requestsOf(issuers.filter((issuer) => secretNameOf(issuer) === object.metadata.name));
      },
    },
  ],
  reconcile: async (request, context) => {
    if (!(await isActive(context.cluster, options))) return undefined;
    const issuer = await context.cluster.get<Issuer>(kind, request.name, request.namespace || undefined);
    return issuer && reconcile(issuer, kind, context, options);
  },
});

async function listIssuers(cluster: Cluster, kind: KindRef): Promise<readonly Issuer[]> {
  try {
    return await cluster.list<Issuer>(kind);
  } catch (thrown) {
    // Secrets come and go before the chart brings the kind.
    if (isReason(thrown, 'NotFound')) return [];
    throw thrown;
  }
}

const secretNameOf = ({ spec }: Issuer): string | undefined =>
  spec.ca?.secretName ?? spec.acme?.privateKeySecretRef.name;

interface Readiness {
  readonly status: 'True' | 'False';
  readonly reason: string;
  readonly message: string;
  readonly extra?: object;
  readonly requeueAfter?: number;
}

/** Namespace in which an issuer's Secrets are looked up. */
export const secretNamespaceOf = async (issuer: Issuer, cluster: Cluster): Promise<string> =>
  issuer.metadata.namespace ?? clusterResourceNamespace(cluster);

async function reconcile(
  issuer: Issuer,
  kind: KindRef,
  context: ControllerContext,
  options: ControllerOptions,
): Promise<ReconcileResult | undefined> {
  const readiness = await assess(issuer, context, options);
  if (readiness === undefined) return undefined;
  if (readiness.reason === '') return { requeueAfter: readiness.requeueAfter };
  const { status, reason, message, extra } = readiness;
  const change = { type: 'Ready', status, reason, message, observedGeneration: issuer.metadata.generation };
  const before = conditionOf(issuer, 'Ready');
  const next = {
    ...issuer.status,
    ...extra,
    conditions: setCondition(issuer.status?.conditions, change, context.now()),
  };
  if (!sameValue(next, issuer.status)) {
    await context.cluster.update({ ...issuer, ...kind, status: next }, { subresource: 'status' });
    if (before?.reason !== reason || before.message !== message) await announce(issuer, kind, readiness, context);
  }
  return readiness.requeueAfter === undefined ? undefined : { requeueAfter: readiness.requeueAfter };
}

async function announce(
  issuer: Issuer,
  kind: KindRef,
  readiness: Readiness,
  context: ControllerContext,
): Promise<void> {
  const { status, reason, message } = readiness;
  // Ready issuers of other types say nothing.
  if (status === 'True' && !issuer.spec.ca) return;
  const type = status === 'True' ? 'Normal' : 'Warning';
  await context.record({ object: { ...issuer, ...kind }, type, reason, message, source: 'cert-manager-issuers' });
}

async function assess(
  issuer: Issuer,
  context: ControllerContext,
  options: ControllerOptions,
): Promise<Readiness | undefined> {
  if (issuer.spec.selfSigned) return { status: 'True', reason: 'IsReady', message: '' };
  if (issuer.spec.ca) return assessAuthority(issuer, issuer.spec.ca.secretName, context.cluster);
  // Vault and Venafi lie outside the cluster: nothing is known of them, and nothing said.
  return issuer.spec.acme ? registerAccount(issuer, issuer.spec.acme, context, options) : undefined;
}

async function assessAuthority(issuer: Issuer, secretName: string, cluster: Cluster): Promise<Readiness> {
  const failed = (reason: string, text: string, requeueAfter?: number): Readiness => ({
    status: 'False',
    reason,
    message: text,
    requeueAfter,
  });
  const head = 'Error getting keypair for CA issuer: ';
  const secret = await cluster.get<Secret>(kinds.Secret, secretName, await secretNamespaceOf(issuer, cluster));
  if (!secret) return failed('ErrGetKeyPair', `${head}secrets ${JSON.stringify(secretName)} not found`);
  const [certificate, key] = [readEntry(secret, 'tls.crt'), readEntry(secret, 'tls.key')];
  if (!key) return failed('ErrGetKeyPair', `${head}no data for "tls.key" in secret '${where(secret)}'`);
  if (!certificate) return failed('ErrGetKeyPair', `${head}no data for "tls.crt" in secret '${where(secret)}'`);
  const pair = readKeyPair(certificate, key);
  if ('text' in pair) return failed('ErrGetKeyPair', `${head}${pair.text}`);
  if (!pair.certificate.ca) return failed('ErrInvalidKeyPair', `${head}certificate is not a CA`);
  return { status: 'True', reason: 'KeyPairVerified', message: 'Signing CA verified' };
}

const where = ({ metadata }: Secret): string => `${metadata.namespace}/${metadata.name}`;

async function registerAccount(
  issuer: Issuer,
  acme: NonNullable<Issuer['spec']['acme']>,
  context: ControllerContext,
  options: ControllerOptions,
): Promise<Readiness> {
  const { cluster, now } = context;
  const { name } = acme.privateKeySecretRef;
  const namespace = await secretNamespaceOf(issuer, cluster);
  const account = await cluster.get<Secret>(kinds.Secret, name, namespace);
  const key = account && readEntry(account, acme.privateKeySecretRef.key ?? 'tls.key');
  if (account && !key) {
    const message = `Failed to verify ACME account: no data for "tls.key" in secret '${where(account)}'`;
    return { status: 'False', reason: 'ErrVerifyACMEAccount', message };
  }
  const seconds = options.assumption(acmeAccountSeconds);
  if (!key) {
    const pem = await createKey({ algorithm: 'ECDSA', size: 256 });
    await cluster.create<Secret>({
      ...kinds.Secret,
      metadata: { name, namespace, labels: { 'controller.cert-manager.io/fao': 'true' } },
      type: 'Opaque',
      data: { [acme.privateKeySecretRef.key ?? 'tls.key']: encodeEntry(pem) },
    });
    return { status: 'False', reason: '', message: '', requeueAfter: seconds };
  }
  const left = (readInstant(account?.metadata.creationTimestamp) ?? 0) / 1000 + seconds - now() / 1000;
  const isRegistered = conditionOf(issuer, 'Ready')?.status === 'True';
  if (left > 0 && !isRegistered) return { status: 'False', reason: '', message: '', requeueAfter: left };
  const id = Number.parseInt(createHash('sha256').update(key).digest('hex').slice(0, 8), 16);
  return {
    status: 'True',
    reason: 'ACMEAccountRegistered',
    message: 'The ACME account was registered with the ACME server',
    extra: { acme: { uri: accountUri(acme.server, id), ...(acme.email && { lastRegisteredEmail: acme.email }) } },
  };
}

/** Address of an account or order at the directory's server. */
export const accountUri = (server: string, id: number): string => server.replace(/\/directory$/, `/acme/acct/${id}`);
