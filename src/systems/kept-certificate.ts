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
