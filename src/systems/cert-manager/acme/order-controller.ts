import { createHash } from 'node:crypto';
import type { Controller, ControllerContext, ReconcileResult } from '../../../cluster/controller.ts';
import { printInstant } from '../../../controlplane/kit/instant.ts';
import type { KubeObject } from '../../../kube/object.ts';
import type { ControllerOptions } from '../../system.ts';
import { acmeCertificateDays, acmeOrderSeconds } from '../assumptions.ts';
import { computeName } from '../certificates/names.ts';
import { findIssuer } from '../certificates/request-controller.ts';
import { encodeEntry } from '../certificates/secret.ts';
import { acmeAuthority, chainOf, signRequest } from '../issuers/authority.ts';
import { accountUri } from '../issuers/issuer-controller.ts';
import { type Challenge, certManagerKinds, type Issuer, type Order } from '../objects.ts';
import { isActive, whenActive } from '../running.ts';
import type { Authorization } from '../running-parts.ts';
import { type Identifier, offeredChallenges, pickSolver } from './solver.ts';

const kind = certManagerKinds.Order;
const source = 'cert-manager-orders';

/** ACME Orders: a challenge for every name, then the certificate. cert-manager pkg/controller/acmeorders. */
export const orderController = (options: ControllerOptions): Controller => ({
  id: 'cert-manager/order',
  watches: [
    { kind },
    whenActive(kind),
    {
      kind: certManagerKinds.Challenge,
      requests: ({ object }) => ownersOf(object),
    },
  ],
  reconcile: async ({ namespace, name }, context) => {
    if (!(await isActive(context.cluster, options))) return undefined;
    const order = await context.cluster.get<Order>(kind, name, namespace);
    return order && reconcile(order, context, options);
  },
});

const ownersOf = ({ metadata }: KubeObject) =>
  (metadata.ownerReferences ?? [])
    .filter((owner) => owner.kind === kind.kind)
    .map(({ name }) => ({ namespace: metadata.namespace ?? '', name }));

async function reconcile(
  order: Order,
  context: ControllerContext,
  options: ControllerOptions,
): Promise<ReconcileResult | undefined> {
  const state = order.status?.state;
  if (state === 'valid' || state === 'invalid' || state === 'errored' || state === 'expired') return undefined;
  const issuer = await findIssuer(order.spec.issuerRef, order.metadata.namespace, context);
  if (!issuer?.spec.acme) return undefined;
  const placed = order.status?.url ? order : await place(order, issuer, context);
  if (placed.status?.state === 'ready') return finalize(placed, issuer, context, options);
  const challenges = await challengesOf(placed, issuer, context);
  if (!challenges) return undefined;
  return settle(placed, challenges, context, options);
}

const writeStatus = (order: Order, status: Order['status'], { cluster }: ControllerContext): Promise<Order> =>
  cluster.update<Order>({ ...order, status: { ...order.status, ...status } }, { subresource: 'status' });

const token = (...parts: readonly string[]): string =>
  createHash('sha256').update(parts.join('\n')).digest('base64url');

/** The order as the ACME server takes it: one authorization for each name. */
async function place(order: Order, issuer: Issuer, context: ControllerContext): Promise<Order> {
  const server = issuer.spec.acme!.server;
  const number = Number.parseInt(
    createHash('sha256')
      .update(order.metadata.uid ?? '')
      .digest('hex')
      .slice(0, 8),
    16,
  );
  const address = (path: string) => accountUri(server, number).replace('/acct/', `/${path}/`);
  const names = [...(order.spec.dnsNames ?? []), ...(order.spec.ipAddresses ?? [])];
  const authorizations = names.map((name): Authorization => {
    const identifier = identifierOf(name);
    const url = `${address('authz')}/${token(order.metadata.uid ?? '', name).slice(0, 10)}`;
    const challenges = offeredChallenges(identifier).map((type) => ({
      type: type.toLowerCase(),
      token: token(url, type),
      url: `${url.replace('/authz/', '/chall/')}/${type.toLowerCase()}`,
    }));
    return { identifier: identifier.dnsName, wildcard: identifier.wildcard, url, initialState: 'pending', challenges };
  });
  const status = { state: 'pending', url: address('order'), finalizeURL: address('finalize'), authorizations } as const;
  return writeStatus(order, status, context);
}

const identifierOf = (name: string): Identifier =>
  name.startsWith('*.') ? { dnsName: name.slice(2), wildcard: true } : { dnsName: name, wildcard: false };

