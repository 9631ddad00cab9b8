import type { ConvergenceRow } from '../../check/observed.ts';
import type { ClusterReader } from '../../cluster/cluster.ts';
import type { Finding } from '../../core/finding.ts';
import { compareWithPlatform } from '../doctor-lab.ts';
import { loadSubject, type SubjectOptions } from '../load-subject.ts';
import { nothingToFollow, whyNotStarted } from '../nothing-to-follow.ts';
import { startPlatform } from '../platform.ts';

/** What a lab or repository foretells of a cluster. */
export interface Expectation {
  /** How it comes up. */
  readonly convergence: readonly ConvergenceRow[];
  /** Where a cluster is not as it says. */
  readonly compare: (cluster: Pick<ClusterReader, 'list'>) => Promise<readonly Finding[]>;
  readonly close: () => Promise<void>;
}

/** Brings a lab or repository up in the embedded cluster, and keeps it to hold a real one against. Throws where its files cannot be followed. */
export async function openExpectation(path: string, options: SubjectOptions): Promise<Expectation> {
  const subject = await loadSubject(path, options);
  if (!subject.usable || subject.missing.length > 0) throw nothingToFollow(path);
  const { embedded, findings, convergence } = await startPlatform(subject, () => undefined);
  const reason = whyNotStarted(path, findings);
  if (reason) {
    await embedded.stop();
    throw reason;
  }
  return {
    convergence,
    compare: (cluster) => compareWithPlatform(embedded, cluster, subject.lab),
    close: embedded.stop,
  };
}
