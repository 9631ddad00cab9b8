import type { Snapshot } from '../cluster/snapshot/format.ts';
import { readSnapshot } from '../cluster/snapshot/read-snapshot.ts';
import { GatehouseError } from '../core/errors.ts';
import { isSnapshot } from './doctor-snapshot.ts';
import type { SubjectOptions } from './load-subject.ts';

/**
 * What runs, where that is asked about: of the cluster of a context, which is only read, or the snapshot at the path; undefined where the path
 * leads to files. Rejects where it cannot be read, and where options describe a cluster that describes itself.
 */
export async function runningAt(path: string, options: SubjectOptions = {}): Promise<Snapshot | undefined> {
  const { running } = options;
  if (running) {
    refuseDescriptions(`the context ${running.context ?? ''}`.trim(), options);
    const { snapshotContext } = await import('./snapshot.ts');
    return snapshotContext(running);
  }
  if (!(await isSnapshot(path))) return undefined;
  refuseDescriptions(path, options);
  return readSnapshot(path);
}

/** Passed over they would look as if they had counted. */
function refuseDescriptions(named: string, { lab, nodes, cluster }: SubjectOptions): void {
  for (const [flag, value] of Object.entries({ '--lab': lab, '--node': nodes, '--cluster': cluster }))
    if (value !== undefined)
      throw new GatehouseError(`${flag}: it describes the cluster of a repository, and ${named} is what runs`, {
        hint: `leave ${flag} out`,
      });
}
