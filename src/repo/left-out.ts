import type { FileTree } from '../core/file-tree.ts';
import type { Finding } from '../core/finding.ts';
import type { SourcedObject } from '../kube/origin.ts';
import { isGitSource, nameKey, specOf } from './flux-objects.ts';

/** What the sources that stand for a repository leave out beside the defaults: their `spec.ignore`, where all of them say the same. */
export function ignoreOf(objects: readonly SourcedObject[], local: ReadonlySet<string>): string | undefined {
  const own = objects.filter(({ object }) => isGitSource(object) && local.has(`${object.kind}/${nameKey(object)}`));
  const said = new Set(own.map(({ object }) => specOf(object).ignore));
  const [ignore] = said;
  return said.size === 1 && typeof ignore === 'string' && !ignore.includes('$') ? ignore : undefined;
}

const place = /(?:stat|lstat|open|read) \/(?:tmp\/kustomization-\d+|[^/\s]*)\/([^'":\s]+)/g;

/** A refusal for want of a file, which says so where the file is there and only left out of the artifact. */
export function sayLeftOut(files: FileTree, artifact: FileTree, finding: Finding): Finding {
  if (files === artifact || !/kustomization-path-missing|kustomize-build-failed/.test(finding.code)) return finding;
  const missing = [...finding.message.matchAll(place)].map(([, path = '']) => path);
  const path = missing.findLast((each) => holds(files, each) && !holds(artifact, each));
  if (path === undefined) return finding;
  return {
    ...finding,
    message: `${path} is in the repository, and left out of what Flux reads: ${finding.message}`,
    hint: 'take its pattern out of .sourceignore, or out of spec.ignore of the source',
  };
}

function holds(tree: FileTree, path: string): boolean {
  if (tree.has(path)) return true;
  for (const file of tree.keys()) if (file.startsWith(`${path}/`)) return true;
  return false;
}
