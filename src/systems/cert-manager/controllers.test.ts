import { X509Certificate } from 'node:crypto';
import { createServer, request } from 'node:https';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { EmbeddedCluster } from '../../cluster/embedded/contract.ts';
import { createEmbeddedCluster } from '../../cluster/embedded/index.ts';
import { realRuntime, seededRuntime } from '../../core/runtime.ts';
import { conditionOf, type Json, type KindRef, type UnknownObject } from '../../kube/object.ts';
import { kinds, type Secret } from '../../kube/types.ts';
import { acmeRoots } from './authority.ts';
import { chart } from './chart.ts';
import { certManagerControllers } from './controllers.ts';
import { type Certificate, type CertificateSpec, certManagerKinds } from './objects.ts';

interface World {
  readonly embedded: EmbeddedCluster;
  readonly assumed: Map<string, unknown>;
}

let world: World;

beforeEach(async () => {
  // The wall clock: real TLS clients must take what is signed.
  const embedded = createEmbeddedCluster({ runtime: seededRuntime({ start: realRuntime().now() }) });
  const assumed = new Map<string, unknown>();
  const release = { name: 'cert-manager', namespace: 'cert-manager', version: 'v1.21.1', values: {} };
  for (const crd of await chart.crds({ ...release, values: { crds: { enabled: true } } })) {
    await embedded.cluster.create(crd);
  }
  const controllers = certManagerControllers({
    charts: [],
    fetchSource: () => undefined,
    installed: 'assumed',
    assumption: ({ id, value }) => (assumed.get(id) ?? value) as typeof value,
  });
  embedded.addControllers(controllers);
  for (const name of ['cert-manager', 'web']) await embedded.cluster.create({ ...kinds.Namespace, metadata: { name } });
  world = { embedded, assumed };
});
afterEach(() => world.embedded.stop());

const create = (object: object) => world.embedded.cluster.create(object as UnknownObject);
const pass = (seconds: number) => world.embedded.run({ limitSeconds: seconds });
const secretOf = (name: string, namespace = 'web') => world.embedded.cluster.get<Secret>(kinds.Secret, name, namespace);
const get = async (kind: KindRef, name: string, namespace?: string) =>
  (await world.embedded.cluster.get<UnknownObject>(kind, name, namespace))!;
const text = (secret: Secret | undefined, key: string) => Buffer.from(secret?.data?.[key] ?? '', 'base64').toString();
const chain = (secret: Secret | undefined) => new X509Certificate(text(secret, 'tls.crt'));

const eventsOf = async (name: string) =>
  (await world.embedded.cluster.list<UnknownObject>(kinds.Event))
    .filter(({ involvedObject }) => (involvedObject as { name: string }).name === name)
    .map(({ reason, message }) => `${reason}: ${message}`);

const clusterIssuer = (name: string, spec: object) =>
  create({ ...certManagerKinds.ClusterIssuer, metadata: { name }, spec });

const certificate = (name: string, spec: Partial<CertificateSpec> & { issuer: string }, namespace = 'web') => {
  const { issuer, ...rest } = spec;
  return create({
    ...certManagerKinds.Certificate,
    metadata: { name, namespace },
    spec: {
      secretName: `${name}-tls`,
      dnsNames: ['*.lab.example.com', 'lab.example.com'],
      privateKey: { algorithm: 'ECDSA', size: 256, rotationPolicy: 'Always' },
      issuerRef: { kind: 'ClusterIssuer', name: issuer, group: 'cert-manager.io' },
      ...rest,
    },
  });
};

const acme = (
  server = 'acme-v02',
  solvers: Json = [{ dns01: { cloudflare: { apiTokenSecretRef: { name: 'token', key: 'api-token' } } } }],
) =>
  clusterIssuer('acme', {
    acme: {
      server: `https://${server}.api.letsencrypt.org/directory`,
      email: 'me@example.com',
      privateKeySecretRef: { name: 'account' },
      solvers,
    },
  });

const token = () =>
  create({
    ...kinds.Secret,
    metadata: { name: 'token', namespace: 'cert-manager' },
    data: { 'api-token': Buffer.from('secret').toString('base64') },
  });

const ready = async (kind: KindRef, name: string, namespace?: string) => {
  const { status, reason, message } = conditionOf(await get(kind, name, namespace), 'Ready') ?? {};
  return { status, reason, message };
};

const internalCa = async () => {
  await clusterIssuer('self', { selfSigned: {} });
  await clusterIssuer('internal', { ca: { secretName: 'ca' } });
  await certificate(
    'root',
    { issuer: 'self', secretName: 'ca', isCA: true, commonName: 'Lab CA', dnsNames: undefined },
    'cert-manager',
  );
};

