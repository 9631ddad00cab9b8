import type { LabRule } from '../../../check/rule.ts';
import { type FluxLab, readsRepository } from '../lab.ts';

export const repositoryWithoutUrl: LabRule<FluxLab> = {
  id: 'repository-without-url',
  needs: 'lab',
  severity: 'error',
  summary: 'Flux is to read a repository, and nothing says where it is.',
  why: 'a GitRepository without a url is refused by its schema (fluxcd/source-controller api/v1/gitrepository_types.go)',
  check: (lab) =>
    lab.repository.url !== undefined || !readsRepository(lab)
      ? []
      : [
          {
            path: ['repository'],
            message: `the layout ${lab.repository.layout} is read by Flux, and repository.url says nothing`,
            hint: 'write url: https://github.com/me/lab.git under repository, or layout: plain',
          },
        ],
  examples: {
    passing: [{ 'repository.url': undefined, 'repository.layout': 'plain' }],
    failing: [{ 'repository.url': undefined }],
  },
};
