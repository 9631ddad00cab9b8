import type { RuleInput } from '../../check/rule.ts';
import type { KubeObject, UnknownObject } from '../../kube/object.ts';
import type { SourcedObject } from '../../kube/origin.ts';
import { type Ingress, kinds } from '../../kube/types.ts';
import { annotationOf } from './ingress-shim/annotations.ts';
import { planCertificates } from './ingress-shim/ingress-shim.ts';
import { type Certificate, certManagerKinds, type Issuer } from './objects.ts';
import type { IssuerRef } from './running-parts.ts';

/** An object of the repository with its type. */
export interface Found<T> {
  readonly object: T;
  readonly on: SourcedObject;
}

type Path = readonly (string | number)[];

/** A Certificate that is written, or that an Ingress asks for, and where a field of it stands in what was written. */
export interface WantedCertificate extends Found<Certificate> {
  readonly placeOf: (path: Path) => Path;
}

const ofKind = <T>({ ofKind: find }: RuleInput, kind: string, group = 'cert-manager.io'): readonly Found<T>[] =>
  find(kind, group).map((on) => ({ object: on.object as T, on }));

export const certificatesOf = (input: RuleInput): readonly Found<Certificate>[] => ofKind(input, 'Certificate');

interface Release extends KubeObject {
  readonly spec?: {
    readonly targetNamespace?: string;
    readonly chart?: { readonly spec?: { readonly chart?: string; readonly version?: string } };
    readonly values?: { readonly extraArgs?: readonly unknown[]; readonly clusterResourceNamespace?: string };
  };
}

/** The releases of cert-manager's own chart. */
export const releasesOf = (input: RuleInput): readonly Found<Release>[] =>
  ofKind<Release>(input, 'HelmRelease', 'helm.toolkit.fluxcd.io').filter(
    ({ object }) => object.spec?.chart?.spec?.chart === 'cert-manager',
  );

export const ingressesOf = (input: RuleInput): readonly Found<Ingress>[] =>
  ofKind(input, 'Ingress', 'networking.k8s.io');

/** The Certificates that are written, and those that annotated Ingresses get. */
export const wantedCertificates = (input: RuleInput): readonly WantedCertificate[] => [
  ...certificatesOf(input).map((found) => ({ ...found, placeOf: (path: Path) => path })),
  ...ingressesOf(input).flatMap(({ object, on }) =>
    planCertificates(object).certificates.map(({ certificate, block }) => ({
      object: certificate,
      on,
      placeOf: (path: Path) => placeInIngress(path, block, object),
    })),
  ),
];

const annotationOfField: Readonly<Record<string, string>> = {
  renewBefore: 'renew-before',
  renewBeforePercentage: 'renew-before-percentage',
};

/** Where a field of the Certificate of a TLS block stands in the Ingress. */
function placeInIngress([, field, item]: Path, block: number, { metadata, spec }: Ingress): Path {
  if (field === 'issuerRef') {
    const own = annotationOf('issuer') in (metadata.annotations ?? {});
    return ['metadata', 'annotations', annotationOf(own ? 'issuer' : 'cluster-issuer')];
  }
  const annotation = annotationOfField[String(field)];
  if (annotation !== undefined) return ['metadata', 'annotations', annotationOf(annotation)];
  const hosts = spec.tls?.[block]?.hosts ?? [];
  if (field === 'dnsNames' && typeof item === 'number' && item < hosts.length)
    return ['spec', 'tls', block, 'hosts', item];
  return ['spec', 'tls', block, 'secretName'];
}

export const issuersOf = (input: RuleInput): readonly Found<Issuer>[] => [
  ...ofKind<Issuer>(input, 'ClusterIssuer'),
  ...ofKind<Issuer>(input, 'Issuer'),
];

/** The issuer that a reference from a namespace names. */
export function issuerOf(input: RuleInput, ref: IssuerRef, namespace: string | undefined): Issuer | undefined {
  const isCluster = ref.kind === 'ClusterIssuer';
  return issuersOf(input).find(
    ({ object }) =>
      object.metadata.name === ref.name &&
      (object.kind === 'ClusterIssuer') === isCluster &&
      (isCluster || object.metadata.namespace === namespace),
  )?.object;
}

/** Whether an issuer reference is to cert-manager's own kinds. */
export const isOwnGroup = ({ group }: IssuerRef): boolean => !group || group === 'cert-manager.io';

/** Objects for the examples of the rules. */
export const exampleCertificate = (name: string, spec: object = {}, namespace = 'web'): UnknownObject => ({
  ...certManagerKinds.Certificate,
  metadata: { name, namespace },
  spec: {
    secretName: `${name}-tls`,
    dnsNames: ['*.home.example.org'],
    issuerRef: { kind: 'ClusterIssuer', name: 'letsencrypt' },
    ...spec,
  },
});

export const exampleIngress = (name: string, tls: readonly object[], annotations: object = {}): UnknownObject => ({
  ...kinds.Ingress,
  metadata: {
    name,
    namespace: 'web',
    annotations: { 'cert-manager.io/cluster-issuer': 'letsencrypt', ...annotations },
  },
  spec: { tls },
});

export const exampleIssuer = (name: string, acme: object = {}, spec?: object): UnknownObject => ({
  ...certManagerKinds.ClusterIssuer,
  metadata: { name },
  spec: spec ?? {
    acme: {
      server: 'https://acme-v02.api.letsencrypt.org/directory',
      privateKeySecretRef: { name: `${name}-account` },
      solvers: [{ dns01: { cloudflare: { apiTokenSecretRef: { name: 'cloudflare-api-token', key: 'api-token' } } } }],
      ...acme,
    },
  },
});

export const exampleRelease = (values: object, version = 'v1.21.1'): UnknownObject => ({
  apiVersion: 'helm.toolkit.fluxcd.io/v2',
  kind: 'HelmRelease',
  metadata: { name: 'cert-manager', namespace: 'cert-manager' },
  spec: { chart: { spec: { chart: 'cert-manager', version } }, values },
});
