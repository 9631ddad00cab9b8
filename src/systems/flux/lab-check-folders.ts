import { posix } from 'node:path';
import type { CheckProblem, LabCheck } from '../../lab/checks/lab-check.ts';
import { repositoryPathProblem } from '../../lab/repository-path.ts';
import type { FluxLab } from './lab.ts';

const folderOutsideRepository: LabCheck<FluxLab> = {
  code: 'folder-outside-repository',
  severity: 'error',
  summary: 'A folder of the repository lies outside it.',
  why: 'Flux reads nothing outside the repository, and rendering writes nothing there',
  check: (lab) =>
    Object.entries(lab.repository.folders).flatMap(([name, folder]) => {
      const problem = repositoryPathProblem(folder);
      if (!problem) return [];
      const path = ['repository', 'folders', name];
      return [{ path, message: `folder ${name}: ${folder} ${problem}`, hint: `write it like ${name}` }];
    }),
};

const plain = (folder: string) => posix.join('/', folder).replace(/\/$/, '');

const foldersOverlap: LabCheck<FluxLab> = {
  code: 'folders-overlap',
  severity: 'error',
  summary: 'A folder of the repository lies in another one.',
  why: 'Flux would apply what lies in both twice, by two Kustomizations that undo each other (kustomize-controller garbage collection)',
  check: (lab) => {
    const folders = Object.entries(lab.repository.folders);
    return folders.flatMap(([inner, folder], index): CheckProblem[] => {
      const outer = folders.find(([, other], at) => at !== index && `${plain(folder)}/`.startsWith(`${plain(other)}/`));
      // Of two equal ones the later is told of.
      if (!outer || (plain(outer[1]) === plain(folder) && folders.indexOf(outer) > index)) return [];
      const message = `folder ${inner} (${folder}) lies in folder ${outer[0]} (${outer[1]})`;
      return [{ path: ['repository', 'folders', inner], message, hint: 'give each a folder of its own' }];
    });
  },
};

/** Where the parts of the repository go. */
export const folderChecks: readonly LabCheck<FluxLab>[] = [folderOutsideRepository, foldersOverlap];
