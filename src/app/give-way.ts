import { type FileTree, sortTree } from '../core/file-tree.ts';
import type { Finding } from '../core/finding.ts';
import { realDisk } from './render-disk.ts';
import { readFolder } from './render-folder.ts';
import { hashContent } from './render-manifest.ts';

/** Composed files without those in whose place a person has one. */
export interface GivenWay {
  readonly composed: FileTree;
  /** One note where something gave way. */
  readonly given: readonly Finding[];
}

/**
 * Composed files over a folder: those that give way are left out where somebody else's file stands, or lie elsewhere. `yielding` says which do, and where
 * each lies then. Files that were rendered before are ours, edited or not.
 */
export function giveWay(whole: FileTree, yielding: ReadonlyMap<string, string | undefined>, folder: string): GivenWay {
  const yields = [...yielding].filter(([path]) => whole.has(path));
  if (yields.length === 0) return { composed: whole, given: [] };
  const { present, written, writing } = readFolder(
    folder,
    yields.map(([path]) => path),
    realDisk,
  );
  const isOwn = (path: string) => {
    const there = present.get(path);
    return (
      there !== undefined && !written.has(path) && !writing.has(path) && there !== hashContent(whole.get(path) ?? '')
    );
  };
  const own = new Map(yields.filter(([path]) => isOwn(path)));
  if (own.size === 0) return { composed: whole, given: [] };
  const moved = [...whole].flatMap(([path, text]): [string, string][] => {
    if (!own.has(path)) return [[path, text]];
    const instead = own.get(path);
    return instead === undefined || whole.has(instead) ? [] : [[instead, text]];
  });
  return { composed: sortTree(moved), given: [keptFinding(own)] };
}

function keptFinding(own: ReadonlyMap<string, string | undefined>): Finding {
  const paths = [...own.keys()];
  const elsewhere = [...own].flatMap(([path, instead]) =>
    instead === undefined ? [] : `what is composed for ${path} is in ${instead}`,
  );
  const are = paths.length === 1 ? 'is a file' : 'are files';
  return {
    code: 'own-file-kept',
    severity: 'info',
    file: paths[0]!,
    message: [`${paths.join(', ')} ${are} of your own: nothing is composed in that place`, ...elsewhere].join('; '),
    why: '`gatehouse render` does not overwrite what it did not write',
    hint: 'move it away to have it composed, or say in the lab file that it is not wanted: repository.extras',
  };
}
