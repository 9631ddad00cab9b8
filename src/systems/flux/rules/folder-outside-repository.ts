import type { LabRule } from '../../../check/rule.ts';
import { repositoryPathProblem } from '../../../lab/repository-path.ts';
import type { FluxLab } from '../lab.ts';

export const folderOutsideRepository: LabRule<FluxLab> = {
  id: 'folder-outside-repository',
  needs: 'lab',
  severity: 'error',
  summary: 'A folder of the repository lies outside it.',
  why: 'Flux reads nothing outside the repository, and rendering writes nothing there',
  check: ({ repository: { path: root, folders } }) => {
    const outer = repositoryPathProblem(root);
    const wrongRoot = {
      path: ['repository', 'path'],
      message: `the folder ${root} ${outer}`,
      hint: 'write it like kubernetes, or leave it out',
    };
    const inner = Object.entries(folders).flatMap(([name, folder]) => {
      const problem = repositoryPathProblem(folder);
      if (!problem) return [];
      const path = ['repository', 'folders', name];
      return [{ path, message: `folder ${name}: ${folder} ${problem}`, hint: `write it like ${name}` }];
    });
    return outer ? [wrongRoot, ...inner] : inner;
  },
  examples: {
    passing: [{ 'repository.folders': { apps: './cluster-apps/' } }],
    failing: [
      { 'repository.path': '../lab' },
      { 'repository.folders': { apps: '../other' } },
      { 'repository.folders': { apps: '.git/apps' } },
    ],
  },
};
