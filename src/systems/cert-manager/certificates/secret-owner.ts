import { compareText } from '../../../core/finding.ts';
import type { Secret } from '../../../kube/types.ts';
import type { Certificate } from '../objects.ts';

/** Seconds until a Certificate whose Secret is another's looks again: pkg/controller/certificates/trigger/trigger_controller.go. */
export const otherOwnerSeconds = 180;

/**
 * The one of the Certificates that name a Secret which may issue into it: the one the Secret was issued for, else the oldest, else
 * the first by name. The others would undo its work. cert-manager internal/controller/certificates/certificates.go CertificateOwnsSecret.
 */
export function secretOwner(certificates: readonly Certificate[], secret: Secret | undefined): string | undefined {
  const issuedFor = secret?.metadata.annotations?.['cert-manager.io/certificate-name'];
  if (certificates.some(({ metadata }) => metadata.name === issuedFor)) return issuedFor;
  const [oldest] = [...certificates].sort(
    ({ metadata: a }, { metadata: b }) =>
      compareText(a.creationTimestamp ?? '', b.creationTimestamp ?? '') || compareText(a.name, b.name),
  );
  return oldest?.metadata.name;
}
