import { describe, expect, it } from 'vitest';
import type { Json } from '../../../kube/object.ts';
import { kinds } from '../../../kube/types.ts';
import { type Certificate, certManagerKinds } from '../objects.ts';
import { text, useTestCluster } from '../test-kit.ts';

const world = useTestCluster();

describe('an annotated Ingress', () => {
  const ingress = (tls: Json, annotations: object = { 'cert-manager.io/cluster-issuer': 'internal' }) =>
    world().create({
      ...kinds.Ingress,
      metadata: { name: 'site', namespace: 'web', annotations },
      spec: { tls, defaultBackend: { service: { name: 'site', port: { number: 80 } } } },
    });
  const certificates = async () =>
    (await world().cluster.list<Certificate>(certManagerKinds.Certificate, { namespace: 'web' })).map(
      ({ metadata, spec }) => ({ name: metadata.name, dnsNames: spec.dnsNames, issuer: spec.issuerRef.name }),
    );

  it('gets a certificate named after its Secret', async () => {
    await world().internalCa();
    await ingress([{ hosts: ['a.example.org', 'b.example.org'], secretName: 'site-tls' }], {
      'cert-manager.io/cluster-issuer': 'internal',
      'cert-manager.io/private-key-algorithm': 'ECDSA',
    });
    await world().pass(60);
    expect(await certificates()).toEqual([
      { name: 'site-tls', dnsNames: ['a.example.org', 'b.example.org'], issuer: 'internal' },
    ]);
    expect(await world().ready(certManagerKinds.Certificate, 'site-tls', 'web')).toMatchObject({ status: 'True' });
    expect(text(await world().secretOf('site-tls'), 'tls.key')).toContain('EC PRIVATE KEY');
    expect(await world().eventsOf('site')).toEqual(['CreateCertificate: Successfully created Certificate "site-tls"']);
  });

  it('has its certificates follow its blocks', async () => {
    await ingress([{ hosts: ['a.example.org'], secretName: 'one' }]);
    await world().pass(5);
    const body = { spec: { tls: [{ hosts: ['b.example.org'], secretName: 'two' }] } };
    await world().cluster.patch(kinds.Ingress, 'site', 'web', { type: 'merge', body });
    await world().pass(5);
    expect((await certificates()).map(({ name }) => name)).toEqual(['two']);
    expect(await world().eventsOf('site')).toContain(
      'DeleteCertificate: Successfully deleted unrequired Certificate "one"',
    );
  });

  it('is told which block is passed over, and leaves what others made alone', async () => {
    await world().certificate('mine', { issuer: 'other', secretName: 'mine' });
    await ingress([{ hosts: ['a.example.org'] }, { hosts: ['b.example.org'], secretName: 'mine' }]);
    await world().pass(5);
    expect(await world().eventsOf('site')).toEqual([
      'BadConfig: Skipped a TLS block: spec.tls[0].secretName: Required value',
    ]);
    expect((await certificates()).map(({ issuer }) => issuer)).toEqual(['other']);
  });

  it('with one Secret in two blocks is refused whole, as upstream does', async () => {
    await ingress([
      { hosts: ['one.example.org'], secretName: 'both-tls' },
      { hosts: ['three.example.org'], secretName: 'other-tls' },
      { hosts: ['two.example.org'], secretName: 'both-tls' },
    ]);
    await world().pass(3600);
    expect(await world().eventsOf('site')).toEqual([
      'BadConfig: spec.tls[0].secretName: Invalid value: "both-tls": this secret name must only appear in a single TLS entry but is also used in spec.tls[2].secretName',
    ]);
    expect(await certificates()).toEqual([]);
  });

  it('that becomes wrong keeps what it had, and so does one whose annotation is taken away', async () => {
    await ingress([{ hosts: ['a.example.org'], secretName: 'one' }]);
    await world().pass(5);
    const tls = [
      { hosts: ['a.example.org'], secretName: 'two' },
      { hosts: ['b.example.org'], secretName: 'two' },
    ];
    await world().cluster.patch(kinds.Ingress, 'site', 'web', { type: 'merge', body: { spec: { tls } } });
    await world().pass(5);
    expect((await certificates()).map(({ name }) => name)).toEqual(['one']);
    const body = { metadata: { annotations: { 'cert-manager.io/cluster-issuer': null } }, spec: { tls: [] } };
    await world().cluster.patch(kinds.Ingress, 'site', 'web', { type: 'merge', body });
    await world().pass(5);
    expect((await certificates()).map(({ name }) => name)).toEqual(['one']);
  });

  it.each<[string, object, string]>([
    [
      'two issuers',
      { 'cert-manager.io/issuer': 'a', 'cert-manager.io/cluster-issuer': 'b' },
      'BadConfig: Could not determine issuer for ingress due to bad annotations: both "cert-manager.io/issuer" and "cert-manager.io/cluster-issuer" may not be set',
    ],
    [
      'a kind beside a cluster issuer',
      { 'cert-manager.io/cluster-issuer': 'a', 'cert-manager.io/issuer-kind': 'Issuer' },
      'BadConfig: Could not determine issuer for ingress due to bad annotations: both "cert-manager.io/cluster-issuer" and "cert-manager.io/issuer-kind" may not be set',
    ],
    [
      'an empty issuer',
      { 'cert-manager.io/issuer': '' },
      'BadConfig: Could not determine issuer for ingress due to bad annotations: failed to determine issuer name to be used for ingress resource',
    ],
  ])('is told of %s', async (_, annotations, event) => {
    await ingress([{ hosts: ['a.example.org'], secretName: 'one' }], annotations);
    await world().pass(5);
    expect(await world().eventsOf('site')).toEqual([event]);
    expect(await certificates()).toEqual([]);
  });

  it('with an annotation that cannot be read gets nothing, and is tried again later and later', async () => {
    await ingress([{ hosts: ['a.example.org'], secretName: 'one' }], {
      'cert-manager.io/cluster-issuer': 'internal',
      'cert-manager.io/renew-before': '4m',
    });
    await world().pass(60);
    const [failure] = world().failures();
    expect(failure?.message).toBe(
      'invalid ingress annotation "cert-manager.io/renew-before": renewBefore must be greater than or equal to 5m0s',
    );
    expect(world().failures().length).toBeLessThan(20);
    expect(await certificates()).toEqual([]);
  });

  it('has each host once, the names its annotations add, and its certificate written once', async () => {
    await world().internalCa();
    await ingress([{ hosts: ['a.example.org', 'a.example.org'], secretName: 'site-tls' }], {
      'cert-manager.io/cluster-issuer': 'internal',
      'cert-manager.io/duration': '24h',
      'cert-manager.io/alt-names': 'b.example.org',
      'cert-manager.io/ip-sans': '10.0.0.7, 10.0.0.8',
    });
    await world().pass(60);
    const made = (await world().get(certManagerKinds.Certificate, 'site-tls', 'web')) as Certificate;
    expect(made.spec).toMatchObject({
      dnsNames: ['a.example.org', 'b.example.org'],
      ipAddresses: ['10.0.0.7', '10.0.0.8'],
    });
    expect(await world().eventsOf('site')).toEqual(['CreateCertificate: Successfully created Certificate "site-tls"']);
  });

  it('without annotation gets nothing', async () => {
    await ingress([{ hosts: ['a.example.org'], secretName: 'one' }], {});
    await world().pass(5);
    expect(await certificates()).toEqual([]);
  });
});
