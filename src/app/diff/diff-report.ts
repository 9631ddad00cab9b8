import type { schemaVersion } from '../up-report.ts';
import type { PartReport } from './compare.ts';
import type { KindCount } from './objects.ts';

/** What `gatehouse diff` came to: its JSON output. */
export interface DiffReport {
  readonly schemaVersion: typeof schemaVersion;
  /** The state before, as it was named; a revision by its commit. */
  readonly base: string;
  readonly head: string;
  /** Whether nothing that is known differs. */
  readonly same: boolean;
  /** In order of danger; those with nothing to say are left out. */
  readonly parts: readonly PartReport[];
  /** Objects that come, go and change, by kind. */
  readonly kinds: readonly KindCount[];
}
