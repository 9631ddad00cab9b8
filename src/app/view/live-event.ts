import type { SymptomsView } from './symptoms-view.ts';
import type { TimelineView } from './timeline-view.ts';

/** What happens in a cluster that is looked at while it runs. */
export type LiveEvent =
  /** Whether its API answers; why not, where it does not. */
  | { readonly type: 'cluster'; readonly isThere: boolean; readonly message: string }
  | { readonly type: 'timeline'; readonly timeline: TimelineView }
  | { readonly type: 'symptoms'; readonly symptoms: SymptomsView }
  /** It is not as it was: the page is another one. */
  | { readonly type: 'renewed' };
