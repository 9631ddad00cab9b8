import { acmeEmailProblem } from '../acme-email.ts';
import type { Lab } from '../schema.ts';
import type { CheckProblem, LabCheck } from './lab-check.ts';

const emailOf = ({ issuer }: Lab['certificates']): string | undefined => ('email' in issuer ? issuer.email : undefined);

const emailRefused: LabCheck = {
  code: 'email-refused',
  severity: 'error',
  summary: "The e-mail address is one that Let's Encrypt refuses.",
  why: 'the account is not registered, so no certificate is ever asked for: `contact email has forbidden domain` (letsencrypt/boulder policy/pa.go ValidEmail)',
  check: ({ certificates }): CheckProblem[] => {
    const email = emailOf(certificates);
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
};

/** The authority and its account. */
export const certificateChecks: readonly LabCheck[] = [emailRefused];
