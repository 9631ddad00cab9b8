import type { PageView } from '../../app/view/page-view.ts';
import type { HashState, setHash } from './hash-state.ts';
import type { Source } from './source.ts';

/** What every view is given. */
export interface ViewProps {
  readonly source: Source;
  readonly page: PageView;
  /** Another one when all that was asked is to be asked anew. */
  readonly era: unknown;
  readonly hash: HashState;
  readonly set: typeof setHash;
  /** The drill that is played now. */
  readonly drill: string;
}
