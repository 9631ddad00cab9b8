import type { LabRepository } from '../../lab/lab-core.ts';
import type { PlannedLab } from '../../lab/lab-plan.ts';
import type { ComposedSystem, FolderNote, Stage } from '../composed-object.ts';
import type { Waits } from '../order.ts';
import type { Roles } from '../roles.ts';

/** A file to be written: path in the repository and text. */
export type TextFile = readonly [path: string, text: string];

/** What a system adds, and the systems it comes after: as a whole, and part by part. */
export interface PlacedSystem {
  readonly id: string;
  readonly after: readonly string[];
  readonly waits: Waits;
  readonly parts: ComposedSystem;
}

/** What becomes of a lab in one layout. */
export interface PlacedLab {
  readonly files: readonly TextFile[];
  /** The page for people, and where it lies unless it is the first page of the repository. */
  readonly guide: { readonly path: string; readonly text: string };
  /** What its folders hold. */
  readonly folders: readonly FolderNote[];
  /** In the order in which they come up. */
  readonly stages: readonly Stage[];
}

/** A way to lay out a repository: where everything goes. One file each, which exports `layout`. */
export interface Layout {
  readonly id: LabRepository['layout'];
  /** The files of a repository by path, and its stages. */
  readonly place: (planned: PlannedLab, systems: readonly PlacedSystem[], roles: Roles) => PlacedLab;
}
