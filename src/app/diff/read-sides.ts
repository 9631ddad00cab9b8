import { makeRuleInput } from '../../check/check-objects.ts';
import { groupOf, printRef, type UnknownObject } from '../../kube/object.ts';
import { isByHand } from '../../repo/releases/find-release-chart.ts';
import type { RenderedRelease } from '../../repo/releases/rendered-release.ts';
import type { Repository, RepositoryObject } from '../../repo/repository.ts';
import { systems } from '../../systems/index.ts';
import type { Outlook, OutlookInput } from '../../systems/outlook.ts';
import type { System } from '../../systems/system.ts';
import { appliedObjects } from '../applied-objects.ts';
import type { Change, DiffSide, LeftOver, OpenQuestion } from './contract.ts';
import { keyOf } from './object-key.ts';
import { unknownStages } from './unknown-stages.ts';
import { lostObjects, type UnreadFiles } from './unread-files.ts';

/** A state of the files before it is compared. */
export interface SideFiles {
  readonly repository: Repository;
  readonly releases: readonly RenderedRelease[];
  /** What could not be read of it; nothing when left out. */
  readonly unread?: UnreadFiles;
  /** Of what runs: kinds that could not be read, as `group/Kind`, and why. */
  readonly unreadKinds?: ReadonlyMap<string, string>;
  /** Of what runs: the addresses that Services have, by `Service/namespace/name`. */
  readonly runs?: ReadonlyMap<string, readonly string[]>;
  /** Of what runs: what left the files, and what becomes of it. */
  readonly leftOver?: LeftOver;
}

/** Both states as far as both are known, and what is told of the rest. */
export interface ReadSides {
  readonly before: DiffSide;
  readonly after: DiffSide;
  readonly changes: readonly Change[];
  readonly unknown: readonly OpenQuestion[];
}

/**
 * Two states with what can be compared of them: what a release or a Kustomization brings counts only where it is known on both sides, so that
 * nothing looks new or gone that is merely not known.
 */
export async function readSides(old: SideFiles, now: SideFiles): Promise<ReadSides> {
  const lost = lostObjects(readOf(old), readOf(now));
  const stages = unknownStages(old.repository, now.repository, lost.stages);
  const releases = unknownReleases(old.releases, now.releases);
  const isKnown = ({ object, appliedBy, madeBy }: RepositoryObject) =>
    !lost.keys.has(keyOf(object)) &&
    !unread.has(kindKey(object)) &&
    !(appliedBy !== undefined && stages.names.has(appliedBy)) &&
    !(madeBy !== undefined && releases.has(madeBy));
  const unread = new Map([old, now].flatMap(({ unreadKinds = new Map() }) => [...unreadKinds]));
  const applied = [old, now].flatMap(({ repository }) => appliedObjects(repository));
  // Where what applies it could not be read on one side, it may look as if nobody applied it there.
  const open = new Set(
    lost.stages.length === 0 ? [] : applied.filter((each) => !isKnown(each)).map(({ object }) => keyOf(object)),
  );
  const inputOf = ({ repository }: SideFiles): OutlookInput => {
    const objects = appliedObjects(repository).filter((each) => isKnown(each) && !open.has(keyOf(each.object)));
    return { ...makeRuleInput(objects), objects };
  };
  const [was, is] = [inputOf(old), inputOf(now)];
  const [outlook, next] = [await outlookOf(was), await outlookOf(is, was)];
  return {
    before: {
      ...sideOf(was, old.releases.filter(isFollowed(was)), asItRuns(outlook, next, old.runs)),
      ...(old.leftOver && { leftOver: old.leftOver }),
    },
    after: sideOf(is, now.releases.filter(isFollowed(is)), asItRuns(next, outlook, now.runs)),
    changes: [...lost.changes, ...stages.changes],
    unknown: [...lost.unknown, ...stages.unknown, ...questionsOf(unread, applied)],
  };
}

const kindKey = ({ apiVersion, kind }: UnknownObject): string => `${groupOf(apiVersion)}/${kind}`;

/** Kinds that could not be read, of which there are objects to compare. */
function questionsOf(
  unread: ReadonlyMap<string, string>,
  applied: readonly RepositoryObject[],
): readonly OpenQuestion[] {
  const there = new Set(applied.map(({ object }) => kindKey(object)));
  return [...unread]
    .filter(([key]) => there.has(key))
    .map(([key, reason]) => ({
      ...{ subject: key.slice(key.indexOf('/') + 1), text: `could not be read in the cluster: ${reason}` },
      knownBy: 'the right to read it: `gatehouse rbac` prints it',
    }));
}

/** With the addresses that are there: a Service keeps its own where both sides would come to the same. */
function asItRuns(own: Required<Outlook>, other: Required<Outlook>, runs: SideFiles['runs']): Required<Outlook> {
  if (!runs) return own;
  const others = new Map(other.addresses.map((each) => [each.object, each]));
  const addresses = own.addresses.map((each) => {
    const [there, like] = [runs.get(each.object), others.get(each.object)];
    const isSame = like?.addresses.join() === each.addresses.join() && like.certain === each.certain;
    return there === undefined || isSame ? each : { ...each, addresses: there, certain: true };
  });
  return { ...own, addresses };
}

const readOf = ({ repository: { objects }, unread = new Map() }: SideFiles) => ({ objects, unread });

/** Whether a release is among what comes to the cluster; those that people install by hand stand in no file. */
const isFollowed = ({ objects }: OutlookInput) => {
  const known = new Set(objects.map(({ object }) => object));
  return ({ release }: RenderedRelease): boolean => isByHand(release.object) || known.has(release.object);
};

function sideOf(input: OutlookInput, releases: readonly RenderedRelease[], outlook: Required<Outlook>): DiffSide {
  return {
    input,
    outlook,
    objects: new Map(input.objects.toReversed().map((each) => [keyOf(each.object), each])),
    releases: new Map(releases.map((each) => [printRef(each.release.object), each])),
  };
}

async function outlookOf(input: OutlookInput, before?: OutlookInput): Promise<Required<Outlook>> {
  const told = await Promise.all(systems.map((system: System) => system.outlook?.(input, before)));
  return {
    addresses: told.flatMap((each) => each?.addresses ?? []),
    pools: told.flatMap((each) => each?.pools ?? []),
    routes: told.flatMap((each) => each?.routes ?? []),
    certificates: told.flatMap((each) => each?.certificates ?? []),
  };
}

/** Releases on both sides of which one is not known, or that are made up after different charts. */
function unknownReleases(old: readonly RenderedRelease[], now: readonly RenderedRelease[]): ReadonlySet<string> {
  const before = new Map(old.map((each) => [printRef(each.release.object), each]));
  return new Set(
    now.flatMap((each) => {
      const ref = printRef(each.release.object);
      const other = before.get(ref);
      return other && !areComparable(other, each) ? [ref] : [];
    }),
  );
}

/** Whether what two states of a release install can be held against each other. */
export function areComparable(old: RenderedRelease, now: RenderedRelease): boolean {
  if (!isRendered(old) || !isRendered(now)) return false;
  const [a, b] = [standInOf(old), standInOf(now)];
  return a === b || (a === undefined && b === undefined);
}

const isRendered = ({ rendering }: RenderedRelease): boolean =>
  rendering !== undefined && rendering.error === undefined && rendering.notKnown === undefined;

/** The version of the outline that stands for another one; undefined where it is exact. */
const standInOf = ({ chart }: RenderedRelease): string | undefined =>
  chart.by === 'outline' && chart.fit === 'nearest' ? chart.standIn : undefined;
