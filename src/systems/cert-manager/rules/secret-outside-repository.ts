import type { LabRule } from '../../../check/rule.ts';
import { repositoryPathProblem } from '../../../lab/repository-path.ts';
import { type CertManagerLab, issuerOf } from '../lab.ts';

export const secretOutsideRepository: LabRule<CertManagerLab> = {
  id: 'secret-outside-repository',
  needs: 'lab',
  severity: 'error',
  summary: 'An encrypted Secret lies outside the repository.',
  why: 'Flux decrypts only what is in the repository: `security; file … is not in or below …` (kustomize api/internal/loader)',
  check: (lab) => {
    const issuer = issuerOf(lab);
    const file = 'apiToken' in issuer ? issuer.apiToken.sops : undefined;
    const problem = file === undefined ? undefined : repositoryPathProblem(file);
    if (!problem) return [];
    const path = ['certificates', 'issuer', 'apiToken', 'sops'];
    const hint = 'write its path in the repository, e.g. infra/config/cert-manager/token.sops.yaml';
    return [{ path, message: `the encrypted Secret ${file} ${problem}`, hint }];
  },
  examples: {
    passing: [{ 'certificates.issuer.apiToken': { sops: 'infra/config/cert-manager/token.sops.yaml' } }],
    failing: [{ 'certificates.issuer.apiToken': { sops: '../../age.key' } }],
  },
};