describe('an internal authority', () => {
  it('waits for its Secret and signs once it is there', async () => {
    await clusterIssuer('internal', { ca: { secretName: 'ca' } });
    await pass(5);
    expect(await ready(certManagerKinds.ClusterIssuer, 'internal')).toEqual({
      status: 'False',
      reason: 'ErrGetKeyPair',
      message: 'Error getting keypair for CA issuer: secrets "ca" not found',
    });
    await clusterIssuer('self', { selfSigned: {} });
    await certificate('root', { issuer: 'self', secretName: 'ca', isCA: true, commonName: 'Lab CA' }, 'cert-manager');
    await certificate('site', { issuer: 'internal' });
    await pass(60);
    expect(await ready(certManagerKinds.ClusterIssuer, 'internal')).toEqual({
      status: 'True',
      reason: 'KeyPairVerified',
      message: 'Signing CA verified',
    });
    expect(await ready(certManagerKinds.Certificate, 'site', 'web')).toEqual({
      status: 'True',
      reason: 'Ready',
      message: 'Certificate is up to date and has not expired',
    });
    expect(world.embedded.failures()).toEqual([]);
  });

  it('signs what a real TLS client takes', async () => {
    await internalCa();
    await certificate('site', { issuer: 'internal', dnsNames: ['localhost'] });
    await pass(60);
    const secret = await secretOf('site-tls');
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
    await clusterIssuer('self', { selfSigned: {} });
    await certificate('plain', { issuer: 'self', secretName: 'ca' }, 'cert-manager');
    await clusterIssuer('internal', { ca: { secretName: 'ca' } });
    await pass(30);
    expect(await ready(certManagerKinds.ClusterIssuer, 'internal')).toMatchObject({ reason: 'ErrInvalidKeyPair' });
  });
});

