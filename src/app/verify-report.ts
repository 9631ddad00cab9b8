import type { schemaVersion } from './up-report.ts';

/** The steps of a request, in the order in which they can go wrong. */
export const verifySteps = ['dns', 'address', 'announcement', 'connection', 'tls', 'certificate', 'answer'] as const;

export type VerifyStep = (typeof verifySteps)[number];

/** One step at which what was seen is not what was promised. */
export interface StepDifference {
  readonly step: VerifyStep;
  readonly expected: string;
  readonly observed: string;
  /** What to look at. */
  readonly hint: string;
}

/** What came of one promise. */
export interface VerifyRow {
  readonly url: string;
  /** Address that was promised. */
  readonly address: string;
  /** `host:port` that was connected to. */
  readonly connectedTo: string;
  /** Address of the client as it stood there; left out where no connection came about. */
  readonly from?: string;
  readonly expected: string;
  readonly observed: string;
  readonly outcome: 'kept' | 'differs' | 'unknown';
  /** Of what differs: the steps, the first explains the others. */
  readonly differences: readonly StepDifference[];
  /** Of what is not known: why. */
  readonly reason?: string;
  /** Milliseconds. */
  readonly connectMs?: number;
  /** Milliseconds. */
  readonly tlsMs?: number;
  /** Whether this machine trusts the certificate that was shown. */
  readonly trusted?: boolean;
  readonly object: string;
}

/** What `gatehouse verify` found. */
export interface VerifyReport {
  readonly schemaVersion: typeof schemaVersion;
  readonly lab: string;
  /** Name of the context, or `embedded`. */
  readonly cluster: string;
  readonly rows: readonly VerifyRow[];
  /** What could not be compared, and why. */
  readonly notCompared: readonly string[];
}
