import type { AddressRow, ConvergenceRow, RouteRow } from '../check/observed.ts';
import type { Hop, Visitor } from '../cluster/network.ts';
import type { Finding } from '../core/finding.ts';
import type { KeptCertificate } from '../systems/kept-certificate.ts';
import type { Assumption } from '../systems/system.ts';

/** A Service that requests reached, and the image in whose place a stand-in answered. */
export interface StandInRow {
  /** `namespace/name`. */
  readonly service: string;
  readonly image: string;
  /** Whether port, user and folders of the image are known, and fit. */
  readonly known: boolean;
}

/** What one HelmRelease was rendered with. */
export interface ChartRow {
  /** `namespace/name` of the HelmRelease. */
  readonly release: string;
  readonly chart: string;
  /** Empty where it is not known. */
  readonly version: string;
  /** `outline`: what Gatehouse knows of the chart. `helm`: the chart itself. `nothing`: it is not known what the release installs. */
  readonly by: 'outline' | 'helm' | 'nothing';
  /** Of an outline: `exact` was compared with helm, `near` was written for the version, `nearest` is of another one. */
  readonly fit?: 'exact' | 'near' | 'nearest';
  /** Of an outline: the version that it was compared in. */
  readonly outlineOf?: string;
  /** Of helm: where the chart was found, in words. */
  readonly from?: string;
  /** helm or the outline refuses its values: nothing is installed. */
  readonly refused?: true;
  /** What was left out, in words. */
  readonly notes: readonly string[];
}

/** One certificate and whether it is there. */
export type CertificateRow = KeptCertificate;

/**
 * What a run came to. `proven`: everything promised was asked for and kept. `refuted`: something is wrong. `unknown`: nothing is wrong, and
 * something cannot be said. `nothing`: no request, address or certificate is promised, so there is nothing to prove.
 */
export type Verdict = 'proven' | 'refuted' | 'unknown' | 'nothing';

/** Version of the JSON output of every command. */
export const schemaVersion = 1;

/** What `gatehouse up` came to: its JSON output. */
export interface UpReport {
  readonly schemaVersion: typeof schemaVersion;
  /** Name of the lab, or of the repository's folder. */
  readonly lab: string;
  /** `embedded`, or the name of the context. */
  readonly cluster: string;
  readonly verdict: Verdict;
  /** True for the verdict `proven` alone. */
  readonly proven: boolean;
  readonly addresses: readonly AddressRow[];
  readonly routes: readonly RouteRow[];
  readonly certificates: readonly CertificateRow[];
  readonly convergence: readonly ConvergenceRow[];
  readonly findings: readonly Finding[];
  readonly assumptions: readonly Assumption[];
  readonly standIns: readonly StandInRow[];
  readonly charts: readonly ChartRow[];
  readonly wallMs: number;
  readonly virtualSeconds: number;
}

/** What becomes of one request. */
export interface TraceOutcome {
  /** HTTP status; 0 when no connection came about, or it is not known. */
  readonly status: number;
  readonly allowed: boolean;
  readonly router: string;
  readonly backend: string;
  readonly certificate: string;
  /** Why it cannot be said; neither `status` nor `allowed` says anything then. */
  readonly unknown?: string;
}

/** The journey of one request: the JSON output of `gatehouse trace`. */
export interface TraceReport {
  readonly schemaVersion: typeof schemaVersion;
  readonly url: string;
  readonly from: string;
  /** Who has signed in, where somebody is named. */
  readonly visitor?: Visitor;
  readonly hops: readonly Hop[];
  readonly outcome: TraceOutcome;
  /** Where several are possible and differ: each, with the client address that is seen and when it is. The hops are those of the first. */
  readonly outcomes?: readonly { readonly seenAs: string; readonly when: string; readonly outcome: TraceOutcome }[];
}

/** What happens while a platform comes up, for whoever shows it. */
export type UpProgress =
  | { readonly type: 'phase'; readonly name: string; readonly detail: string }
  | {
      readonly type: 'stage';
      readonly kind: string;
      readonly name: string;
      readonly state: 'waiting' | 'working' | 'ready' | 'failed';
      readonly waitsFor: readonly string[];
      readonly message: string;
      /** Virtual seconds since the start. */
      readonly at: number;
    };
