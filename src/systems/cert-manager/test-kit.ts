import { X509Certificate } from 'node:crypto';
import { afterEach, beforeEach } from 'vitest';
import { createOutlineEngine } from '../../charts/engine.ts';
import type { EmbeddedCluster } from '../../cluster/embedded/contract.ts';
import { createEmbeddedCluster } from '../../cluster/embedded/index.ts';
import { realRuntime, seededRuntime } from '../../core/runtime.ts';
import { conditionOf, type Json, type KindRef, type UnknownObject } from '../../kube/object.ts';
import { kinds, type Secret } from '../../kube/types.ts';
import { chart } from './chart.ts';
import { certManagerControllers } from './controllers.ts';
import { type CertificateSpec, certManagerKinds } from './objects.ts';

/** An embedded cluster in which cert-manager runs, for the tests of this folder. */
export async function startTestCluster() {
  // The wall clock: real TLS clients must take what is signed.
  const embedded: EmbeddedCluster = createEmbeddedCluster({ runtime: seededRuntime({ start: realRuntime().now() }) });
  const assumed = new Map<string, unknown>();
  const { cluster } = embedded;
  const release = { name: 'cert-manager', namespace: 'cert-manager', version: 'v1.21.1', values: {} };
  for (const crd of await chart.crds({ ...release, values: { crds: { enabled: true } } })) await cluster.create(crd);
  const controllers = certManagerControllers({
    charts: createOutlineEngine([]),
    fetchSource: () => undefined,
    installed: 'assumed',
    assumption: ({ id, value }) => (assumed.get(id) ?? value) as typeof value,
  });
  embedded.addControllers(controllers);
  for (const name of ['cert-manager', 'web']) await cluster.create({ ...kinds.Namespace, metadata: { name } });
  const create = (object: object) => cluster.create(object as UnknownObject);
  const get = async (kind: KindRef, name: string, namespace?: string) =>
    (await cluster.get<UnknownObject>(kind, name, namespace))!;
  const clusterIssuer = (name: string, spec: object) =>
    create({ ...certManagerKinds.ClusterIssuer, metadata: { name }, spec });
  const certificate = (name: string, spec: Partial<CertificateSpec> & { issuer: string }, namespace = 'web') =>
    create(certificateOf(name, spec, namespace));
  return {
    ...embedded,
    assumed,
    create,
    get,
    clusterIssuer,
    certificate,
    /** Lets that many virtual seconds pass. */
    pass: (seconds: number) => embedded.run({ limitSeconds: seconds }),
    secretOf: (name: string, namespace = 'web') => cluster.get<Secret>(kinds.Secret, name, namespace),
    /** `Reason: message` of the events about an object, oldest first. */
    eventsOf: async (name: string) =>
      (await cluster.list<UnknownObject>(kinds.Event))
        .filter(({ involvedObject }) => (involvedObject as { name: string }).name === name)
        .map(({ reason, message }) => `${reason}: ${message}`),
    ready: async (kind: KindRef, name: string, namespace?: string) => {
      const { status, reason, message } = conditionOf(await get(kind, name, namespace), 'Ready') ?? {};
      return { status, reason, message };
    },
    /** An issuer of its own authority, `internal`, and what signs it, `self`. */
    internalCa: async () => {
      await clusterIssuer('self', { selfSigned: {} });
      await clusterIssuer('internal', { ca: { secretName: 'ca' } });
      const root = { issuer: 'self', secretName: 'ca', isCA: true, commonName: 'Lab CA', dnsNames: undefined };
      await certificate('root', root, 'cert-manager');
    },
    acme: (server = 'acme-v02', solvers: Json = [cloudflare]) =>
      clusterIssuer('acme', {
        acme: {
          server: `https://${server}.api.letsencrypt.org/directory`,
          email: 'me@example.com',
          privateKeySecretRef: { name: 'account' },
          solvers,
        },
      }),
    /** The Secret the Cloudflare solver names. */
    token: () =>
      create({
        ...kinds.Secret,
        metadata: { name: 'token', namespace: 'cert-manager' },
        data: { 'api-token': Buffer.from('secret').toString('base64') },
      }),
  };
}

/** A cluster for each test of a file: what it gives is the one of the test that runs. */
export function useTestCluster(): () => TestCluster {
  let cluster: TestCluster;
  beforeEach(async () => {
    cluster = await startTestCluster();
  });
  afterEach(() => cluster.stop());
  return () => cluster;
}

export type TestCluster = Awaited<ReturnType<typeof startTestCluster>>;

const cloudflare = { dns01: { cloudflare: { apiTokenSecretRef: { name: 'token', key: 'api-token' } } } };

const certificateOf = (name: string, spec: Partial<CertificateSpec> & { issuer: string }, namespace: string) => {
  const { issuer, ...rest } = spec;
  return {
    ...certManagerKinds.Certificate,
    metadata: { name, namespace },
    spec: {
      secretName: `${name}-tls`,
      dnsNames: ['*.lab.example.com', 'lab.example.com'],
      privateKey: { algorithm: 'ECDSA', size: 256, rotationPolicy: 'Always' },
      issuerRef: { kind: 'ClusterIssuer', name: issuer, group: 'cert-manager.io' },
      ...rest,
    },
  };
};

/** Text of an entry of a Secret. */
export const text = (secret: Secret | undefined, key: string): string =>
  Buffer.from(secret?.data?.[key] ?? '', 'base64').toString();

/** The certificate in a Secret. */
export const chain = (secret: Secret | undefined): X509Certificate => new X509Certificate(text(secret, 'tls.crt'));
