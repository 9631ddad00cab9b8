import type { ChartEngine } from '../charts/contract.ts';
import { createOutlineEngine } from '../charts/engine.ts';
import type { NeededSecret } from '../compose/composed-object.ts';
import type { NodeInput } from '../controlplane/nodes/create-nodes.ts';
import type { FileTree } from '../core/file-tree.ts';
import type { Finding } from '../core/finding.ts';
import type { RenderedRelease } from '../repo/releases/rendered-release.ts';
import type { RepositoryCluster } from '../repo/repository.ts';
import type { Lab } from '../systems/lab.ts';
import type { Assumption } from '../systems/system.ts';
import type { OwnValues } from './refused-values.ts';

/** What a command is asked about: the tree as it would be pushed, and the cluster that it is for. */
export interface Subject {
  /** Name of the lab, or of the repository's folder. */
  readonly name: string;
  /** The lab file, or the repository's folder, as it was named. */
  readonly path: string;
  /** The folder that files are relative to. */
  readonly folder: string;
  /** The lab file, as it was named; findings in it say this path. */
  readonly labFile?: string;
  readonly lab?: Lab;
  /** The cluster of a repository for several. */
  readonly cluster?: string;
  /** Nodes of the cluster where no lab names them. */
  readonly nodes?: readonly NodeInput[];
  /** What is taken for granted about this cluster alone. */
  readonly assumptions: readonly Assumption[];
  /** The files of the repository as they would be pushed: of a lab, what is composed over what stands in the folder. */
  readonly tree: FileTree;
  /** Files of a person's own that the lab names and that are not there yet: it can be rendered, but not proven. */
  readonly missing: readonly Finding[];
  /** Secrets the platform needs that the tree does not hold. */
  readonly secrets: readonly NeededSecret[];
  /** Age identities that decrypt what is encrypted in the tree; without one such values are unknown. Never to be shown. */
  readonly identities?: readonly string[];
  /** What reading found: of the lab file, or of the folder. */
  readonly findings: readonly Finding[];
  /** What answers for charts. */
  readonly charts: ChartEngine;
  /** What the releases of the tree install. */
  readonly releases: readonly RenderedRelease[];
  /** False when reading ended in errors or at a limit: there is nothing to go on with. */
  readonly usable: boolean;
}

/** A subject before its charts are rendered, and the cluster of the repository that it is. */
export interface Unrendered {
  readonly subject: Subject;
  readonly composition?: OwnValues;
  readonly of?: RepositoryCluster;
}

/** Of a subject of which nothing is known yet. */
export const nothing = {
  assumptions: [],
  missing: [],
  secrets: [],
  charts: createOutlineEngine([]),
  releases: [],
} as const;
