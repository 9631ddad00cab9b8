import { readerOf } from '../check/example-input.ts';
import type { Cluster } from '../cluster/cluster.ts';
import type { EmbeddedCluster } from '../cluster/embedded/contract.ts';
import { readSnapshot } from '../cluster/snapshot/read-snapshot.ts';
import { askReal, type HowToAsk, readReal } from './ask-real.ts';
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
    return { lab: subject.name, cluster: options.context, real: options.real };
  });
}

/** Asks, as the client that this machine is, for everything that was promised when a snapshot was taken. */
export async function verifySnapshot(path: string, options: HowToAsk): Promise<VerifyReport> {
  const { adoptPlatform } = await import('./adopt-platform.ts');
  const snapshot = await readSnapshot(path);
  const { embedded, findings } = await adoptPlatform(snapshot, path);
  const named = { lab: path, cluster: snapshot.head.context || 'snapshot' };
  const report = await askAll(embedded, options, async () => ({ ...named, real: readerOf(snapshot.objects) }));
  return { ...report, notCompared: [...report.notCompared, ...findings.map(({ message }) => message)] };
}

/** Whose promises are asked for, and where the addresses and nodes of the real cluster are read. */
type Judged = Pick<VerifyReport, 'lab' | 'cluster'> & { readonly real: Pick<Cluster, 'list'> };

/** Asks for all that is promised in an embedded cluster, which ends with it. */
async function askAll(
  embedded: EmbeddedCluster,
  options: HowToAsk,
  about: () => Promise<Judged>,
): Promise<VerifyReport> {
  const wire = openWire({ cluster: embedded.cluster, revision: embedded.revision });
  try {
    const { real: read, ...named } = await about();
    const { asked, notCompared } = await promisesOf(wire);
    const real = await readReal(read);
    const names = openNames(options.timeoutMs);
    const rows: VerifyRow[] = new Array(asked.length);
    await inParallel(asked.keys(), atOnce, async (at) => {
      rows[at] = await askReal(asked[at]!, { wire, real, options, names });
    });
    return { schemaVersion, ...named, rows, notCompared };
  } finally {
    await wire.close();
    await embedded.stop();
  }
}
