import { parseDuration } from '../../../kube/duration.ts';
import type { CertificateSpec } from '../objects.ts';

/** How long an issued certificate is asked to be valid: 90 days unless the spec says otherwise. Seconds. */
export const durationOf = (spec: Pick<CertificateSpec, 'duration'>): number =>
  (spec.duration === undefined ? undefined : parseDuration(spec.duration)) ?? 90 * 24 * 3600;

/**
 * When an issued certificate is renewed (ms), by its real lifetime and not the one asked for; undefined when renewal is switched
 * off. cert-manager pkg/util/pki/renewaltime.go.
 */
export function renewalTime(
  notBefore: number,
  notAfter: number,
  spec: Pick<CertificateSpec, 'renewBefore' | 'renewBeforePercentage' | 'renewal'>,
): number | undefined {
  if (spec.renewal?.policy === 'Disabled') return undefined;
  const lifetime = notAfter - notBefore;
  const asked = (spec.renewBefore === undefined ? undefined : parseDuration(spec.renewBefore)) ?? 0;
  const before = renewBefore(lifetime, asked * 1000, spec.renewBeforePercentage);
  return Math.floor((notAfter - before) / 1000) * 1000;
}

function renewBefore(lifetime: number, asked: number, percentage: number | undefined): number {
  if (asked > 0 && asked < lifetime) return asked;
  if (percentage !== undefined && percentage > 0 && percentage < 100) return (lifetime * percentage) / 100;
  return lifetime / 3;
}

/** Seconds to wait after so many failed issuances: an hour, doubled up to 32. pkg/controller/certificates/trigger. */
export const failureDelay = (attempts: number): number => Math.min(3600 * 2 ** (attempts - 1), 32 * 3600);
