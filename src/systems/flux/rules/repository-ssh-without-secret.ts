import type { LabRule } from '../../../check/rule.ts';
import type { FluxLab } from '../lab.ts';

export const repositorySshWithoutSecret: LabRule<FluxLab> = {
  id: 'repository-ssh-without-secret',
  needs: 'lab',
  severity: 'error',
  summary: 'The repository is read over SSH, and no Secret with a key is named.',
  why: "Flux then has neither a key nor the server's: `invalid 'ssh' auth option: 'identity' is required` (fluxcd/pkg git/options.go Validate)",
  check: ({ repository: { url, secret } }) =>
    !url?.startsWith('ssh://') || secret !== undefined
      ? []
      : [
          {
            path: ['repository', 'url'],
            message: `${url} is read over SSH, and repository.secret names no Secret with identity and known_hosts`,
            hint: `write secret: flux-system under repository, and make it: flux create secret git flux-system --url=${url}`,
          },
        ],
  examples: {
    passing: [
      { 'repository.url': 'ssh://git@git.home.example.org/ops/cluster.git', 'repository.secret': 'flux-system' },
    ],
    failing: [{ 'repository.url': 'ssh://git@git.home.example.org/ops/cluster.git' }],
  },
};
