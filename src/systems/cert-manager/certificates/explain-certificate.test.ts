import { describe, expect, it } from 'vitest';
import { printRef } from '../../../kube/object.ts';
import { certManagerKinds } from '../objects.ts';
import { useTestCluster } from '../test-kit.ts';
import { explainCertificate } from './explain-certificate.ts';

const world = useTestCluster();

const http01 = [{ http01: { ingress: { ingressClassName: 'traefik' } } }];

/** Who says it, what, and what is to be done. */
async function explain(name = 'site') {
  await world().pass(120);
  const object = await world().get(certManagerKinds.Certificate, name, 'web');
  const cause = await explainCertificate(world().cluster, object, { installed: 'assumed' });
  return cause && { by: printRef(cause.object).replace(/-\d{5,}/g, '-#'), message: cause.message, hint: cause.hint };
}

describe('a certificate that is not ready is explained by', () => {
  it('its challenge, whose Secret is not there', async () => {
    await world().acme();
    await world().certificate('site', { issuer: 'acme' });
    expect(await explain()).toEqual({
      by: 'Challenge/web/site-1-#-#',
      message: 'error getting cloudflare secret: secrets "token" not found',
      hint: 'Secrets that a ClusterIssuer names are read in the namespace of cert-manager: put it there',
    });
  });

  it('its order, for which no solver will do', async () => {
    await world().acme('acme-v02', http01);
    await world().certificate('site', { issuer: 'acme' });
    expect(await explain()).toMatchObject({
      by: 'Order/web/site-1-#',
      message:
        'Failed to determine a valid solver configuration for the set of domains on the Order: no configured challenge solvers can be used for this challenge',
    });
  });

  it('its order, which the ACME server refused', async () => {
    world().assumed.set('acme-succeeds', false);
    await world().acme();
    await world().token();
    await world().certificate('site', { issuer: 'acme' });
    expect((await explain())?.message).toContain('acme: authorization error for lab.example.com: 403');
  });

  it('its issuer, whose authority is not there', async () => {
    await world().clusterIssuer('internal', { ca: { secretName: 'ca' } });
    await world().certificate('site', { issuer: 'internal' });
    expect(await explain()).toEqual({
      by: 'ClusterIssuer/internal',
      message: 'Error getting keypair for CA issuer: secrets "ca" not found',
      hint: 'the issuer reads its Secret ca in the namespace of cert-manager',
    });
  });

  it('its request, whose issuer is not there', async () => {
    await world().certificate('site', { issuer: 'nobody' });
    expect(await explain()).toEqual({
      by: 'CertificateRequest/web/site-1',
      message: 'Referenced "ClusterIssuer" not found: clusterissuer.cert-manager.io "nobody" not found',
      hint: 'make ClusterIssuer nobody, or name one that is there',
    });
  });

  it('nothing but itself when another certificate has its Secret', async () => {
    await world().internalCa();
    await world().certificate('first', { issuer: 'internal', secretName: 'shared' });
    await world().pass(60);
    await world().certificate('site', { issuer: 'internal', secretName: 'shared' });
    expect(await explain()).toBeUndefined();
  });

  it('the controller that does not run', async () => {
    const object = { ...certManagerKinds.Certificate, metadata: { name: 'site', namespace: 'web' }, spec: {} };
    expect(await explainCertificate(world().cluster, object, { installed: 'by-objects' })).toMatchObject({
      message: 'no pod of cert-manager’s controller is ready, so nobody looks at it',
    });
  });
});
