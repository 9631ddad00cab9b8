import { stat } from 'node:fs/promises';
import { readerOf } from '../check/example-input.ts';
import type { Snapshot } from '../cluster/snapshot/format.ts';
import { isSnapshotFile, readSnapshot } from '../cluster/snapshot/read-snapshot.ts';
import { examine } from './doctor.ts';
import type { DoctorReport } from './doctor-report.ts';
import { newestSign } from './newest-sign.ts';

/** Whether a path names a file that a snapshot was written to. */
export async function isSnapshot(path: string): Promise<boolean> {
  const found = await stat(path).catch(() => undefined);
  return found?.isFile() === true && isSnapshotFile(path);
}

/**
 * Goes through all playbooks over a snapshot, at the time of the newest sign of life in it; logs and neighbours are not among its objects.
 * What the snapshot could not read is told. Rejects when the file is none.
 */
export const doctorOfSnapshot = async (path: string): Promise<DoctorReport> =>
  examineSnapshot(await readSnapshot(path));

/** As {@link doctorOfSnapshot}, over one that was read. */
export async function examineSnapshot({ head, objects }: Snapshot): Promise<DoctorReport> {
  const report = await examine({ name: head.context, cluster: readerOf(objects), at: newestSign(objects) });
  const missing = head.missing.map(({ resource, reason }) => ({
    playbook: 'all that read them',
    reason: `${resource}: ${reason}`,
  }));
  return { ...report, notLookedAt: [...report.notLookedAt, ...missing] };
}
