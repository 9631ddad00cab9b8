import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Snapshot } from '../cluster/snapshot/format.ts';
import { snapshotLines } from '../cluster/snapshot/read-snapshot.ts';
import { takeSnapshot } from '../cluster/snapshot/take-snapshot.ts';
import { type ContextOptions, openContext } from './open-context.ts';
import { schemaVersion } from './up-report.ts';
import { writeWhole } from './write-whole.ts';

/** What a snapshot holds, in short. */
export interface SnapshotReport {
  readonly schemaVersion: typeof schemaVersion;
  readonly context: string;
  readonly kubernetesVersion: string;
  readonly objects: number;
  /** What could not be read: rights that are missing, and APIs that do not answer. */
  readonly missing: Snapshot['head']['missing'];
  /** The file it was written to; left out where it was printed. */
  readonly file?: string;
}

/** Reads all objects of a real cluster that may be read, without secret values. Rejects when its API does not answer. */
export async function snapshotContext(options: ContextOptions): Promise<Snapshot> {
  const live = await openContext(options);
  try {
    const kubernetesVersion = await live.version();
    return await takeSnapshot({ cluster: live.cluster, context: live.context, kubernetesVersion });
  } finally {
    await live.close();
  }
}

/** What is told of a snapshot. */
export const snapshotReport = ({ head }: Snapshot, file?: string): SnapshotReport => ({
  schemaVersion,
  context: head.context,
  kubernetesVersion: head.kubernetesVersion,
  objects: head.objects,
  missing: head.missing,
  ...(file !== undefined && { file }),
});

/** Writes a snapshot to a stream, as fast as it takes it. */
export const printSnapshot = (snapshot: Snapshot, to: NodeJS.WritableStream): Promise<void> =>
  pipeline(Readable.from(snapshotLines(snapshot)), to, { end: false });

/** Writes a snapshot to a file that only its owner reads, whole or not at all. */
export const writeSnapshot = (snapshot: Snapshot, named: string): Promise<void> =>
  writeWhole(named, snapshotLines(snapshot), {
    what: 'the snapshot',
    instead: 'name a file, or leave --out out and redirect the output',
    option: '--out',
    mode: 0o600,
  });
