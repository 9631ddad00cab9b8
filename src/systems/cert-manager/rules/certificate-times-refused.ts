import type { LabRule } from '../../../check/rule.ts';
import { parseDuration } from '../../../kube/duration.ts';
import type { CertManagerLab } from '../lab.ts';

export const certificateTimesRefused: LabRule<CertManagerLab> = {
  id: 'certificate-times-refused',
  needs: 'lab',
  severity: 'error',
  summary: 'A certificate is to be shorter or renewed later than cert-manager takes.',
  why: 'the webhook refuses less than an hour of life, renewal less than five minutes before the end, and renewal that is due before the certificate begins (cert-manager internal/apis/certmanager/validation/certificate.go)',
  check: ({ certificates }) => {
    if (!certificates) return [];
    const more = certificates.more.map((own, i) => ({ own, path: ['certificates', 'more', i] }));
    return [{ own: certificates, path: ['certificates'] }, ...more].flatMap(({ own, path }) =>
      faultsOf(own).map(({ field, ...fault }) => ({ ...fault, path: [...path, field] })),
    );
  },
  examples: {
    passing: [{ 'certificates.duration': '24h', 'certificates.renewBefore': '8h' }],
    failing: [
      { 'certificates.duration': '30m' },
      { 'certificates.renewBefore': '1m' },
      { 'certificates.duration': '24h', 'certificates.renewBefore': '24h' },
    ],
  },
};

const hour = 3600;
const minute = 60;
const usualDuration = '2160h';

/** Lower bounds as the webhook has them: what is at the bound is taken. */
function faultsOf({ duration = usualDuration, renewBefore }: { duration?: string; renewBefore?: string }) {
  const life = parseDuration(duration) ?? 0;
  if (life < hour) {
    const message = `a certificate cannot be valid for ${duration} alone: an hour is the least`;
    return [{ field: 'duration', message, hint: 'leave it out: 90 days are usual' }];
  }
  if (renewBefore === undefined) return [];
  const early = parseDuration(renewBefore) ?? 0;
  const hint = 'leave it out: a certificate is renewed after two thirds of its life';
  if (early < 5 * minute) {
    return [
      { field: 'renewBefore', message: `${renewBefore} before the end is too late: five minutes are the least`, hint },
    ];
  }
  if (early < life) return [];
  return [
    { field: 'renewBefore', message: `renewal ${renewBefore} before the end of ${duration} is due at once`, hint },
  ];
}
