import type { Condition, KindRef, KubeObject } from '../../kube/object.ts';

const of = (group: string, kind: string): KindRef => ({ apiVersion: `${group}/v1`, kind });

/** The kinds of cert-manager. */
export const certManagerKinds = {
  Certificate: of('cert-manager.io', 'Certificate'),
  CertificateRequest: of('cert-manager.io', 'CertificateRequest'),
  ClusterIssuer: of('cert-manager.io', 'ClusterIssuer'),
  Issuer: of('cert-manager.io', 'Issuer'),
  Order: of('acme.cert-manager.io', 'Order'),
  Challenge: of('acme.cert-manager.io', 'Challenge'),
} as const;

export type IssuerRef = {
  readonly name: string;
  readonly kind?: string;
  readonly group?: string;
};

export type PrivateKeySpec = {
  readonly algorithm?: 'RSA' | 'ECDSA' | 'Ed25519';
  readonly size?: number;
  readonly encoding?: 'PKCS1' | 'PKCS8';
  readonly rotationPolicy?: 'Never' | 'Always';
};

export type CertificateSpec = {
  readonly secretName: string;
  readonly issuerRef: IssuerRef;
  readonly commonName?: string;
  readonly dnsNames?: readonly string[];
  readonly ipAddresses?: readonly string[];
  readonly uris?: readonly string[];
  readonly emailAddresses?: readonly string[];
  readonly subject?: { readonly organizations?: readonly string[]; readonly organizationalUnits?: readonly string[] };
  readonly duration?: string;
  readonly renewBefore?: string;
  readonly renewBeforePercentage?: number;
  readonly renewal?: { readonly policy?: string };
  readonly isCA?: boolean;
  readonly usages?: readonly string[];
  readonly privateKey?: PrivateKeySpec;
  readonly revisionHistoryLimit?: number;
  readonly secretTemplate?: {
    readonly annotations?: Readonly<Record<string, string>>;
    readonly labels?: Readonly<Record<string, string>>;
  };
};

export type CertificateStatus = {
  readonly conditions?: readonly Condition[];
  readonly notBefore?: string;
  readonly notAfter?: string;
  readonly renewalTime?: string;
  readonly revision?: number;
  readonly nextPrivateKeySecretName?: string;
  readonly lastFailureTime?: string;
  readonly failedIssuanceAttempts?: number;
};

export type Certificate = KubeObject & {
  readonly spec: CertificateSpec;
  readonly status?: CertificateStatus;
};

export type CertificateRequest = KubeObject & {
  readonly spec: {
    /** Base64 of a PEM. */
    readonly request: string;
    readonly issuerRef: IssuerRef;
    readonly duration?: string;
    readonly isCA?: boolean;
    readonly usages?: readonly string[];
    readonly username?: string;
    readonly groups?: readonly string[];
  };
  readonly status?: {
    readonly conditions?: readonly Condition[];
    /** Base64 of PEM. */
    readonly certificate?: string;
    readonly ca?: string;
    readonly failureTime?: string;
  };
};

export type SecretKeyRef = {
  readonly name: string;
  readonly key?: string;
};

export type Solver = {
  readonly selector?: {
    readonly matchLabels?: Readonly<Record<string, string>>;
    readonly dnsNames?: readonly string[];
    readonly dnsZones?: readonly string[];
  };
  readonly http01?: Readonly<Record<string, unknown>>;
  readonly dns01?: Readonly<Record<string, unknown>>;
};

export type Issuer = KubeObject & {
  readonly spec: {
    readonly selfSigned?: object;
    readonly ca?: { readonly secretName: string };
    readonly acme?: {
      readonly server: string;
      readonly email?: string;
      readonly privateKeySecretRef: SecretKeyRef;
      readonly solvers?: readonly Solver[];
      readonly profile?: string;
    };
    readonly vault?: object;
    readonly venafi?: object;
  };
  readonly status?: {
    readonly conditions?: readonly Condition[];
    readonly acme?: { readonly uri?: string; readonly lastRegisteredEmail?: string };
  };
};

/** State of an order or challenge at the ACME server. */
export type AcmeState = 'valid' | 'ready' | 'pending' | 'processing' | 'invalid' | 'expired' | 'errored';

export type Order = KubeObject & {
  readonly spec: {
    readonly request: string;
    readonly issuerRef: IssuerRef;
    readonly commonName?: string;
    readonly dnsNames?: readonly string[];
    readonly ipAddresses?: readonly string[];
  };
  readonly status?: {
    readonly state?: AcmeState;
    readonly url?: string;
    readonly finalizeURL?: string;
    readonly reason?: string;
    readonly failureTime?: string;
    readonly certificate?: string;
    readonly authorizations?: readonly Authorization[];
  };
};

export type Authorization = {
  readonly identifier: string;
  readonly wildcard: boolean;
  readonly url: string;
  readonly initialState: AcmeState;
  readonly challenges: readonly { readonly type: string; readonly token: string; readonly url: string }[];
};

export type Challenge = KubeObject & {
  readonly spec: {
    readonly type: 'DNS-01' | 'HTTP-01';
    readonly dnsName: string;
    readonly wildcard?: boolean;
    readonly token: string;
    readonly key: string;
    readonly url: string;
    readonly authorizationURL: string;
    readonly issuerRef: IssuerRef;
    readonly solver: Solver;
  };
  readonly status?: {
    readonly state?: AcmeState;
    readonly reason?: string;
    readonly presented?: boolean;
    readonly processing?: boolean;
    readonly presentedAt?: string;
  };
};
