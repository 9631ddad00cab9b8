import type { Finding } from '../../core/finding.ts';
import type { Span } from '../../systems/fault.ts';
import type { Assumption } from '../../systems/system.ts';
import type { schemaVersion } from '../up-report.ts';

/** What a client sees: a time-out, a refused connection, or a status such as `503`. */
export type Sight = string;

/** A part of an outage in which clients see the same. */
export interface OutagePhase {
  readonly sees: Sight;
  /** Share of the requests that fail, in (0, 1]. */
  readonly share: number;
  readonly from: Span;
  /** Left out: it does not end by itself. */
  readonly until?: Span;
  readonly reason: string;
}

/** What a fault does to a host, for clients outside of the cluster. */
export interface HostRow {
  readonly host: string;
  readonly state: 'fine' | 'outage' | 'lasting' | 'not-known';
  /** Seconds without an answer to all requests; only with `outage`. */
  readonly seconds?: Span;
  readonly phases: readonly OutagePhase[];
  /** The same for pods in the cluster, where they see something else. */
  readonly inside?: readonly OutagePhase[];
  /** What is not known, or why it is fine though something happens. */
  readonly reason?: string;
  readonly knownBy?: string;
}

/** An address that other nodes answer for after a fault. */
export interface AddressMove {
  readonly address: string;
  readonly from: string;
  /** Empty: nobody answers for it any more. */
  readonly to: string;
  readonly at: Span;
}

/** A pod that comes up because of a fault. */
export interface PodStart {
  /** `namespace/name` of what it is a pod of. */
  readonly of: string;
  readonly node: string;
  readonly readyAt: Span;
}

/** One fault at one target, or two at once. */
export interface DrillRow {
  /** Ids of the faults. */
  readonly faults: readonly string[];
  /** What is hit, e.g. `node k3s-agent-1`. */
  readonly name: string;
  readonly summary: string;
  readonly notices: readonly string[];
  readonly hosts: readonly HostRow[];
  readonly moves: readonly AddressMove[];
  readonly starts: readonly PodStart[];
  readonly remarks: readonly string[];
  readonly upstream: readonly string[];
}

/** A fault that was not played, and why. */
export interface SkippedFault {
  readonly fault: string;
  readonly summary: string;
  /** `none`: there is nothing that it could hit. */
  readonly state: 'none' | 'not-known';
  readonly reason: string;
  readonly knownBy?: string;
}

/** What every fault does to every host: the JSON output of `gatehouse drill`. */
export interface DrillReport {
  readonly schemaVersion: typeof schemaVersion;
  /** Name of the lab, or of the repository's folder. */
  readonly lab: string;
  readonly hosts: readonly string[];
  readonly drills: readonly DrillRow[];
  readonly skipped: readonly SkippedFault[];
  /** Hosts that are not answered before any fault, or of which that is not known. */
  readonly unwatched: readonly { readonly host: string; readonly reason: string }[];
  /** What breaks a budget, and what keeps a platform from being drilled. */
  readonly findings: readonly Finding[];
  readonly assumptions: readonly Assumption[];
  readonly wallMs: number;
}
