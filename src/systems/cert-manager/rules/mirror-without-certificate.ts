import type { LabRule } from '../../../check/rule.ts';
import type { CertManagerLab } from '../lab.ts';

export const mirrorWithoutCertificate: LabRule<CertManagerLab> = {
  id: 'mirror-without-certificate',
  needs: 'lab',
  severity: 'warning',
  summary: 'A certificate is to be copied into namespaces, and there is none.',
  why: 'what is copied is the Secret of the certificate that the gate shows: a lab without a gate, or without names, has none',
  check: ({ certificates, ingress }, { certified }) => {
    const hasNames = certified.some(({ isApart }) => !isApart);
    if (!certificates?.mirror || (ingress !== undefined && hasNames)) return [];
    const why = ingress === undefined ? 'there is no gate that shows one' : 'there is no name for one';
    const message = `nothing is copied into ${certificates.mirror.join(', ')}: ${why}`;
    const hint =
      ingress === undefined ? 'leave mirror out' : 'name them under certificates.domains, or leave mirror out';
    return [{ path: ['certificates', 'mirror'], atKey: true, message, hint }];
  },
  examples: {
    passing: [{ 'certificates.mirror': ['hello'] }],
    failing: [{ 'certificates.mirror': ['hello'], ingress: undefined }],
  },
};