/** The challenges of an order, made when they are missing; undefined when a name has no solver. */
async function challengesOf(
  order: Order,
  issuer: Issuer,
  context: ControllerContext,
): Promise<readonly Challenge[] | undefined> {
  const wanted = (order.status?.authorizations ?? []).map((authorization) =>
    challengeFor(order, authorization, issuer),
  );
  if (wanted.some((challenge) => challenge === undefined)) {
    const reason = 'no configured challenge solvers can be used for this challenge';
    const message = `Failed to determine a valid solver configuration for the set of domains on the Order: ${reason}`;
    await context.record({ object: order, type: 'Warning', reason: 'Solver', message, source });
    return undefined;
  }
  const challenges: Challenge[] = [];
  for (const challenge of wanted as readonly Challenge[]) {
    const { name, namespace } = challenge.metadata;
    const known = await context.cluster.get<Challenge>(certManagerKinds.Challenge, name, namespace);
    challenges.push(known ?? (await context.cluster.create(challenge)));
    if (known) continue;
    const message = `Created Challenge resource ${JSON.stringify(name)} for domain ${JSON.stringify(challenge.spec.dnsName)}`;
    await context.record({ object: order, type: 'Normal', reason: 'Created', message, source });
  }
  return challenges;
}

function challengeFor(order: Order, authorization: Authorization, issuer: Issuer): Challenge | undefined {
  const { identifier: dnsName = '', wildcard = false, challenges = [] } = authorization;
  const picked = pickSolver(issuer.spec.acme?.solvers ?? [], { dnsName, wildcard }, order.metadata.labels ?? {});
  const offered = challenges.find(({ type }) => type === picked?.type.toLowerCase());
  if (!picked || !offered) return undefined;
  const spec: Challenge['spec'] = {
    type: picked.type,
    dnsName,
    wildcard,
    token: offered.token,
    key: token(offered.token, 'key'),
    url: offered.url,
    authorizationURL: authorization.url,
    issuerRef: order.spec.issuerRef,
    solver: picked.solver,
  };
  const { name, namespace, uid = '' } = order.metadata;
  return {
    ...certManagerKinds.Challenge,
    metadata: {
      name: computeName(name, spec),
      namespace,
      ownerReferences: [{ ...kind, name, uid, controller: true, blockOwnerDeletion: true }],
    },
    spec,
  };
}

async function settle(
  order: Order,
  challenges: readonly Challenge[],
  context: ControllerContext,
  options: ControllerOptions,
): Promise<ReconcileResult | undefined> {
  const failed = challenges.find(({ status }) => status?.state === 'invalid' || status?.state === 'errored');
  if (failed) {
    const reason = failed.status?.reason ?? '';
    const failureTime = printInstant(context.now());
    await writeStatus(order, { state: 'invalid', reason, failureTime }, context);
    return undefined;
  }
  if (!challenges.every(({ status }) => status?.state === 'valid')) return undefined;
  await writeStatus(order, { state: 'ready' }, context);
  return { requeueAfter: options.assumption(acmeOrderSeconds) };
}

const hour = 3_600_000;

/** The ACME server's certificate, and the end of the challenges. */
async function finalize(
  order: Order,
  issuer: Issuer,
  context: ControllerContext,
  options: ControllerOptions,
): Promise<undefined> {
  const authority = await acmeAuthority(chainOf(issuer.spec.acme!.server));
  // Let's Encrypt dates its certificates an hour back, and counts the last second in.
  const notBefore = Math.floor(context.now() / 1000) * 1000 - hour;
  const days = options.assumption(acmeCertificateDays);
  const certificate = await signRequest({
    request: Buffer.from(order.spec.request, 'base64').toString('utf8'),
    signer: authority,
    notBefore,
    notAfter: notBefore + days * 24 * hour - 1000,
    isCa: false,
    usages: ['digital signature', 'server auth'],
    serial: `0${context.uid().replaceAll('-', '')}`.slice(0, 32),
  });
  const chain = encodeEntry(`${certificate}${authority.certificate}`);
  const done = await writeStatus(order, { state: 'valid', certificate: chain }, context);
  await context.record({
    object: done,
    type: 'Normal',
    reason: 'Complete',
    message: 'Order completed successfully',
    source,
  });
  const { cluster } = context;
  const { namespace, uid } = order.metadata;
  for (const { metadata } of await cluster.list<Challenge>(certManagerKinds.Challenge, { namespace })) {
    if (metadata.ownerReferences?.some((owner) => owner.uid === uid)) {
      await cluster.delete(certManagerKinds.Challenge, metadata.name, namespace);
    }
  }
  return undefined;
}
