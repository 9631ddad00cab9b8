import type { Cluster } from '../../cluster/cluster.ts';
import type { Finding } from '../../core/finding.ts';
import type { UnknownObject } from '../../kube/object.ts';
import type { Delivers } from '../../systems/delivery.ts';
import type { Subject, SubjectOptions } from '../load-subject.ts';
import type { ValueSources } from '../secrets-values.ts';
import type { VerifyReport } from '../verify-report.ts';
import type { Helm } from './helm.ts';
import type { EngineName, LiveRow, LiveUpReport, TellProgress } from './live-report.ts';
import type { Answering } from './watch-answering.ts';

/** A real cluster, and what a run on it may do. */
export interface LiveOptions extends SubjectOptions {
  /** Name of the context. */
  readonly context: string;
  readonly real: Cluster;
  readonly sources: ValueSources;
  /** What fits the files when left out. */
  readonly engine?: EngineName;
  /** The API server is asked whether it would take everything; nothing is written. */
  readonly dryRun: boolean;
  /** Goes on although the embedded cluster refutes it. */
  readonly evenRefuted?: boolean;
  /** Seconds after which what is not ready is told as it is. */
  readonly timeout: number;
  readonly onProgress: TellProgress;
  readonly signal: AbortSignal;
  /** Lets time pass, in milliseconds; ends early when `signal` does. */
  readonly wait: (ms: number) => Promise<void>;
  /** Options that name the cluster to other programs, e.g. `--context=home`. */
  readonly named: readonly string[];
  /** Watches whether the API still answers, while how it comes up is followed. */
  readonly watchAnswering?: () => Answering;
  /** Asks for what is promised, once everything is ready. */
  readonly verify: () => Promise<Pick<VerifyReport, 'rows' | 'notCompared'>>;
  /** Puts what delivers into the cluster where it is missing; undefined when it cannot be done from here. Rejects when it fails. */
  readonly install?: (delivers: Delivers, subject: Subject) => Promise<void>;
  /** The helm that installs releases, or why there is none. */
  readonly helm?: () => Promise<Helm | { readonly missing: string }>;
}

/** What there is to bring. */
export interface Bringing {
  readonly subject: Subject;
  readonly options: LiveOptions;
  /** When each object or command was ready in the embedded cluster, in seconds from the start, by kind and name. */
  readonly predicted: ReadonlyMap<string, number>;
}

/** What came of it. Up is what has no errors and is ready. */
export type Brought = Pick<LiveUpReport, 'applied' | 'convergence' | 'findings'>;

/** One way to bring files to a cluster. */
export interface Engine {
  readonly name: EngineName;
  /** Whether it brings an object of the files; all when left out. */
  readonly brings?: (object: UnknownObject) => boolean;
  /** What speaks against it, before anything is written. Throws a GatehouseError where it must not begin. */
  readonly prepare: () => Promise<readonly Finding[]>;
  readonly bring: (predicted: Bringing['predicted']) => Promise<Brought>;
}

/** What a person does after an interruption. */
export const again = 'run it again: it goes on from what is there';

/** By what a row is known. */
export const keyOf = ({ kind, name }: Pick<LiveRow, 'kind' | 'name'>): string => `${kind} ${name}`;

/** The row with when it was predicted to be ready, where that is known. */
export const besidePrediction = (row: LiveRow, predicted: Bringing['predicted']): LiveRow => {
  const readyAt = predicted.get(keyOf(row));
  return readyAt === undefined ? row : { ...row, predictedReadyAt: readyAt };
};

/** What is not ready when the time is over. */
export const neverReady = (
  { object, message, reason }: { readonly object: string; readonly message?: string; readonly reason?: string },
  named: readonly string[],
): Finding => ({
  code: 'never-ready',
  severity: 'error',
  object,
  message: message ? `not ready: ${message}` : 'not ready, and nothing is said of it',
  why: reason ? `its condition says ${reason}` : 'it has no condition Ready',
  hint: `\`gatehouse doctor ${named.join(' ')}\` looks for what stands behind it`,
});