describe('a certificate', () => {
  it('leaves what upstream leaves: a Secret with chain and annotations, a request, events, times', async () => {
    await internalCa();
    await certificate('site', { issuer: 'internal', secretTemplate: { annotations: { 'example.com/copy': 'true' } } });
    await pass(60);
    const secret = await secretOf('site-tls');
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
    const { status } = (await get(certManagerKinds.Certificate, 'site', 'web')) as unknown as Certificate;
    expect(status?.revision).toBe(1);
    const [notBefore, notAfter, renewal] = [status?.notBefore, status?.notAfter, status?.renewalTime].map((time) =>
      Date.parse(time!),
    );
    expect(notAfter! - notBefore!).toBe(90 * 24 * 3600 * 1000);
    expect(renewal! - notBefore!).toBe(60 * 24 * 3600 * 1000);
    expect(await ready(certManagerKinds.CertificateRequest, 'site-1', 'web')).toEqual({
      status: 'True',
      reason: 'Issued',
      message: 'Certificate fetched from issuer successfully',
    });
    const events = await eventsOf('site');
    expect(events[0]).toBe('Issuing: Issuing certificate as Secret does not exist');
    expect(events).toContain('Requested: Created new CertificateRequest resource "site-1"');
    expect(events).toContain('Issuing: The certificate has been successfully issued');
    const secrets = await world.embedded.cluster.list<Secret>(kinds.Secret, { namespace: 'web' });
    expect(secrets.map(({ metadata }) => metadata.name)).toEqual(['site-tls']);
  });

  it('is renewed when two thirds of its life are over', async () => {
    await internalCa();
    await certificate('site', { issuer: 'internal', duration: '3h' });
    await pass(60);
    const first = chain(await secretOf('site-tls')).serialNumber;
    await pass(2 * 3600);
    expect(chain(await secretOf('site-tls')).serialNumber).not.toBe(first);
    const { status } = (await get(certManagerKinds.Certificate, 'site', 'web')) as unknown as Certificate;
    expect(status?.revision).toBe(2);
    expect(
      (await eventsOf('site')).some((event) => event.includes('Renewing certificate as renewal was scheduled at')),
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
    await internalCa();
    await certificate('site', { issuer: 'internal' });
    await pass(60);
    const body = { spec: change } as unknown as Json;
    await world.embedded.cluster.patch(certManagerKinds.Certificate, 'site', 'web', { type: 'merge', body });
    await pass(60);
    expect(await eventsOf('site')).toContain(`Issuing: ${message}`);
    expect(await ready(certManagerKinds.Certificate, 'site', 'web')).toMatchObject({ status: 'True' });
  });

  it('comes back when its Secret is deleted', async () => {
    await internalCa();
    await certificate('site', { issuer: 'internal' });
    await pass(60);
    await world.embedded.cluster.delete(kinds.Secret, 'site-tls', 'web');
    await pass(60);
    expect(chain(await secretOf('site-tls')).checkHost('lab.example.com')).toBe('lab.example.com');
  });

  it('keeps its key when it must not rotate', async () => {
    await internalCa();
    const privateKey = { algorithm: 'ECDSA', size: 256, rotationPolicy: 'Never' } as const;
    await certificate('site', { issuer: 'internal', duration: '3h', privateKey });
    await pass(60);
    const key = text(await secretOf('site-tls'), 'tls.key');
    await pass(2 * 3600);
    expect(text(await secretOf('site-tls'), 'tls.key')).toBe(key);
  });

  it('waits for an issuer that is not there', async () => {
    await certificate('site', { issuer: 'missing' });
    await pass(60);
    expect(await ready(certManagerKinds.CertificateRequest, 'site-1', 'web')).toEqual({
      status: 'False',
      reason: 'Pending',
      message: 'Referenced "ClusterIssuer" not found: clusterissuer.cert-manager.io "missing" not found',
    });
    expect(await ready(certManagerKinds.Certificate, 'site', 'web')).toEqual({
      status: 'False',
      reason: 'DoesNotExist',
      message: 'Issuing certificate as Secret does not exist',
    });
  });
});

describe('an ACME order', () => {
  it('proves a wildcard by DNS and brings a chain to the embedded root', async () => {
    await token();
    await acme('acme-staging-v02');
    await certificate('site', { issuer: 'acme' });
    await pass(30);
    expect(await ready(certManagerKinds.ClusterIssuer, 'acme')).toEqual({
      status: 'True',
      reason: 'ACMEAccountRegistered',
      message: 'The ACME account was registered with the ACME server',
    });
    const challenges = await world.embedded.cluster.list<UnknownObject>(certManagerKinds.Challenge, {
      namespace: 'web',
    });
    expect(challenges.map(({ status }) => (status as { reason: string }).reason)).toEqual([
      'Waiting for DNS-01 challenge propagation: DNS record for "lab.example.com" not yet propagated',
      'Waiting for DNS-01 challenge propagation: DNS record for "lab.example.com" not yet propagated',
    ]);
    await pass(120);
    const secret = await secretOf('site-tls');
    expect(chain(secret).issuer).toContain('CN=(STAGING)');
    expect(secret?.data?.['ca.crt']).toBeUndefined();
    const certificates = text(secret, 'tls.crt').split(/(?=-----BEGIN)/);
    expect(certificates).toHaveLength(2);
    const roots = (await acmeRoots()).map((root) => new X509Certificate(root));
    expect(roots.some((root) => new X509Certificate(certificates[1]!).verify(root.publicKey))).toBe(true);
    expect(await world.embedded.cluster.list(certManagerKinds.Challenge, { namespace: 'web' })).toEqual([]);
    expect(world.embedded.failures()).toEqual([]);
  });

  it('says what is missing for the provider, and goes on when it is there', async () => {
    await acme();
    await certificate('site', { issuer: 'acme' });
    await pass(60);
    const [challenge] = await world.embedded.cluster.list<UnknownObject>(certManagerKinds.Challenge, {
      namespace: 'web',
    });
    expect(challenge?.status).toMatchObject({
      presented: false,
      reason: 'error getting cloudflare secret: secrets "token" not found',
    });
    await token();
    await pass(120);
    expect(await ready(certManagerKinds.Certificate, 'site', 'web')).toMatchObject({ status: 'True' });
  });

  it('never proves a wildcard by HTTP', async () => {
    await acme('acme-v02', [{ http01: { ingress: { ingressClassName: 'traefik' } } }]);
    await certificate('site', { issuer: 'acme' });
    await pass(600);
    const [order] = await world.embedded.cluster.list<UnknownObject>(certManagerKinds.Order, { namespace: 'web' });
    expect(await eventsOf(order!.metadata.name)).toEqual([
      'Solver: Failed to determine a valid solver configuration for the set of domains on the Order: no configured challenge solvers can be used for this challenge',
    ]);
    expect(await ready(certManagerKinds.Certificate, 'site', 'web')).toMatchObject({ status: 'False' });
  });

  it('that is refused is tried again after an hour', async () => {
    world.assumed.set('acme-succeeds', false);
    await token();
    await acme();
    await certificate('site', { issuer: 'acme', dnsNames: ['lab.example.com'] });
    await pass(180);
    const issuing = conditionOf(await get(certManagerKinds.Certificate, 'site', 'web'), 'Issuing');
    expect(issuing).toMatchObject({ status: 'False', reason: 'Failed' });
    expect(issuing?.message).toMatch(
      /^The certificate request has failed to complete and will be retried: Failed to wait for order resource "site-1-\d+" to become ready: order is in "invalid" state: /,
    );
    world.assumed.set('acme-succeeds', true);
    await pass(3300);
    expect(await ready(certManagerKinds.Certificate, 'site', 'web')).toMatchObject({ status: 'False' });
    await pass(600);
    expect(await ready(certManagerKinds.Certificate, 'site', 'web')).toMatchObject({ status: 'True' });
  });
});
