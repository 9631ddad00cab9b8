import type { Rule } from '../check/rule.ts';
import type { Severity } from '../core/finding.ts';
import type { schemaVersion } from './up-report.ts';

/** What there is to say of a code. */
export interface Explanation {
  readonly schemaVersion: typeof schemaVersion;
  readonly code: string;
  /** A rule and a playbook are of a system; a notice is told while something is read, composed, proven or run. */
  readonly kind: 'rule' | 'notice' | 'playbook';
  /** Title of the system that knows of it; of a notice, what it is about. */
  readonly system: string;
  readonly severity: Severity;
  /** What shows it: a lab file, objects, a running platform. Empty for a notice. */
  readonly shownBy: readonly Rule['needs'][];
  readonly summary: string;
  /** Upstream's rule with its source. */
  readonly why: string;
  /** What to do, where it is the same for all its findings. */
  readonly next?: string;
  /** Whether `gatehouse check --fix` may mend it. */
  readonly fixable: boolean;
  /** Input in which it is found, and input of which nothing is found: YAML, empty where only what was seen shows it. */
  readonly failing: string;
  readonly passing: string;
}
