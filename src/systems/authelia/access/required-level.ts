import type { AccessControl, Policy, Subject, Target } from './access-control.ts';
import { hasSubjects } from './match-domain.ts';
import { matchRule } from './match-rule.ts';

/** What is asked of a request, and by which rule. */
export interface Requirement {
  readonly policy: Policy;
  /** Whether the rule looks at who asks. */
  readonly hasSubjects: boolean;
  /** Place of the rule, from 0; undefined for the default policy. */
  readonly rule?: number;
}

/**
 * The first rule that takes a request decides; none: the default policy. Where a rule before cannot be judged, neither can this.
 * Upstream: internal/authorization/authorizer.go GetRequiredLevel.
 */
export function requiredLevel(
  { rules, defaultPolicy }: AccessControl,
  subject: Subject | undefined,
  target: Target,
): Requirement | { readonly unknown: string } {
  for (const [place, rule] of rules.entries()) {
    const match = matchRule(rule, subject, target);
    if (match === false) continue;
    if (match !== true) return match;
    return { policy: rule.policy, hasSubjects: hasSubjects(rule), rule: place };
  }
  return { policy: defaultPolicy, hasSubjects: false };
}

/** What becomes of a request. */
export type Verdict = 'allowed' | 'unauthorized' | 'forbidden';

/**
 * Whether somebody with so many factors may go on: 0 has not signed in. A rule with subjects that denies asks a stranger to sign in first.
 * Upstream: internal/handlers/handler_authz_common.go isAuthzResult.
 */
export function judge({ policy, hasSubjects: bySubject }: Requirement, factors: 0 | 1 | 2): Verdict {
  if (policy === 'bypass') return 'allowed';
  if (policy === 'deny') return bySubject && factors === 0 ? 'unauthorized' : 'forbidden';
  return factors >= (policy === 'two_factor' ? 2 : 1) ? 'allowed' : 'unauthorized';
}
