import type { Visitor } from '../../cluster/network.ts';
import type { UpProgress } from '../up-report.ts';
import type { ChangesView } from './changes-view.ts';
import type { DrillsView } from './drills-view.ts';
import type { JourneyView } from './journey-view.ts';
import type { PageView } from './page-view.ts';

/** A platform that is looked at from all sides: brought up once, and kept for questions. */
export interface OpenViews {
  readonly page: PageView;
  /** Follows any request. Rejects with a GatehouseError when it is none, or there is no platform that it could be followed through. */
  readonly journey: (url: string, client: JourneyClient) => Promise<JourneyView>;
  /** Plays every fault, which may take minutes, in a process of its own. */
  readonly drills: (told?: DrillListener) => Promise<DrillsView>;
  /** What it does otherwise than another state: a revision, a folder or a lab file. */
  readonly changes: (base: string) => Promise<ChangesView>;
  readonly close: () => Promise<void>;
}

/** Who is told while faults are played. */
export interface DrillListener {
  readonly onProgress: (event: UpProgress) => void;
  /** What was played by now. */
  readonly onPart: (drills: DrillsView) => void;
}

/** Who asks: somebody from the internet who has not signed in, when nothing is said. */
export interface JourneyClient {
  readonly from?: string;
  readonly visitor?: Visitor;
}
