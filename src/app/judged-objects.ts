import type { Finding } from '../core/finding.ts';
import type { Repository, RepositoryObject } from '../repo/repository.ts';
import { ownServices } from '../systems/flux/apply/own-services.ts';

/** Objects that rules judge, and those that may be in the cluster all the same: made by hand, by a build that is not known, or with Flux itself. */
export interface ObjectsByUse {
  readonly judged: readonly RepositoryObject[];
  readonly beside: readonly RepositoryObject[];
}

/**
 * Parts the objects of a repository: where Flux is followed, what it applies and what starts it is judged; without Flux, what kustomize
 * builds or a step applies, where there is such. Where all that Flux reads are other
 * sources, it is not known what is applied of the files here.
 */
export function splitByUse({ objects, kustomizations, entry, findings }: Repository): ObjectsByUse {
  if (kustomizations.length === 0) {
    const isElsewhere = findings.some(({ code }) => code === 'source-not-read');
    const isJudged = ({ loose }: RepositoryObject) => !isElsewhere && loose !== true;
    return { judged: objects.filter(isJudged), beside: objects.filter((each) => !isJudged(each)) };
  }
  // Who applies what starts Flux applies the whole file.
  const starts = new Set(entry.flatMap(({ origin }) => (origin ? [origin.file] : [])));
  const isJudged = ({ appliedBy, origin }: RepositoryObject) =>
    appliedBy !== undefined || (origin !== undefined && starts.has(origin.file));
  const beside = objects.filter((each) => !isJudged(each));
  return { judged: objects.filter(isJudged), beside: [...beside, ...ownServices.map((object) => ({ object }))] };
}

/** Findings but for those in files of which nothing is applied. */
export function withoutUnapplied(
  findings: readonly Finding[],
  { unapplied }: Pick<Repository, 'unapplied'>,
): readonly Finding[] {
  const files = new Set(unapplied.map(({ origin }) => origin?.file));
  return files.size === 0 ? findings : findings.filter(({ file }) => file === undefined || !files.has(file));
}
