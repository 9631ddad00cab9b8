import { posix } from 'node:path';
import { isKustomization } from '../compose/kustomization-text.ts';
import { listOwnFiles, type TreeWithOwn } from '../compose/own-files.ts';
import type { FileTree } from '../core/file-tree.ts';
import type { Finding } from '../core/finding.ts';
import { labFileName } from '../lab/read-lab.ts';
import { filterTree } from '../repo/lazy-tree.ts';
import { realDisk } from './render-disk.ts';
import { readFolder } from './render-folder.ts';
import { manifestName } from './render-manifest.ts';
import { standingHash } from './render-memory.ts';
import { goneFrom } from './render-plan.ts';

/** What is composed over a folder, and whose what beside it is. */
export interface ComposedOver extends TreeWithOwn {
  readonly findings: readonly Finding[];
}

/**
 * A composed tree over the folder it is for: its kustomizations list what a person put beside its files. `standing` is what the folder
 * holds now.
 */
export function composeOver(composed: FileTree, folder: string, standing: FileTree): ComposedOver {
  if (standing.size === 0) return { tree: composed, own: [], findings: [] };
  const state = readFolder(folder, composed.keys(), realDisk);
  const ours = (path: string) => composed.has(path) || state.written.has(path) || state.writing.has(path);
  const own = filterTree(standing, (path) => !ours(path) && path !== manifestName && path !== labFileName);
  const edited = [...composed.keys()].filter(isKustomization).flatMap((path) => {
    const [yours, base] = [standing.get(path), state.texts?.get(standingHash(path, state) ?? '')];
    return yours === undefined || base === undefined || yours === base ? [] : [[path, { yours, base }] as const];
  });
  const kept = goneFrom(new Map([...composed.keys()].map((path) => [path, ''])), state).filter(isKustomization);
  const left = new Set(kept.map((path) => posix.dirname(path)));
  const behind = [...own.keys()].filter((path) => left.has(posix.dirname(path)) && /\.ya?ml$/i.test(path));
  return { ...listOwnFiles(composed, { own, edited: new Map(edited) }), findings: behind.map(leftBehind) };
}

const leftBehind = (path: string): Finding => ({
  code: 'own-file-left-behind',
  severity: 'warning',
  file: path,
  message: `the lab composes nothing in ${posix.dirname(path)} any more: nobody applies this file of yours`,
  why: 'files of a person are neither moved nor removed',
  hint: 'move it to where it belongs now, or remove it',
});
