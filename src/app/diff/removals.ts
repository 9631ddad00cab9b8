import { groupOf, printRef, type UnknownObject } from '../../kube/object.ts';
import type { RepositoryObject } from '../../repo/repository.ts';
import type { Fate } from '../../systems/outlook.ts';
import { type Change, type DiffPart, type DiffSide, placeOf, type Weight } from './contract.ts';
import { fateOf, isKept } from './fate.ts';
import { isHook, keyOf } from './object-key.ts';

/** What goes from the files: deleted, kept, or taken over by another owner, by the rules of whoever applied it. */
export const removals: DiffPart = {
  id: 'removals',
  title: 'what goes',
  compare: (before, after) => ({
    changes: [
      ...[...before.objects].flatMap(([key, old]) => changeOf(old, after.objects.get(key), [before, after])),
      ...(before.leftOver?.ended ?? []).map(uninstalled),
    ],
  }),
};

function changeOf(
  before: RepositoryObject,
  after: RepositoryObject | undefined,
  [was, is]: readonly [DiffSide, DiffSide],
): readonly Change[] {
  if (after && after.appliedBy === before.appliedBy && after.madeBy === before.madeBy) return [];
  if (before.madeBy !== undefined && isHook(before.object)) return [];
  // A release is told of by itself.
  if (!after && was.releases.has(printRef(before.object))) return [];
  if (!after && before.madeBy !== undefined && !is.releases.has(before.madeBy)) {
    const release = was.releases.get(before.madeBy)?.release;
    return release && !isKept(fateOf({ before: release }, was, is)) ? withRelease(before) : [];
  }
  const stays = after ? undefined : was.leftOver?.stays.get(keyOf(before.object));
  const fate: Fate | undefined =
    stays === undefined
      ? fateOf({ before, ...(after && { after }) }, was, is)
      : { becomes: 'kept', why: `${stays}: the next \`gatehouse up --context\` leaves it, and says so` };
  if (!fate && after) return [];
  const subject = printRef(before.object);
  const loss = fate?.becomes === 'deleted' ? lossOf(before.object) : '';
  const text = fate
    ? `${words[fate.becomes]}${loss}: ${fate.why}`
    : 'is in no file any more: it stays until somebody deletes it';
  const weight = weightOf(before.object, fate, after !== undefined);
  return [
    { subject, text, weight, ...(fate?.source !== undefined && { why: fate.source }), ...placeOf(after ?? before) },
  ];
}

/** A release that is in the inventory of the lab, and in its files no longer. */
const uninstalled = (name: string): Change => ({
  subject: `Release/${name}`,
  text: 'is uninstalled: the next `gatehouse up --context` removes releases that left the files',
  weight: 'danger',
});

/** Of what an uninstalled release held, only what is lost for good is told one by one. */
function withRelease({ object, madeBy, ...each }: RepositoryObject): readonly Change[] {
  if (!holdsMore(object) || object.metadata.annotations?.['helm.sh/resource-policy'] === 'keep') return [];
  const verb = object.kind === 'CustomResourceDefinition' ? 'may be deleted' : 'is deleted';
  const text = `${verb} with ${madeBy}${lossOf(object)}`;
  return [{ subject: printRef(object), text, weight: 'danger', ...placeOf({ object, madeBy, ...each }) }];
}

const words: Readonly<Record<Fate['becomes'], string>> = {
  deleted: 'is deleted',
  kept: 'is kept',
  adopted: 'changes its owner',
  'deleted-or-adopted': 'may be deleted and made anew',
  'deleted-or-kept': 'may be deleted',
};

function weightOf(object: UnknownObject, fate: Fate | undefined, comesAgain: boolean): Weight {
  if (!fate || fate.becomes === 'kept' || fate.becomes === 'adopted') return 'note';
  return holdsMore(object) || comesAgain ? 'danger' : 'notice';
}

/** Kinds with which more goes than the object: data, or all that is in them. */
const holdsMore = ({ apiVersion, kind }: UnknownObject): boolean =>
  lossOf({ apiVersion, kind } as UnknownObject) !== '';

function lossOf({ apiVersion, kind }: UnknownObject): string {
  const group = groupOf(apiVersion);
  if (group === '' && kind === 'PersistentVolumeClaim')
    return ', and with it the data where its class reclaims by deleting';
  if (group === '' && kind === 'Namespace') return ', and with it everything in it';
  if (kind === 'CustomResourceDefinition') return ', and with it all objects of its kind';
  return '';
}
