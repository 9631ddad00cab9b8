import type { ReachReport } from '../reach-report.ts';
import type { schemaVersion, Verdict } from '../up-report.ts';
import type { ChangesView } from './changes-view.ts';
import type { DrillsView } from './drills-view.ts';
import type { FindingsView } from './findings-view.ts';
import type { JourneyView } from './journey-view.ts';
import type { SymptomsView } from './symptoms-view.ts';
import type { TimelineView } from './timeline-view.ts';
import type { TopologyView } from './topology-view.ts';

/** A request that somebody may want to follow. */
export interface AskableRequest {
  readonly url: string;
  readonly host: string;
  /** Client addresses that it makes a difference to, the first of them usual. */
  readonly from: readonly { readonly address: string; readonly who: string }[];
  /** `ok` where all that was asked of it was answered as promised. */
  readonly ok: boolean;
}

/** All that the page shows: the JSON output of `gatehouse report`. */
export interface PageView {
  readonly schemaVersion: typeof schemaVersion;
  readonly lab: string;
  /** `embedded`, `snapshot`, or the name of the context. */
  readonly cluster: string;
  readonly verdict: Verdict;
  /** Requests that were answered as promised, and how many were asked. */
  readonly kept: number;
  readonly asked: number;
  readonly topology: TopologyView;
  readonly requests: readonly AskableRequest[];
  /** Who reaches what, exactly. */
  readonly reach: Pick<ReachReport, 'rows' | 'unknown'>;
  readonly timeline: TimelineView;
  readonly findings: FindingsView;
  readonly symptoms: SymptomsView;
  /** Journeys that were followed in advance; a server follows any. */
  readonly journeys: readonly JourneyView[];
  /** Only where they were played. */
  readonly drills?: DrillsView;
  /** Only where another state was named. */
  readonly changes?: ChangesView;
}
