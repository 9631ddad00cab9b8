import { X509Certificate } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { conditionOf, type UnknownObject } from '../../kube/object.ts';
import { acmeRoots } from './issuers/authority.ts';
import { certManagerKinds } from './objects.ts';
import { chain, text, useTestCluster } from './test-kit.ts';

const world = useTestCluster();

describe('an ACME order', () => {
  it('proves a wildcard by DNS and brings a chain to the embedded root', async () => {
    await world().token();
    await world().acme('acme-staging-v02');
    await world().certificate('site', { issuer: 'acme' });
    await world().pass(30);
    expect(await world().ready(certManagerKinds.ClusterIssuer, 'acme')).toEqual({
      status: 'True',
      reason: 'ACMEAccountRegistered',
      message: 'The ACME account was registered with the ACME server',
    });
    const challenges = await world().cluster.list<UnknownObject>(certManagerKinds.Challenge, {
      namespace: 'web',
    });
    expect(challenges.map(({ status }) => (status as { reason: string }).reason)).toEqual([
      'Waiting for DNS-01 challenge propagation: DNS record for "lab.example.com" not yet propagated',
      'Waiting for DNS-01 challenge propagation: DNS record for "lab.example.com" not yet propagated',
    ]);
    await world().pass(120);
    const secret = await world().secretOf('site-tls');
    expect(chain(secret).issuer).toContain('CN=(STAGING)');
    expect(secret?.data?.['ca.crt']).toBeUndefined();
    const certificates = text(secret, 'tls.crt').split(/(?=-----BEGIN)/);
    expect(certificates).toHaveLength(2);
    const roots = (await acmeRoots()).map((root) => new X509Certificate(root));
    expect(roots.some((root) => new X509Certificate(certificates[1]!).verify(root.publicKey))).toBe(true);
    expect(await world().cluster.list(certManagerKinds.Challenge, { namespace: 'web' })).toEqual([]);
    expect(world().failures()).toEqual([]);
  });

  it('says what is missing for the provider, and goes on when it is there', async () => {
    await world().acme();
    await world().certificate('site', { issuer: 'acme' });
    await world().pass(60);
    const [challenge] = await world().cluster.list<UnknownObject>(certManagerKinds.Challenge, {
      namespace: 'web',
    });
    expect(challenge?.status).toMatchObject({
      presented: false,
      reason: 'error getting cloudflare secret: secrets "token" not found',
    });
    await world().token();
    await world().pass(120);
    expect(await world().ready(certManagerKinds.Certificate, 'site', 'web')).toMatchObject({ status: 'True' });
  });

  it('never proves a wildcard by HTTP', async () => {
    await world().acme('acme-v02', [{ http01: { ingress: { ingressClassName: 'traefik' } } }]);
    await world().certificate('site', { issuer: 'acme' });
    await world().pass(600);
    const [order] = await world().cluster.list<UnknownObject>(certManagerKinds.Order, { namespace: 'web' });
    expect(await world().eventsOf(order!.metadata.name)).toEqual([
      'Solver: Failed to determine a valid solver configuration for the set of domains on the Order: no configured challenge solvers can be used for this challenge',
    ]);
    expect(await world().ready(certManagerKinds.Certificate, 'site', 'web')).toMatchObject({ status: 'False' });
  });

  it('that is refused is tried again after an hour', async () => {
    world().assumed.set('acme-succeeds', false);
    await world().token();
    await world().acme();
    await world().certificate('site', { issuer: 'acme', dnsNames: ['lab.example.com'] });
    await world().pass(180);
    const issuing = conditionOf(await world().get(certManagerKinds.Certificate, 'site', 'web'), 'Issuing');
    expect(issuing).toMatchObject({ status: 'False', reason: 'Failed' });
    expect(issuing?.message).toMatch(
      /^The certificate request has failed to complete and will be retried: Failed to wait for order resource "site-1-\d+" to become ready: order is in "invalid" state: /,
    );
    world().assumed.set('acme-succeeds', true);
    await world().pass(3300);
    expect(await world().ready(certManagerKinds.Certificate, 'site', 'web')).toMatchObject({ status: 'False' });
    await world().pass(600);
    expect(await world().ready(certManagerKinds.Certificate, 'site', 'web')).toMatchObject({ status: 'True' });
  });
});
