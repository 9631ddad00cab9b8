import type { CertificateSpec, Issuer } from '../objects.ts';
import { durationOf, renewalTime } from './renewal.ts';

const hour = 3_600_000;

/** What an issuer makes of a certificate: how long before its signing it is valid from, and how long it is valid. Milliseconds. */
interface Validity {
  readonly backdated: number;
  readonly lifetime: number;
}

/**
 * ACME servers choose the lifetime themselves, and Let's Encrypt dates its certificates an hour back
 * (letsencrypt website content/en/docs/profiles.md); the issuers of the cluster sign from now on for as long as asked
 * (cert-manager pkg/util/pki/certificatetemplate.go). Undefined: nobody knows.
 */
function validityOf(spec: CertificateSpec, issuer: Issuer['spec'], acmeDays: number): Validity | undefined {
  if (issuer.ca || issuer.selfSigned) return { backdated: 0, lifetime: durationOf(spec) * 1000 };
  const { acme } = issuer;
  if (!acme || acme.profile !== undefined || !isLetsEncrypt(acme.server)) return undefined;
  return { backdated: hour, lifetime: acmeDays * 24 * hour };
}

/** Whether an ACME server is Let's Encrypt's. */
export const isLetsEncrypt = (server: string): boolean =>
  /^https:\/\/acme(-staging)?-v02\.api\.letsencrypt\.org\//.test(server);

/** Seconds from the signing of a certificate to its renewal, at most 0 when it is due at once; undefined when nobody knows, or never. */
export function renewalInterval(spec: CertificateSpec, issuer: Issuer['spec'], acmeDays: number): number | undefined {
  const validity = validityOf(spec, issuer, acmeDays);
  if (!validity) return undefined;
  const { backdated, lifetime } = validity;
  const renewal = renewalTime(-backdated, lifetime - backdated, spec);
  return renewal === undefined ? undefined : renewal / 1000;
}
