import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Json } from '../../kube/object.ts';
import { kinds } from '../../kube/types.ts';
import { type Certificate, certManagerKinds } from './objects.ts';
import { startTestCluster, type TestCluster, text } from './test-kit.ts';

let world: TestCluster;
beforeEach(async () => {
  world = await startTestCluster();
});
afterEach(() => world.stop());

describe('an annotated Ingress', () => {
  const ingress = (tls: Json, annotations: object = { 'cert-manager.io/cluster-issuer': 'internal' }) =>
    world.create({
      ...kinds.Ingress,
      metadata: { name: 'site', namespace: 'web', annotations },
      spec: { tls, defaultBackend: { service: { name: 'site', port: { number: 80 } } } },
    });
  const certificates = async () =>
    (await world.cluster.list<Certificate>(certManagerKinds.Certificate, { namespace: 'web' })).map(
      ({ metadata, spec }) => ({ name: metadata.name, dnsNames: spec.dnsNames, issuer: spec.issuerRef.name }),
    );

  it('gets a certificate named after its Secret', async () => {
    await world.internalCa();
    await ingress([{ hosts: ['a.example.org', 'b.example.org'], secretName: 'site-tls' }], {
      'cert-manager.io/cluster-issuer': 'internal',
      'cert-manager.io/private-key-algorithm': 'ECDSA',
    });
    await world.pass(60);
    expect(await certificates()).toEqual([
      { name: 'site-tls', dnsNames: ['a.example.org', 'b.example.org'], issuer: 'internal' },
    ]);
    expect(await world.ready(certManagerKinds.Certificate, 'site-tls', 'web')).toMatchObject({ status: 'True' });
    expect(text(await world.secretOf('site-tls'), 'tls.key')).toContain('EC PRIVATE KEY');
    expect(await world.eventsOf('site')).toEqual(['CreateCertificate: Successfully created Certificate "site-tls"']);
  });

  it('has its certificates follow its blocks', async () => {
    await ingress([{ hosts: ['a.example.org'], secretName: 'one' }]);
    await world.pass(5);
    const body = { spec: { tls: [{ hosts: ['b.example.org'], secretName: 'two' }] } };
    await world.cluster.patch(kinds.Ingress, 'site', 'web', { type: 'merge', body });
    await world.pass(5);
    expect((await certificates()).map(({ name }) => name)).toEqual(['two']);
    expect(await world.eventsOf('site')).toContain(
      'DeleteCertificate: Successfully deleted unrequired Certificate "one"',
    );
  });

  it('is told which block is passed over, and leaves what others made alone', async () => {
    await world.certificate('mine', { issuer: 'other', secretName: 'mine' });
    await ingress([{ hosts: ['a.example.org'] }, { hosts: ['b.example.org'], secretName: 'mine' }]);
    await world.pass(5);
    expect(await world.eventsOf('site')).toEqual([
      'BadConfig: Skipped a TLS block: spec.tls[0].secretName: Required value',
    ]);
    expect((await certificates()).map(({ issuer }) => issuer)).toEqual(['other']);
  });

  it('without annotation gets nothing', async () => {
    await ingress([{ hosts: ['a.example.org'], secretName: 'one' }], {});
    await world.pass(5);
    expect(await certificates()).toEqual([]);
  });
});
