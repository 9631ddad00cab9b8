import { basename, dirname, resolve } from 'node:path';
import { composeRepository } from '../compose/compose.ts';
import type { NeededSecret, OwnSecret } from '../compose/composed-object.ts';
import { sortLab } from '../compose/sort-lab.ts';
import { GatehouseError } from '../core/errors.ts';
import type { FileTree } from '../core/file-tree.ts';
import { type Finding, hasErrors } from '../core/finding.ts';
import { labFileName } from '../lab/lab-file-name.ts';
import type { LabPath, LabProblem } from '../lab/lab-problem.ts';
import { filterTree } from '../repo/lazy-tree.ts';
import { readTreeInTurns, type TreeReading } from '../repo/read-tree.ts';
import { components } from '../systems/components.ts';
import type { Lab } from '../systems/lab.ts';
import { readLabFile } from '../systems/lab-file.ts';
import { exists, type FoundSubject, findSubject, repositoryOf } from './find-subject.ts';

/** A lab and the repository it composes, whatever stands in the folder. */
export interface ComposedLab {
  /** Name of the lab, or of its folder where it has none. */
  readonly name: string;
  /** The lab file. */
  readonly file: string;
  /** Undefined where it has errors. */
  readonly lab?: Lab;
  readonly composed: FileTree;
  readonly secrets: readonly NeededSecret[];
  readonly findings: readonly Finding[];
  readonly releases?: ReadonlySet<string>;
  /** Secrets that people's commands decrypt from the repository. */
  readonly ownSecrets?: readonly OwnSecret[];
  /** Files that give way to a person's own, and where they lie then. */
  readonly yielding?: ReadonlyMap<string, string | undefined>;
  /** Where in the lab file values of a person's own stand, by release. */
  readonly ownValues?: ReadonlyMap<string, LabPath>;
  /** A problem of the lab file that shows only later, with its line. */
  readonly place?: (problem: LabProblem) => Finding;
}

/** Reads and composes the lab of a path. Rejects with a GatehouseError when there is none. */
export async function loadLab(path: string): Promise<ComposedLab & { readonly folder: string }> {
  const found = await findSubject(path);
  if (found.lab === undefined) {
    throw new GatehouseError(`${path} holds no lab.yaml`, { hint: 'name a lab file; `gatehouse init` writes one' });
  }
  return { ...(await composeLab(found.lab)), folder: await repositoryOf(found.lab) };
}

/** Composes a lab file; of one with errors nothing. */
export async function composeLab(path: string): Promise<ComposedLab> {
  const { lab, plan, findings, file, place } = await readLabFile(path);
  const name = lab?.name ?? basename(dirname(resolve(file)));
  if (!lab || !plan || hasErrors(findings)) return { name, file, composed: new Map(), secrets: [], findings };
  const { tree, ...parts } = composeRepository({ lab, plan }, components);
  return { name, file, lab: sortLab(lab, components), composed: tree, ...parts, findings, place };
}

/** What the folder of a lab's repository holds now, without the lab file itself: nothing where it is not there yet. */
export async function readStanding({ folder }: Pick<FoundSubject, 'folder'>): Promise<TreeReading> {
  if (!(await exists(folder))) return { tree: new Map(), findings: [], complete: true };
  const reading = await readTreeInTurns(folder);
  return { ...reading, tree: filterTree(reading.tree, (path) => path !== labFileName) };
}
