import { groupOf } from '../../../kube/object.ts';
import { applySetKeys } from '../../../operate/apply/apply-set.ts';
import type { Fate, OwnerChange } from '../../outlook.ts';

const pruning = 'kubectl pkg/cmd/apply/applyset_pruner.go';

/** What becomes of an object that left the files: a member of an ApplySet is pruned by the next run, but for what stands for data. */
export function fateOf({ before: { object }, after }: OwnerChange): Fate | undefined {
  if (after || object.metadata.labels?.[applySetKeys.partOf] === undefined) return undefined;
  if (groupOf(object.apiVersion) === '' && /^PersistentVolume(Claim)?$/.test(object.kind))
    return { becomes: 'kept', why: 'it stands for data: the next `gatehouse up --context` leaves it, and says so' };
  return { becomes: 'deleted', why: 'the next `gatehouse up --context` prunes what left the files', source: pruning };
}
