import { isOfPart } from '../../controlplane/kit/system-part.ts';
import type { KindRef, KubeObject, UnknownObject } from '../../kube/object.ts';
import { type Deployment, kinds } from '../../kube/types.ts';
import { exampleObject } from '../../operate/diagnose/example-parts.ts';
import type { SeenCluster } from '../../operate/diagnose/seen-cluster.ts';
import { type Certificate, type CertificateRequest, certManagerKinds, type Issuer, type Order } from './objects.ts';
import { controllerPart } from './running.ts';

/** Kinds that tell what becomes of a certificate. */
export const trailReads: readonly KindRef[] = [...Object.values(certManagerKinds), kinds.Deployment];

/** The workload that issues certificates, whether it runs or not. */
export const controllerSeen = (seen: SeenCluster): Deployment | undefined =>
  seen.list<Deployment>(kinds.Deployment).find((each) => isOfPart(each, controllerPart));

/** Objects of a kind by the one that owns them, `Kind/namespace/name`, the newest first. */
export function byOwner<T extends KubeObject>(seen: SeenCluster, kind: KindRef): ReadonlyMap<string, readonly T[]> {
  const found = new Map<string, T[]>();
  for (const object of seen.list<T>(kind)) {
    const { namespace, ownerReferences = [] } = object.metadata;
    for (const owner of ownerReferences) {
      const key = `${owner.kind}/${namespace}/${owner.name}`;
      const own = found.get(key);
      if (own) own.unshift(object);
      else found.set(key, [object]);
    }
  }
  return found;
}

/** The newest request of a certificate: that of the highest revision. */
export const newestRequest = (requests: readonly CertificateRequest[] = []): CertificateRequest | undefined =>
  requests.toSorted((a, b) => revisionOf(b) - revisionOf(a))[0];

const revisionOf = ({ metadata }: CertificateRequest): number =>
  Number(metadata.annotations?.['cert-manager.io/certificate-revision'] ?? 0);

/** The issuer that an object of this namespace names; undefined for one of another group, and where it is not there. */
export function issuerSeen(
  { name, kind = 'Issuer', group = '' }: Certificate['spec']['issuerRef'],
  namespace: string | undefined,
  seen: SeenCluster,
): Issuer | 'foreign' | undefined {
  if (group !== '' && group !== 'cert-manager.io') return 'foreign';
  if (kind === 'ClusterIssuer') return seen.find<Issuer>(certManagerKinds.ClusterIssuer, name);
  return seen.find<Issuer>(certManagerKinds.Issuer, name, namespace);
}

const owner = (kind: string, apiVersion: string) => ({
  ownerReferences: [{ apiVersion, kind, name: 'web', uid: '00000000-0000-4000-8000-000000000001', controller: true }],
});
const issuerRef = { name: 'le', kind: 'ClusterIssuer', group: 'cert-manager.io' };

/** A Certificate `web` in `apps` with these conditions and more of a status, for the examples of playbooks. */
export const exampleCertificate = (conditions: readonly object[], status: object = {}): UnknownObject =>
  exampleObject('cert-manager.io/v1', 'Certificate/apps/web', {
    spec: { secretName: 'web-tls', dnsNames: ['web.example.org'], issuerRef },
    status: { conditions, ...status },
  });

/** The request of that Certificate. */
export const exampleRequest = (conditions: readonly object[]): UnknownObject =>
  exampleObject(
    'cert-manager.io/v1',
    'CertificateRequest/apps/web',
    { spec: { request: 'LS0tLS1CRUdJTi0tLS0tCg==', issuerRef }, status: { conditions } },
    owner('Certificate', 'cert-manager.io/v1'),
  );

/** The order of that request. */
export const exampleOrder = (status: Partial<Order['status']>): UnknownObject =>
  exampleObject(
    'acme.cert-manager.io/v1',
    'Order/apps/web',
    { spec: { request: 'LS0tLS1CRUdJTi0tLS0tCg==', issuerRef, dnsNames: ['web.example.org'] }, status },
    owner('CertificateRequest', 'cert-manager.io/v1'),
  );

/** The challenge of that order. */
export const exampleChallenge = (type: 'DNS-01' | 'HTTP-01', status: object): UnknownObject =>
  exampleObject(
    'acme.cert-manager.io/v1',
    'Challenge/apps/web',
    {
      spec: {
        ...{
          authorizationURL: 'https://acme.example.org/a/1',
          url: 'https://acme.example.org/c/1',
          dnsName: 'web.example.org',
        },
        ...{ issuerRef, key: 'example', token: 'example', type },
        solver:
          type === 'DNS-01'
            ? { dns01: { cloudflare: { apiTokenSecretRef: { name: 'token', key: 'api-token' } } } }
            : { http01: { ingress: {} } },
      },
      status: { presented: false, processing: true, ...status },
    },
    owner('Order', 'acme.cert-manager.io/v1'),
  );

/** The issuer of all of them. */
export const exampleIssuer = (conditions: readonly object[]): UnknownObject =>
  exampleObject('cert-manager.io/v1', 'ClusterIssuer/le', {
    spec: {
      acme: {
        server: 'https://acme.example.org/directory',
        privateKeySecretRef: { name: 'le-account' },
        solvers: [{ dns01: { cloudflare: { apiTokenSecretRef: { name: 'token', key: 'api-token' } } } }],
      },
    },
    status: { conditions },
  });
