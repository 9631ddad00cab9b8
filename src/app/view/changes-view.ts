import type { DiffReport } from '../diff/diff-report.ts';
import type { schemaVersion } from '../up-report.ts';

/** What a change does to something: before and after side by side. */
export interface ShownChange {
  readonly subject: string;
  readonly text: string;
  readonly weight: 'danger' | 'notice' | 'note';
  /** `appears`, `vanishes`, or `moves` from one to another; `is` where there are no two sides. */
  readonly way: 'appears' | 'vanishes' | 'moves' | 'is';
  readonly before: string;
  readonly after: string;
  readonly why: string;
  /** `file:line`; empty where it stands nowhere. */
  readonly place: string;
}

/** What changed of one kind. */
export interface ChangesPart {
  readonly id: string;
  readonly title: string;
  readonly changes: readonly ShownChange[];
  readonly unknown: readonly { readonly subject: string; readonly text: string; readonly knownBy: string }[];
}

/** What one state does otherwise than another. */
export interface ChangesView {
  readonly schemaVersion: typeof schemaVersion;
  readonly base: string;
  readonly head: string;
  readonly same: boolean;
  readonly parts: readonly ChangesPart[];
  readonly kinds: DiffReport['kinds'];
}
