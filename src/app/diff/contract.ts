import type { RenderedRelease } from '../../repo/releases/rendered-release.ts';
import type { RepositoryObject } from '../../repo/repository.ts';
import type { Outlook, OutlookInput } from '../../systems/outlook.ts';

/** What left the files of what runs, and what becomes of it when they are applied. */
export interface LeftOver {
  /** Why objects stay all the same, by key: as it is decided when the files are applied. */
  readonly stays: ReadonlyMap<string, string>;
  /** Releases that are uninstalled, as `namespace/name`. */
  readonly ended: readonly string[];
}

/** One of the two states that are compared, as far as both are known. */
export interface DiffSide {
  /** Objects that come to the cluster, first of a name first. */
  readonly input: OutlookInput;
  /** The same by {@link import('./object-key.ts').keyOf}. */
  readonly objects: ReadonlyMap<string, RepositoryObject>;
  readonly outlook: Required<Outlook>;
  /** Releases by `Kind/namespace/name`. */
  readonly releases: ReadonlyMap<string, RenderedRelease>;
  /** Of what runs: what left the files, and what becomes of it. */
  readonly leftOver?: LeftOver;
}

/** How much a person should look at it: what breaks or is lost, what clients see, what is good to know. */
export type Weight = 'danger' | 'notice' | 'note';

/** Something that the change does. */
export interface Change {
  /** What it happens to: a host, or `Kind/namespace/name`. */
  readonly subject: string;
  /** What happens, in words; complete without the two sides. */
  readonly text: string;
  readonly weight: Weight;
  readonly before?: string;
  readonly after?: string;
  /** The upstream rule behind it, with its source file. */
  readonly why?: string;
  /** Where it is written: after the change, or before it where it is gone. */
  readonly file?: string;
  readonly line?: number;
}

/** Something that may or may not change: one side of it is not known. */
export interface OpenQuestion {
  readonly subject: string;
  readonly text: string;
  /** What would make it known. */
  readonly knownBy?: string;
}

/** What one part of a comparison tells. */
export interface PartResult {
  readonly changes: readonly Change[];
  readonly unknown?: readonly OpenQuestion[];
}

/** One way to look at two states: what it compares, in one file. */
export interface DiffPart {
  /** Kebab-case, name of its file. */
  readonly id: string;
  /** Heading. */
  readonly title: string;
  /** Equal states give nothing. */
  readonly compare: (before: DiffSide, after: DiffSide) => PartResult | Promise<PartResult>;
}

/** Where an object is written. */
export const placeOf = (each: RepositoryObject | undefined): Pick<Change, 'file' | 'line'> =>
  each?.origin ? { file: each.origin.file, line: each.origin.line } : {};
