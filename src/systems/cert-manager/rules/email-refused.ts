import type { LabRule, LabRuleProblem } from '../../../check/rule.ts';
import { acmeEmailProblem } from '../acme/acme-email.ts';
import { type CertManagerLab, issuerOf } from '../lab.ts';

function emailOf(lab: CertManagerLab): string | undefined {
  const issuer = issuerOf(lab);
  return 'email' in issuer ? issuer.email : undefined;
}

export const emailRefused: LabRule<CertManagerLab> = {
  id: 'email-refused',
  needs: 'lab',
  severity: 'error',
  summary: "The e-mail address is one that Let's Encrypt refuses.",
  why: 'the account is not registered, so no certificate is ever asked for: `contact email has forbidden domain` (letsencrypt/boulder policy/pa.go ValidEmail)',
  check: (lab): LabRuleProblem[] => {
    const email = emailOf(lab);
    const problem = email === undefined ? undefined : acmeEmailProblem(email);
    if (problem === undefined) return [];
    return [
      {
        path: ['certificates', 'issuer', 'email'],
        message: `${email}: ${problem}, and Let's Encrypt takes no such address`,
        hint: 'write an address of your own, or remove the line: none is needed',
      },
    ];
  },
  examples: {
    passing: [{ 'certificates.issuer.email': undefined }],
    failing: [{ 'certificates.issuer.email': 'me@example.com' }, { 'certificates.issuer.email': 'ops@home.lan' }],
  },
};
