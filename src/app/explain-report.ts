import type { Rule } from '../check/rule.ts';
import type { Severity } from '../core/finding.ts';
import type { schemaVersion } from './up-report.ts';

/** What there is to say of a code. */
export interface Explanation {
  readonly schemaVersion: typeof schemaVersion;
  readonly code: string;
  /** Title of the system whose rule it is. */
  readonly system: string;
  readonly severity: Severity;
  /** What shows it: a lab file, objects, a running platform. */
  readonly shownBy: readonly Rule['needs'][];
  readonly summary: string;
  /** Upstream's rule with its source. */
  readonly why: string;
  /** Whether `gatehouse check --fix` may mend it. */
  readonly fixable: boolean;
  /** Input in which it is found, and input of which nothing is found: YAML, empty where only what was seen shows it. */
  readonly failing: string;
  readonly passing: string;
}
