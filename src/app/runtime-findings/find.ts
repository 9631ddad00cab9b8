import type { Cluster } from '../../cluster/cluster.ts';
import type { FileTree } from '../../core/file-tree.ts';
import type { Finding } from '../../core/finding.ts';
import type { SourcedObject } from '../../kube/origin.ts';
import { type Event, kinds, type Service } from '../../kube/types.ts';
import type { AddressExplanation } from '../../systems/system.ts';
import type { UpReport } from '../up-report.ts';
import type { Verification } from '../verify.ts';
import { findPendingAddresses, findSilentAddresses } from './addresses.ts';
import { findNeverReady } from './never-ready.ts';
import { placeFindings } from './places.ts';
import { findBroken, findProblems, findUnknown } from './promises.ts';

/** What is looked at. */
export interface Seen extends Pick<UpReport, 'addresses' | 'convergence'> {
  readonly verification: Pick<Verification, 'broken' | 'unknown' | 'problems' | 'inward'>;
}

/** Where objects stand and who can tell more. */
export interface Surroundings {
  /** What a command is to be given to look closer. */
  readonly path: string;
  /** In which file an object stands. */
  readonly written: readonly SourcedObject[];
  readonly tree: FileTree;
  /** Sources that stand for this repository, as `Kind/namespace/name`. */
  readonly local: ReadonlySet<string>;
  /** Releases of which it is said already that nothing is known of what they install, as `namespace/name`. */
  readonly assumed?: ReadonlySet<string>;
  /** Names of the charts that those are of. */
  readonly missingCharts?: readonly string[];
  readonly explain: (service: Service) => Promise<AddressExplanation | undefined>;
}

/**
 * What came up wrong, as findings: objects that never became ready, addresses nobody has or answers for, promises not kept, and what is
 * not known. Each names its first cause in the words of whoever said it.
 */
export async function runtimeFindings(
  cluster: Cluster,
  seen: Seen,
  surroundings: Surroundings,
): Promise<readonly Finding[]> {
  const events = await cluster.list<Event>(kinds.Event);
  const { verification } = seen;
  const findings = [
    ...(await findNeverReady(cluster, seen.convergence, {
      local: surroundings.local,
      objects: surroundings.written,
      tree: surroundings.tree,
      assumed: surroundings.assumed,
      missingCharts: surroundings.missingCharts,
    })),
    ...findPendingAddresses(seen.addresses, events),
    ...(await findSilentAddresses(cluster, seen.addresses, surroundings.explain)),
    ...findProblems(verification.problems),
    ...findBroken(verification, surroundings.path),
    ...findUnknown(verification),
  ];
  return placeFindings(cluster, findings, surroundings);
}
