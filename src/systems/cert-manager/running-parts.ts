import type { Certificate, Issuer, Order } from './objects.ts';

type Given<T> = NonNullable<T>;

/** Which issuer is meant. */
export type IssuerRef = Certificate['spec']['issuerRef'];

/** How a private key is made. */
export type PrivateKeySpec = Given<Certificate['spec']['privateKey']>;

/** What a key may be used for. */
export type KeyUsage = Given<Certificate['spec']['usages']>[number];

/** How an issuer proves that names are ours. */
export type Solver = Given<Given<Issuer['spec']['acme']>['solvers']>[number];

/** A key of a Secret. */
export type SecretKeyRef = Given<Issuer['spec']['acme']>['privateKeySecretRef'];

/** What an ACME server asks for one name. */
export type Authorization = Given<Given<Order['status']>['authorizations']>[number];
