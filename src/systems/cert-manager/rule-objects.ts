import type { RuleInput } from '../../check/rule.ts';
import type { UnknownObject } from '../../kube/object.ts';
import type { SourcedObject } from '../../kube/origin.ts';
import { type Certificate, certManagerKinds, type Issuer, type IssuerRef } from './objects.ts';

/** An object of the repository with its type. */
export interface Found<T> {
  readonly object: T;
  readonly on: SourcedObject;
}

const ofKind = <T>({ ofKind: find }: RuleInput, kind: string): readonly Found<T>[] =>
  find(kind, 'cert-manager.io').map((on) => ({ object: on.object as unknown as T, on }));

export const certificatesOf = (input: RuleInput): readonly Found<Certificate>[] => ofKind(input, 'Certificate');

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

export const exampleIssuer = (name: string, acme: object = {}): UnknownObject => ({
  ...certManagerKinds.ClusterIssuer,
  metadata: { name },
  spec: {
    acme: {
      server: 'https://acme-v02.api.letsencrypt.org/directory',
      privateKeySecretRef: { name: `${name}-account` },
      solvers: [{ dns01: { cloudflare: { apiTokenSecretRef: { name: 'cloudflare-api-token', key: 'api-token' } } } }],
      ...acme,
    },
  },
});
