import type { Explanation } from '../../app/explain-report.ts';
import type { ChangesView } from '../../app/view/changes-view.ts';
import type { DrillsView } from '../../app/view/drills-view.ts';
import type { JourneyView } from '../../app/view/journey-view.ts';
import type { LiveEvent } from '../../app/view/live-event.ts';
import type { PageView } from '../../app/view/page-view.ts';

/** Who asks. */
export interface Asking {
  readonly url: string;
  readonly from: string;
  readonly user?: string;
  readonly groups?: string;
}

/** What is told while the page is open. */
export type SourceEvent =
  | { readonly type: 'lost' }
  | { readonly type: 'other-key' }
  | { readonly type: 'found' }
  | { readonly type: 'renewing' }
  | { readonly type: 'generation'; readonly generation: number }
  | { readonly type: 'trouble'; readonly message: string }
  | {
      readonly type: 'stage';
      readonly key: string;
      readonly name: string;
      readonly kind: string;
      readonly state: string;
      readonly at: number;
    }
  | { readonly type: 'drill'; readonly name: string }
  | { readonly type: 'drills'; readonly drills: DrillsView }
  | LiveEvent;

/** What could not be answered, and what to do. */
export class SourceError extends Error {
  readonly hint: string;
  readonly status: number;

  constructor(message: string, { hint = '', status = 0 }: { readonly hint?: string; readonly status?: number } = {}) {
    super(message);
    this.hint = hint;
    this.status = status;
  }
}

/** Where the page has its data from: a server, or the file that it stands in. */
export interface Source {
  /** Whether anything can be asked; otherwise only what was asked when the file was written is there. */
  readonly isLive: boolean;
  readonly page: () => Promise<PageView>;
  readonly journey: (asking: Asking) => Promise<JourneyView>;
  readonly drills: () => Promise<DrillsView>;
  /** What there is to say of the code of a finding. */
  readonly explain: (code: string) => Promise<Explanation>;
  readonly changes: (base: string) => Promise<ChangesView>;
  /** Gives what ends it. */
  readonly listen: (tell: (event: SourceEvent) => void) => () => void;
  /** A worker that places what is drawn. */
  readonly openWorker: () => Worker;
}
