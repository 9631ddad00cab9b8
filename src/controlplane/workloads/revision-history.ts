import type { ControllerContext } from '../../cluster/controller.ts';
import type { KindRef } from '../../kube/object.ts';
import { type ControllerRevision, type DaemonSet, kinds, type StatefulSet } from '../../kube/types.ts';
import type { ObjectIndex } from '../kit/object-index.ts';
import { isCurrent, latestRevision, makeRevision } from './revision.ts';

/** The revisions of a daemon or stateful set: that of its present template, and the others, oldest first. */
export interface RevisionHistory {
  readonly current: ControllerRevision;
  readonly old: readonly ControllerRevision[];
}

/** Finds the revision of the owner's present template, made anew or renumbered when need be (pkg/controller/daemon/update.go constructHistory). */
export async function syncHistory(
  owner: DaemonSet | StatefulSet,
  { kind, label }: { readonly kind: KindRef; readonly label: string },
  index: ObjectIndex<ControllerRevision>,
  { cluster }: ControllerContext,
): Promise<RevisionHistory> {
  const known = [...index.at(`owner:${owner.metadata.uid}`)].sort((a, b) => a.revision - b.revision);
  const matching = known.findLast((revision) => isCurrent(revision, owner));
  const old = known.filter((revision) => revision !== matching);
  if (!matching) {
    const created = await cluster.create(makeRevision(owner, kind, label, known));
    index.put(created);
    return { current: created, old };
  }
  if (matching.revision > latestRevision(old)) return { current: matching, old };
  const renumbered = await cluster.update({ ...matching, revision: latestRevision(old) + 1 });
  index.put(renumbered);
  return { current: renumbered, old };
}

/** Deletes what is beyond the history limit, but for revisions that still have pods. */
export async function trimHistory(
  { old }: RevisionHistory,
  { limit, isLive }: { readonly limit: number; readonly isLive: (revision: ControllerRevision) => boolean },
  index: ObjectIndex<ControllerRevision>,
  { cluster }: ControllerContext,
): Promise<void> {
  const idle = old.filter((revision) => !isLive(revision));
  for (const revision of idle.slice(0, Math.max(0, idle.length - limit))) {
    await cluster.delete(kinds.ControllerRevision, revision.metadata.name, revision.metadata.namespace);
    index.drop(revision);
  }
}
