import type { FileTree } from '../core/file-tree.ts';
import { notKnown } from '../core/finding.ts';
import { advice, failed, finding, type KustomizationBuild } from './build-findings.ts';
import { KustomizeError } from './kustomize/kustomize-error.ts';
import { isKeptOutOfGit } from './source-ignore.ts';

/** Without Flux, a build is its owner's own: it may find a file that is kept out of Git on purpose, and run plugins. */
export function ownersOwn(tree: FileTree, error: KustomizeError): KustomizeError {
  const { lacks: path, plugin } = error;
  if (plugin !== undefined)
    return new KustomizeError(error.message, { ...error, knownBy: `what plugin ${plugin} makes` });
  if (error.knownBy !== undefined || path === undefined || !isKeptOutOfGit(tree, path)) return error;
  return new KustomizeError(error.message, {
    ...error,
    knownBy: `the file ${path}, which .gitignore keeps out of the repository`,
  });
}

/** What kustomize may well build, and only this one cannot. */
function notFollowed({ message, file, line }: KustomizeError, ref: string | undefined, knownBy: string) {
  const { why } = advice['kustomize-build-not-known']!;
  const place = file === undefined ? {} : { file, line: line ?? 1 };
  const found = notKnown({
    code: 'kustomize-build-not-known',
    message,
    why,
    ...(ref && { object: ref }),
    ...place,
    knownBy,
  });
  return failed({ reason: 'NotModelled', message }, [found]);
}

const byKubectl = {
  why: 'nothing is applied of a folder that cannot be built (kustomize api/krusty/kustomizer.go Run)',
};

/** What a refusal of kustomize comes to: a finding that is wrong, or not known where only this build cannot follow. */
export function refused(error: KustomizeError, ref: string | undefined): KustomizationBuild {
  if (error.knownBy !== undefined) return notFollowed(error, ref, error.knownBy);
  const place = { file: error.file, line: error.line };
  const findings =
    error.findings.length > 0
      ? error.findings
      : [{ ...finding('kustomize-build-failed', error.message, ref, place), ...(ref === undefined && byKubectl) }];
  return failed({ reason: 'BuildFailed', message: error.message }, findings);
}
