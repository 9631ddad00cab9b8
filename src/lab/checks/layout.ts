import { posix } from 'node:path';
import type { CheckProblem, LabCheck } from './lab-check.ts';

/** Why a folder name leads out of the repository, or into what is Git's own; undefined when it does not. */
function folderProblem(folder: string): string | undefined {
  if (posix.isAbsolute(folder) || folder.includes('\\')) return 'is no path inside the repository';
  const steps = posix.normalize(folder).split('/');
  if (steps[0] === '..') return 'leads out of the repository';
  return steps.includes('.git') ? "is Git's own" : undefined;
}

const folderOutsideRepository: LabCheck = {
  code: 'folder-outside-repository',
  severity: 'error',
  summary: 'A folder of the repository lies outside it.',
  why: 'Flux reads nothing outside the repository, and rendering writes nothing there',
  check: (lab) =>
    Object.entries(lab.repository.folders).flatMap(([name, folder]) => {
      const problem = folderProblem(folder);
      if (!problem) return [];
      const path = ['repository', 'folders', name];
      return [{ path, message: `folder ${name}: ${folder} ${problem}`, hint: `write it like ${name}` }];
    }),
};

const plain = (folder: string) => posix.join('/', folder).replace(/\/$/, '');

const foldersOverlap: LabCheck = {
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
export const layoutChecks: readonly LabCheck[] = [folderOutsideRepository, foldersOverlap];
