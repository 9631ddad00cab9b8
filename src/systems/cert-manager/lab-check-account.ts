import type { CheckProblem, LabCheck } from '../../lab/checks/lab-check.ts';
import { repositoryPathProblem } from '../../lab/repository-path.ts';
import { acmeEmailProblem } from './acme-email.ts';
import type { CertManagerLab } from './lab.ts';

const emailOf = ({ issuer }: CertManagerLab['certificates']): string | undefined =>
  'email' in issuer ? issuer.email : undefined;

const emailRefused: LabCheck<CertManagerLab> = {
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

const secretOutsideRepository: LabCheck<CertManagerLab> = {
  code: 'secret-outside-repository',
  severity: 'error',
  summary: 'An encrypted Secret lies outside the repository.',
  why: 'Flux decrypts only what is in the repository: `security; file … is not in or below …` (kustomize api/internal/loader)',
  check: ({ certificates: { issuer } }) => {
    const file = 'apiToken' in issuer ? issuer.apiToken.sops : undefined;
    const problem = file === undefined ? undefined : repositoryPathProblem(file);
    if (!problem) return [];
    const path = ['certificates', 'issuer', 'apiToken', 'sops'];
    const hint = 'write its path in the repository, e.g. infra/config/cert-manager/token.sops.yaml';
    return [{ path, message: `the encrypted Secret ${file} ${problem}`, hint }];
  },
};

/** The authority, its account, and the secret that proves the domains. */
export const accountChecks: readonly LabCheck<CertManagerLab>[] = [emailRefused, secretOutsideRepository];
