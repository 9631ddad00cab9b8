import type { Controller, ControllerContext, ReconcileResult } from '../../../cluster/controller.ts';
import { printInstant, readInstant } from '../../../controlplane/kit/instant.ts';
import { kinds, type Secret } from '../../../kube/types.ts';
import type { ControllerOptions } from '../../system.ts';
import { acmeSucceeds, dns01Seconds, http01Seconds } from '../assumptions.ts';
import { findIssuer } from '../certificates/request-controller.ts';
import { secretNamespaceOf } from '../issuers/issuer-controller.ts';
import { type Challenge, certManagerKinds, type Issuer } from '../objects.ts';
import { isActive, whenActive } from '../running.ts';
import type { SecretKeyRef } from '../running-parts.ts';

const kind = certManagerKinds.Challenge;
const source = 'cert-manager-challenges';

/** Seconds between two looks at a challenge that waits (pkg/controller/acmechallenges/sync.go). */
const pollSeconds = 10;

/** ACME Challenges: presented, seen, accepted. cert-manager pkg/controller/acmechallenges. */
export const challengeController = (options: ControllerOptions): Controller => ({
  id: 'cert-manager/challenge',
  watches: [{ kind }, whenActive(kind)],
  reconcile: async ({ namespace, name }, context) => {
    if (!(await isActive(context.cluster, options))) return undefined;
    const challenge = await context.cluster.get<Challenge>(kind, name, namespace);
    if (!challenge || challenge.status?.state === 'valid' || challenge.status?.state === 'invalid') return undefined;
    const issuer = await findIssuer(challenge.spec.issuerRef, namespace, context);
    if (!issuer) return { requeueAfter: pollSeconds };
    return challenge.status?.presented
      ? accept(challenge, context, options)
      : present(challenge, issuer, context, options);
  },
});

type Status = NonNullable<Challenge['status']>;

const writeStatus = (challenge: Challenge, status: Status, { cluster }: ControllerContext): Promise<Challenge> =>
  cluster.update<Challenge>({ ...challenge, status: { ...challenge.status, ...status } }, { subresource: 'status' });

const secondsOf = ({ spec }: Challenge, options: ControllerOptions): number =>
  spec.type === 'DNS-01' ? options.assumption(dns01Seconds) : options.assumption(http01Seconds);

async function present(
  challenge: Challenge,
  issuer: Issuer,
  context: ControllerContext,
  options: ControllerOptions,
): Promise<ReconcileResult> {
  if (!challenge.status?.processing) {
    const message = 'Challenge scheduled for processing';
    await context.record({ object: challenge, type: 'Normal', reason: 'Started', message, source });
  }
  const fault = await credentialFault(challenge, issuer, context);
  if (fault) {
    if (challenge.status?.reason !== fault) {
      await writeStatus(challenge, { state: 'pending', processing: true, presented: false, reason: fault }, context);
      const message = `Error presenting challenge: ${fault}`;
      await context.record({ object: challenge, type: 'Warning', reason: 'PresentError', message, source });
    }
    return { requeueAfter: pollSeconds };
  }
  const presentedAt = printInstant(context.now());
  const reason = waitingReason(challenge);
  const status = { state: 'pending', processing: true, presented: true, presentedAt, reason } as const;
  const presented = await writeStatus(challenge, status, context);
  const message = `Presented challenge using ${challenge.spec.type} challenge mechanism`;
  await context.record({ object: presented, type: 'Normal', reason: 'Presented', message, source });
  return { requeueAfter: secondsOf(challenge, options) };
}

function waitingReason({ spec }: Challenge): string {
  if (spec.type === 'DNS-01') {
    const record = `DNS record for ${JSON.stringify(spec.dnsName)} not yet propagated`;
    return `Waiting for DNS-01 challenge propagation: ${record}`;
  }
  return "Waiting for HTTP-01 challenge propagation: wrong status code '404', expected '200'";
}

async function accept(
  challenge: Challenge,
  context: ControllerContext,
  options: ControllerOptions,
): Promise<ReconcileResult | undefined> {
  const since = readInstant(challenge.status?.presentedAt) ?? context.now();
  const left = since / 1000 + secondsOf(challenge, options) - context.now() / 1000;
  if (left > 0) return { requeueAfter: left };
  const { dnsName, type } = challenge.spec;
  if (options.assumption<boolean>(acmeSucceeds)) {
    const status = { state: 'valid', reason: 'Successfully authorized domain', processing: false } as const;
    const valid = await writeStatus(challenge, status, context);
    const message = `Domain ${JSON.stringify(dnsName)} verified with ${JSON.stringify(type)} validation`;
    await context.record({ object: valid, type: 'Normal', reason: 'DomainVerified', message, source });
    return undefined;
  }
  const detail = `acme: authorization error for ${dnsName}: 403 urn:ietf:params:acme:error:unauthorized: assumed to fail`;
  const reason = `Error accepting authorization: ${detail}`;
  const invalid = await writeStatus(challenge, { state: 'invalid', reason, processing: false }, context);
  await context.record({
    object: invalid,
    type: 'Warning',
    reason: 'Failed',
    message: `Accepting challenge authorization failed: ${detail}`,
    source,
  });
  return undefined;
}

/** Why the provider's credentials cannot be used. pkg/issuer/acme/dns/dns.go. */
async function credentialFault(
  { spec }: Challenge,
  issuer: Issuer,
  context: ControllerContext,
): Promise<string | undefined> {
  const provider = spec.solver.dns01?.cloudflare as
    | { readonly apiTokenSecretRef?: SecretKeyRef; readonly apiKeySecretRef?: SecretKeyRef }
    | undefined;
  const ref = provider?.apiTokenSecretRef ?? provider?.apiKeySecretRef;
  if (!ref) return undefined;
  const namespace = await secretNamespaceOf(issuer, context.cluster);
  const secret = await context.cluster.get<Secret>(kinds.Secret, ref.name, namespace);
  if (!secret) return `error getting cloudflare secret: secrets ${JSON.stringify(ref.name)} not found`;
  if (secret.data?.[ref.key ?? '']) return undefined;
  return `specified key ${JSON.stringify(ref.key ?? '')} not found in secret ${namespace}/${ref.name}`;
}
