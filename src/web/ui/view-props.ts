import type { PageView } from '../../app/view/page-view.ts';
import type { HashState, setHash } from './hash-state.ts';
import type { Source, SourceEvent } from './source.ts';

/** A stage as it was told last. */
export type Stage = Extract<SourceEvent, { readonly type: 'stage' }>;

/** What every view is given. */
export interface ViewProps {
  readonly source: Source;
  readonly page: PageView;
  readonly hash: HashState;
  readonly set: typeof setHash;
  /** What was told while it comes up anew, by key. */
  readonly stages: ReadonlyMap<string, Stage>;
  /** The drill that is played now. */
  readonly drill: string;
}
