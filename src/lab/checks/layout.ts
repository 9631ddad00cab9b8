import { posix } from 'node:path';
import type { CheckProblem, LabCheck } from './lab-check.ts';

/** Why a path leads out of the repository, or into what is Git's own; undefined when it does not. */
function pathProblem(path: string): string | undefined {
  if (posix.isAbsolute(path) || path.includes('\\')) return 'is no path inside the repository';
  const steps = posix.normalize(path).split('/');
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
      const problem = pathProblem(folder);
      if (!problem) return [];
      const path = ['repository', 'folders', name];
      return [{ path, message: `folder ${name}: ${folder} ${problem}`, hint: `write it like ${name}` }];
    }),
};

const secretOutsideRepository: LabCheck = {
  code: 'secret-outside-repository',
  severity: 'error',
  summary: 'An encrypted Secret lies outside the repository.',
  why: 'Flux decrypts only what is in the repository: `security; file … is not in or below …` (kustomize api/internal/loader)',
  check: ({ certificates: { issuer } }) => {
    const file = 'apiToken' in issuer ? issuer.apiToken.sops : undefined;
    const problem = file === undefined ? undefined : pathProblem(file);
    if (!problem) return [];
    const path = ['certificates', 'issuer', 'apiToken', 'sops'];
    const hint = 'write its path in the repository, e.g. infra/config/cert-manager/token.sops.yaml';
    return [{ path, message: `the encrypted Secret ${file} ${problem}`, hint }];
  },
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
export const layoutChecks: readonly LabCheck[] = [folderOutsideRepository, secretOutsideRepository, foldersOverlap];
