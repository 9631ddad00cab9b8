import type { Hop, Visitor } from '../../cluster/network.ts';
import type { schemaVersion, TraceReport } from '../up-report.ts';

/** One step of a request, and what became of it there. */
export interface JourneyHop extends Hop {
  /** `refused`: it ends here, by a decision. `not-known`: what happens from here on cannot be said. */
  readonly state: 'passed' | 'refused' | 'not-known';
}

/** The way of one request through the platform. */
export interface JourneyView {
  readonly schemaVersion: typeof schemaVersion;
  readonly url: string;
  /** Address of the client. */
  readonly from: string;
  /** Who has signed in, where somebody is named. */
  readonly visitor?: Visitor;
  readonly hops: readonly JourneyHop[];
  readonly outcome: TraceReport['outcome'];
  /** `reached`, `sent-on` by a redirect, `refused`, `no-answer` or `not-known`. */
  readonly ends: 'reached' | 'sent-on' | 'refused' | 'no-answer' | 'not-known';
  /** Ids of the things of the topology that it passes, in order. */
  readonly path: readonly string[];
  /** Where several outcomes are possible. */
  readonly outcomes?: TraceReport['outcomes'];
}
