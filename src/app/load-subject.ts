import { stat } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import type { NeededSecret } from '../compose/component.ts';
import { composeRepository } from '../compose/compose.ts';
import { orderLab } from '../compose/order-lab.ts';
import { codeOf, GatehouseError } from '../core/errors.ts';
import { type FileTree, sortTree } from '../core/file-tree.ts';
import { type Finding, hasErrors } from '../core/finding.ts';
import { labFileName, readLab } from '../lab/read-lab.ts';
import type { Lab } from '../lab/schema.ts';
import { readTree } from '../repo/read-tree.ts';
import { components } from '../systems/components.ts';
import { readKeptFiles } from './kept-files.ts';

/** What a command is asked about: a lab, composed, or a repository as it is. */
export interface Subject {
  /** Name of the lab, or of the repository's folder. */
  readonly name: string;
  /** The lab file, or the repository's folder, as it was named. */
  readonly path: string;
  readonly lab?: Lab;
  /** The files of the repository: of a lab, what is composed and what a person keeps beside it. */
  readonly tree: FileTree;
  /** Of a lab: the composed files alone. */
  readonly composed: FileTree;
  /** Files of a person's own that the lab names and that are not there yet: it can be rendered, but not proven. */
  readonly missing: readonly Finding[];
  /** Secrets the platform needs that the tree does not hold. */
  readonly secrets: readonly NeededSecret[];
  /** What reading found: of the lab file, or of the folder. */
  readonly findings: readonly Finding[];
  /** False when reading ended in errors: there is nothing to go on with. */
  readonly usable: boolean;
}

/**
 * Loads a lab file, a folder with a lab.yaml, or a repository folder.
 * Rejects with a GatehouseError only when there is nothing at the path at all.
 */
export async function loadSubject(path: string): Promise<Subject> {
  const kind = await kindOfPath(path);
  return kind === 'repository' ? loadRepository(path) : loadLab(path);
}

async function kindOfPath(path: string): Promise<'lab' | 'repository'> {
  const entry = await statOrUndefined(path);
  if (!entry) {
    throw new GatehouseError(`${path}: there is no such file or folder`, {
      hint: 'name a lab file, a folder with a lab.yaml, or the folder of a repository; `gatehouse init` writes a lab file',
    });
  }
  if (!entry.isDirectory()) return 'lab';
  if (await statOrUndefined(join(path, labFileName))) return 'lab';
  return 'repository';
}

async function statOrUndefined(path: string) {
  try {
    return await stat(path);
  } catch (thrown) {
    const code = codeOf(thrown);
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
    throw thrown;
  }
}

const nothing = { tree: new Map(), composed: new Map(), missing: [], secrets: [] } as const;

async function loadLab(path: string): Promise<Subject> {
  const { lab, findings, file } = await readLab(path);
  if (!lab || hasErrors(findings)) {
    const name = lab?.name ?? basename(dirname(resolve(file)));
    return { ...nothing, name, path: file, lab, findings, usable: false };
  }
  const { tree: composed, secrets } = composeRepository(lab, components);
  const kept = await readKeptFiles(file, secrets, composed);
  const tree = sortTree([...composed, ...kept.tree]);
  return {
    name: lab.name,
    path: file,
    lab: orderLab(lab),
    tree,
    composed,
    missing: kept.missing,
    secrets,
    findings,
    usable: true,
  };
}

function loadRepository(path: string): Subject {
  const { tree, findings } = readTree(path);
  if (tree.size === 0) {
    throw new GatehouseError(`${path}: the folder holds no files`, {
      hint: 'name a lab file, or a folder with a lab.yaml or manifests; `gatehouse init` writes a lab file',
    });
  }
  return { ...nothing, name: basename(resolve(path)), path, tree, findings, usable: true };
}
