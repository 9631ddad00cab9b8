import type { Severity } from '../../core/finding.ts';

/** What there is to say of a finding that no rule makes: it is met while something is read, composed, proven or run. */
export interface Notice {
  readonly severity: Severity;
  /** When it is told, in a sentence. */
  readonly summary: string;
  /** Why it matters, with upstream's source where upstream decides. */
  readonly why: string;
  /** What a person does about it, or what would make it known. */
  readonly next: string;
}

/** Notices by the code of their findings. */
export type Notices = Readonly<Record<string, Notice>>;
