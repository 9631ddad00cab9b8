import type { KindRules } from '../api/state.ts';
import type { KindClaim, KindContext } from './kind-parts.ts';

/** All that is known of one built-in kind. */
export interface BuiltinKind extends KindRules {
  /** Name of its table in the store: `apps/deployments`, `/pods`. */
  readonly table: string;
  readonly claim: KindClaim;
  /** Rules that remember: made anew for each cluster. */
  readonly forCluster?: (context: KindContext) => KindRules;
}
