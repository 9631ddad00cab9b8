import { exists } from './find-subject.ts';
import { openRevision, type SideOnDisk, sideAt } from './git-revision.ts';

/**
 * The first side of a migration: what lies at a path, or, where nothing does, the second side as it was in a revision of its Git repository.
 */
export async function openFirstSide(from: string, to: string): Promise<SideOnDisk> {
  if ((await exists(from)) || !(await exists(to))) return sideAt(from);
  const hint = 'name two lab files, or a revision (HEAD~1, a branch, a tag) and the lab of the work tree';
  return openRevision(from, to, { hint });
}
