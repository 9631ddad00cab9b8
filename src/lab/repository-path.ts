import { posix } from 'node:path';

/** Why a path leads out of the repository, or into what is Git's own; undefined when it does not. */
export function repositoryPathProblem(path: string): string | undefined {
  if (posix.isAbsolute(path) || path.includes('\\')) return 'is no path inside the repository';
  const steps = posix.normalize(path).split('/');
  if (steps[0] === '..') return 'leads out of the repository';
  return steps.includes('.git') ? "is Git's own" : undefined;
}
