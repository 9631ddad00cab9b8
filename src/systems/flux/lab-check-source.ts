import type { LabCheck } from '../../lab/checks/lab-check.ts';
import type { FluxLab } from './lab.ts';

const sshWithoutSecret: LabCheck<FluxLab> = {
  code: 'repository-ssh-without-secret',
  severity: 'error',
  summary: 'The repository is read over SSH, and no Secret with a key is named.',
  why: "Flux then has neither a key nor the server's: `invalid 'ssh' auth option: 'identity' is required` (fluxcd/pkg git/options.go Validate)",
  check: ({ repository: { url, secret } }) =>
    !url.startsWith('ssh://') || secret !== undefined
      ? []
      : [
          {
            path: ['repository', 'url'],
            message: `${url} is read over SSH, and repository.secret names no Secret with identity and known_hosts`,
            hint: `write secret: flux-system under repository, and make it: flux create secret git flux-system --url=${url}`,
          },
        ],
};

/** How Flux gets at the repository. */
export const sourceChecks: readonly LabCheck<FluxLab>[] = [sshWithoutSecret];
