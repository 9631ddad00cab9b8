/** A Secret that a person makes, because no file of the repository can hold it. */
export interface SecretByHand {
  readonly namespace: string;
  readonly name: string;
  readonly message: string;
  readonly hint: string;
  /** It holds an age key, under this name. */
  readonly ageKey?: string;
}

/** A certificate that the system keeps. */
export interface KeptCertificate {
  /** `namespace/name` of the TLS Secret. */
  readonly secret: string;
  readonly dnsNames: readonly string[];
  readonly issuer: string;
  /** RFC 3339; empty when not issued. */
  readonly notAfter: string;
  readonly ready: boolean;
}
