import type { FileTree } from '../core/file-tree.ts';
import type { UnknownObject } from '../kube/object.ts';
import { printJson } from '../kube/wide-json.ts';
import { type BuildOptions, buildKustomization } from './build.ts';
import type { KustomizationBuild } from './build-findings.ts';
import type { SubstituteSource } from './substitute.ts';

/** What a build asked for its variables, and what it was told. */
interface Asked {
  readonly of: Parameters<SubstituteSource>;
  readonly answer: ReturnType<SubstituteSource>;
}

interface Built {
  readonly build: KustomizationBuild;
  readonly looked: ReadonlySet<string>;
  readonly asked: readonly Asked[];
}

/** {@link buildKustomization} of a Kustomization over the files that it sees. */
export type BuildOnce = (
  seen: { readonly tree: FileTree; readonly object: UnknownObject },
  source: SubstituteSource,
  options: Required<Pick<BuildOptions, 'strictness' | 'unknownSecrets'>> & Pick<BuildOptions, 'onRead'>,
) => KustomizationBuild;

/**
 * Builds over the files of a tree, each once: one is built anew only where its Kustomization or its variables say something else, or where
 * it sees other files than those.
 */
export function createBuildOnce(tree: FileTree): BuildOnce {
  const known = new Map<string, Built[]>();
  return (seen, source, { strictness, unknownSecrets, onRead }) => {
    if (seen.tree !== tree)
      return buildKustomization(seen.tree, seen.object, source, {
        strictness,
        unknownSecrets,
        ...(onRead && { onRead }),
      });
    const { kind, metadata, spec = null } = seen.object;
    const key = printJson([kind, metadata.namespace ?? null, metadata.name, spec, strictness, unknownSecrets]);
    const builds = known.get(key) ?? [];
    known.set(key, builds);
    let found = builds.find(({ asked }) => asked.every(({ of, answer }) => isSame(source(...of), answer)));
    if (!found) {
      found = build(tree, seen.object, source, { strictness, unknownSecrets });
      builds.push(found);
    }
    if (onRead) for (const path of found.looked) onRead(path);
    return found.build;
  };
}

function build(tree: FileTree, kustomization: UnknownObject, source: SubstituteSource, options: BuildOptions): Built {
  const looked = new Set<string>();
  const asked: Asked[] = [];
  const noted: SubstituteSource = (...of) => {
    const answer = source(...of);
    asked.push({ of, answer });
    return answer;
  };
  const onRead = (path: string) => looked.add(path);
  return { build: buildKustomization(tree, kustomization, noted, { ...options, onRead }), looked, asked };
}

function isSame(one: Asked['answer'], other: Asked['answer']): boolean {
  if (one === undefined || other === undefined) return one === other;
  const keys = Object.keys(one);
  return keys.length === Object.keys(other).length && keys.every((key) => one[key] === other[key]);
}
