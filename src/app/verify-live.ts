import { readerOf } from '../check/example-input.ts';
import type { Cluster } from '../cluster/cluster.ts';
import type { EmbeddedCluster } from '../cluster/embedded/contract.ts';
import { readSnapshot } from '../cluster/snapshot/read-snapshot.ts';
import { askReal, readReal } from './ask-real.ts';
import { askUnannounced } from './ask-unannounced.ts';
import type { HowToAsk } from './how-to-ask.ts';
import { inParallel } from './in-parallel.ts';
import { loadSubject, type SubjectOptions } from './load-subject.ts';
import { nothingToFollow, whyNotStarted } from './nothing-to-follow.ts';
import { openNames } from './open-names.ts';
import { startPlatform } from './platform.ts';
import { promisesOf } from './promised-requests.ts';
import { schemaVersion } from './up-report.ts';
import type { VerifyReport, VerifyRow } from './verify-report.ts';
import { openWire } from './wire.ts';

/** A real cluster, and how its promises are asked for. */
export interface VerifyLiveOptions extends SubjectOptions, HowToAsk {
  readonly context: string;
  readonly real: Pick<Cluster, 'list'>;
}

/** Requests that are under way at the same time: so many that a hundred hosts that hang keep nobody longer than one. */
const atOnce = 256;

/**
 * Brings the lab or repository up in the embedded cluster, and asks the real one for everything that is promised there, as the client
 * that this machine is. Throws where the files cannot be read to their end.
 */
export async function verifyLive(path: string, options: VerifyLiveOptions): Promise<VerifyReport> {
  const subject = await loadSubject(path, options);
  if (!subject.usable || subject.missing.length > 0) throw nothingToFollow(path);
  const { embedded, findings } = await startPlatform(subject, () => undefined);
  return askAll(embedded, options, async () => {
    const reason = whyNotStarted(path, findings);
    if (reason) throw reason;
    return { lab: subject.name, cluster: options.context, real: options.real, isWhole: true };
  });
}

/** Asks, as the client that this machine is, for everything that was promised when a snapshot was taken. */
export async function verifySnapshot(path: string, options: HowToAsk): Promise<VerifyReport> {
  const { adoptPlatform } = await import('./adopt-platform.ts');
  const snapshot = await readSnapshot(path);
  const { embedded, findings } = await adoptPlatform(snapshot, path);
  const named = { lab: path, cluster: snapshot.head.context || 'snapshot' };
  const report = await askAll(embedded, options, async () => ({
    ...{ ...named, real: readerOf(snapshot.objects), isWhole: findings.length === 0 },
  }));
  return { ...report, notCompared: [...report.notCompared, ...findings.map(({ message }) => message)] };
}

/** Whose promises are asked for, and where the addresses and nodes of the real cluster are read. */
type Judged = Pick<VerifyReport, 'lab' | 'cluster'> & {
  readonly real: Pick<Cluster, 'list'>;
  /** Whether all that the promises hang on could be read. */
  readonly isWhole: boolean;
};

/** Asks for all that is promised in an embedded cluster, which ends with it. */
async function askAll(
  embedded: EmbeddedCluster,
  options: HowToAsk,
  about: () => Promise<Judged>,
): Promise<VerifyReport> {
  const wire = openWire({ cluster: embedded.cluster, revision: embedded.revision });
  try {
    const { real: read, isWhole, ...named } = await about();
    const { asked, unannounced, notCompared } = await promisesOf(embedded.cluster, wire);
    const real = await readReal(read);
    const names = openNames(options.timeoutMs);
    const questions = [
      ...asked.map((each) => () => askReal(each, { wire, real, options, names })),
      ...unannounced.map((each) => () => askUnannounced(each, options, isWhole)),
    ];
    const rows: VerifyRow[] = new Array(questions.length);
    await inParallel(questions.keys(), atOnce, async (at) => {
      rows[at] = await questions[at]!();
    });
    return { schemaVersion, ...named, rows, notCompared };
  } finally {
    await wire.close();
    await embedded.stop();
  }
}
