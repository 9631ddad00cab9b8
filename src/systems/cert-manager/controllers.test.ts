import { X509Certificate } from 'node:crypto';
import { createServer, request } from 'node:https';
import type { AddressInfo } from 'node:net';
import { describe, expect, it } from 'vitest';
import { kinds, type Secret } from '../../kube/types.ts';
import { type Certificate, type CertificateSpec, certManagerKinds } from './objects.ts';
import { chain, text, useTestCluster } from './test-kit.ts';

const world = useTestCluster();

describe('an internal authority', () => {
  it('waits for its Secret and signs once it is there', async () => {
    await world().clusterIssuer('internal', { ca: { secretName: 'ca' } });
    await world().pass(5);
    expect(await world().ready(certManagerKinds.ClusterIssuer, 'internal')).toEqual({
      status: 'False',
      reason: 'ErrGetKeyPair',
      message: 'Error getting keypair for CA issuer: secrets "ca" not found',
    });
    await world().clusterIssuer('self', { selfSigned: {} });
    await world().certificate(
      'root',
      { issuer: 'self', secretName: 'ca', isCA: true, commonName: 'Lab CA' },
      'cert-manager',
    );
    await world().certificate('site', { issuer: 'internal' });
    await world().pass(60);
    expect(await world().ready(certManagerKinds.ClusterIssuer, 'internal')).toEqual({
      status: 'True',
      reason: 'KeyPairVerified',
      message: 'Signing CA verified',
    });
    expect(await world().ready(certManagerKinds.Certificate, 'site', 'web')).toEqual({
      status: 'True',
      reason: 'Ready',
      message: 'Certificate is up to date and has not expired',
    });
    expect(world().failures()).toEqual([]);
  });

  it('issues one Secret for one Certificate, however many name it', async () => {
    await world().internalCa();
    await world().certificate('b', { issuer: 'internal', secretName: 'shared' });
    await world().certificate('a', { issuer: 'internal', secretName: 'shared', dnsNames: ['other.example.com'] });
    await world().pass(3600);
    const revisions = await Promise.all(
      ['a', 'b'].map(async (name) => (await world().get(certManagerKinds.Certificate, name, 'web')).status),
    );
    expect(revisions.map((status) => (status as Certificate['status'])?.revision)).toEqual([1, undefined]);
    expect(await world().ready(certManagerKinds.Certificate, 'b', 'web')).toMatchObject({
      status: 'False',
      reason: 'IncorrectCertificate',
    });
    await world().cluster.delete(certManagerKinds.Certificate, 'a', 'web');
    await world().pass(300);
    expect(await world().ready(certManagerKinds.Certificate, 'b', 'web')).toMatchObject({ status: 'True' });
  });

  it('whose certificate is renewed as soon as it is issued is stopped, and the run ends', async () => {
    await world().internalCa();
    await world().certificate('site', { issuer: 'internal', duration: '24h', renewBefore: '23h59m59.5s' });
    expect(await world().pass(1800)).toMatchObject({ seconds: 1800 });
    expect(world().endless()).toMatchObject([
      { controller: 'cert-manager/certificate', request: 'web/site', stopped: true, object: { kind: 'Certificate' } },
    ]);
    expect(
      world()
        .endless()[0]
        ?.differences.map(({ path }) => path),
    ).toEqual(['status.conditions[1]']);
  });

  it('signs what a real TLS client takes', async () => {
    await world().internalCa();
    await world().certificate('site', { issuer: 'internal', dnsNames: ['localhost'] });
    await world().pass(60);
    const secret = await world().secretOf('site-tls');
    const server = createServer({ cert: text(secret, 'tls.crt'), key: text(secret, 'tls.key') }, (_, response) =>
      response.end('ok'),
    );
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const answer = await new Promise<number | undefined>((resolve, reject) => {
      request({ host: '127.0.0.1', port, servername: 'localhost', ca: text(secret, 'ca.crt') }, (response) => {
        response.resume();
        resolve(response.statusCode);
      })
        .on('error', reject)
        .end();
    });
    server.close();
    expect(answer).toBe(200);
  });

  it('refuses to sign when its Secret is no authority', async () => {
    await world().clusterIssuer('self', { selfSigned: {} });
    await world().certificate('plain', { issuer: 'self', secretName: 'ca' }, 'cert-manager');
    await world().clusterIssuer('internal', { ca: { secretName: 'ca' } });
    await world().pass(30);
    expect(await world().ready(certManagerKinds.ClusterIssuer, 'internal')).toMatchObject({
      reason: 'ErrInvalidKeyPair',
    });
  });
});

