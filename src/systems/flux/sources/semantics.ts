import type { FluxSource } from '../read-objects.ts';

/** Revision of a Git artifact: `branch@sha1:hex` (fluxcd/pkg git/git.go Commit.String). */
export const gitRevision = (branch: string, commit: string): string =>
  commit.includes('@') ? commit : `${branch}@sha1:${commit}`;

/** The branch that is checked out; a tag or commit counts as a branch of that name for the reader of files. */
export function branchOf({ spec }: FluxSource): string {
  const { ref } = spec;
  return ref?.branch ?? ref?.tag ?? ref?.name ?? ref?.semver ?? 'master';
}

/** source-controller internal/controller/gitrepository_controller.go */
export const storedGitArtifact = (revision: string): string => `stored artifact for revision '${revision}'`;

/** source-controller internal/controller/helmrepository_controller.go */
export const storedIndex = (revision: string): string => `stored artifact: revision '${revision}'`;

/** source-controller internal/helm/chart/builder.go Summary */
export const pulledChart = (chart: string, version: string): string =>
  `pulled '${chart}' chart with version '${version}'`;

/** Message of a failed clone (fluxcd/pkg git/gogit/clone.go). */
export const cloneFailed = (url: string, branch: string): string =>
  `failed to checkout and determine revision: unable to clone '${url}': couldn't find remote ref "refs/heads/${branch}"`;