describe('a certificate', () => {
  it('leaves what upstream leaves: a Secret with chain and annotations, a request, events, times', async () => {
    await world().internalCa();
    await world().certificate('site', {
      issuer: 'internal',
      secretTemplate: { annotations: { 'example.com/copy': 'true' } },
    });
    await world().pass(60);
    const secret = await world().secretOf('site-tls');
    expect(secret).toMatchObject({
      type: 'kubernetes.io/tls',
      metadata: {
        labels: { 'controller.cert-manager.io/fao': 'true' },
        annotations: {
          'cert-manager.io/alt-names': '*.lab.example.com,lab.example.com',
          'cert-manager.io/certificate-name': 'site',
          'cert-manager.io/issuer-kind': 'ClusterIssuer',
          'cert-manager.io/issuer-name': 'internal',
          'example.com/copy': 'true',
        },
      },
    });
    expect(text(secret, 'tls.key')).toContain('EC PRIVATE KEY');
    const issued = chain(secret);
    expect(issued.issuer).toBe('CN=Lab CA');
    expect(issued.checkHost('a.lab.example.com')).toBe('*.lab.example.com');
    expect(issued.verify(new X509Certificate(text(secret, 'ca.crt')).publicKey)).toBe(true);
    const { status } = (await world().get(certManagerKinds.Certificate, 'site', 'web')) as Certificate;
    expect(status?.revision).toBe(1);
    const [notBefore, notAfter, renewal] = [status?.notBefore, status?.notAfter, status?.renewalTime].map((time) =>
      Date.parse(time!),
    );
    expect(notAfter! - notBefore!).toBe(90 * 24 * 3600 * 1000);
    expect(renewal! - notBefore!).toBe(60 * 24 * 3600 * 1000);
    expect(await world().ready(certManagerKinds.CertificateRequest, 'site-1', 'web')).toEqual({
      status: 'True',
      reason: 'Issued',
      message: 'Certificate fetched from issuer successfully',
    });
    const events = await world().eventsOf('site');
    expect(events[0]).toBe('Issuing: Issuing certificate as Secret does not exist');
    expect(events).toContain('Requested: Created new CertificateRequest resource "site-1"');
    expect(events).toContain('Issuing: The certificate has been successfully issued');
    const secrets = await world().cluster.list<Secret>(kinds.Secret, { namespace: 'web' });
    expect(secrets.map(({ metadata }) => metadata.name)).toEqual(['site-tls']);
  });

  it('is renewed when two thirds of its life are over', async () => {
    await world().internalCa();
    await world().certificate('site', { issuer: 'internal', duration: '3h' });
    await world().pass(60);
    const first = chain(await world().secretOf('site-tls')).serialNumber;
    await world().pass(2 * 3600);
    expect(chain(await world().secretOf('site-tls')).serialNumber).not.toBe(first);
    const { status } = (await world().get(certManagerKinds.Certificate, 'site', 'web')) as Certificate;
    expect(status?.revision).toBe(2);
    expect(
      (await world().eventsOf('site')).some((event) =>
        event.includes('Renewing certificate as renewal was scheduled at'),
      ),
    ).toBe(true);
  });

  it.each<[string, Partial<CertificateSpec>, string]>([
    [
      'names',
      { dnsNames: ['new.example.com'] },
      'Fields on existing CertificateRequest resource not up to date: [spec.dnsNames]',
    ],
    [
      'key',
      { privateKey: { algorithm: 'ECDSA', size: 384 } },
      'Existing private key is not up to date for spec: [spec.privateKey.size]',
    ],
    [
      'issuer',
      { issuerRef: { kind: 'ClusterIssuer', name: 'self', group: 'cert-manager.io' } },
      'Issuing certificate as Secret was previously issued by "ClusterIssuer.cert-manager.io/internal"',
    ],
  ])('is issued anew when its %s change', async (_, change, message) => {
    await world().internalCa();
    await world().certificate('site', { issuer: 'internal' });
    await world().pass(60);
    const body = { spec: change };
    await world().cluster.patch(certManagerKinds.Certificate, 'site', 'web', { type: 'merge', body });
    await world().pass(60);
    expect(await world().eventsOf('site')).toContain(`Issuing: ${message}`);
    expect(await world().ready(certManagerKinds.Certificate, 'site', 'web')).toMatchObject({ status: 'True' });
  });

  it('comes back when its Secret is deleted', async () => {
    await world().internalCa();
    await world().certificate('site', { issuer: 'internal' });
    await world().pass(60);
    await world().cluster.delete(kinds.Secret, 'site-tls', 'web');
    await world().pass(60);
    expect(chain(await world().secretOf('site-tls')).checkHost('lab.example.com')).toBe('lab.example.com');
  });

  it('keeps its key when it must not rotate', async () => {
    await world().internalCa();
    const privateKey = { algorithm: 'ECDSA', size: 256, rotationPolicy: 'Never' } as const;
    await world().certificate('site', { issuer: 'internal', duration: '3h', privateKey });
    await world().pass(60);
    const key = text(await world().secretOf('site-tls'), 'tls.key');
    await world().pass(2 * 3600);
    expect(text(await world().secretOf('site-tls'), 'tls.key')).toBe(key);
  });

  it('waits for an issuer that is not there', async () => {
    await world().certificate('site', { issuer: 'missing' });
    await world().pass(60);
    expect(await world().ready(certManagerKinds.CertificateRequest, 'site-1', 'web')).toEqual({
      status: 'False',
      reason: 'Pending',
      message: 'Referenced "ClusterIssuer" not found: clusterissuer.cert-manager.io "missing" not found',
    });
    expect(await world().ready(certManagerKinds.Certificate, 'site', 'web')).toEqual({
      status: 'False',
      reason: 'DoesNotExist',
      message: 'Issuing certificate as Secret does not exist',
    });
  });
});
