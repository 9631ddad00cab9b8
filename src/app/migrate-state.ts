import { type ComposedLabParts, composeSystems, placeSystems } from '../compose/compose.ts';
import type { ComposedObject } from '../compose/composed-object.ts';
import { type MigrationState, mixSystems } from '../compose/migration/mix-systems.ts';
import type { MigrationStep } from '../compose/migration/step.ts';
import type { Roles } from '../compose/roles.ts';
import { GatehouseError } from '../core/errors.ts';
import type { FileTree } from '../core/file-tree.ts';
import { hasErrors } from '../core/finding.ts';
import { attachPublished } from '../repo/published-manifest.ts';
import { renderReleases } from '../repo/releases/render-releases.ts';
import type { RenderedRelease } from '../repo/releases/rendered-release.ts';
import { type Repository, readRepositoryInTurns } from '../repo/repository.ts';
import { components } from '../systems/components.ts';
import type { Lab } from '../systems/lab.ts';
import { readLabFile } from '../systems/lab-file.ts';
import { composeOver } from './compose-over.ts';
import { findSubject } from './find-subject.ts';
import { readStanding } from './load-lab.ts';
import { loadSubject, type Subject, type SubjectOptions } from './load-subject.ts';
import { publishedManifests } from './published-manifests.ts';
import { overlayComposed } from './pushed-tree.ts';

/** One side of a migration: a lab, what its systems add, and its repository as it would be pushed. */
export interface MigrationLab {
  readonly subject: Subject;
  readonly parts: ComposedLabParts<Lab>;
  /** The folder of its repository; it need not be there. */
  readonly folder: string;
}

/** A repository at one moment of a migration. */
export interface PlatformState {
  readonly tree: FileTree;
  readonly repository: Repository;
  readonly releases: readonly RenderedRelease[];
}

/** Reads one side of a migration. Rejects with a GatehouseError where it is no lab that can be composed. */
export async function loadMigrationLab(path: string, options: SubjectOptions): Promise<MigrationLab> {
  const found = await findSubject(path);
  if (found.lab === undefined || !found.composes) {
    throw new GatehouseError(`${path} is no lab that is composed`, {
      hint: 'name two lab files, or folders with a lab.yaml; of a repository written by hand it is not known what follows what',
    });
  }
  const [{ lab, plan }, subject] = [await readLabFile(found.lab), await loadSubject(path, options)];
  const errors = subject.findings.filter(({ severity }) => severity === 'error');
  if (!lab || !plan || !subject.usable || hasErrors(errors) || subject.missing.length > 0) {
    throw new GatehouseError(`${path}: there are errors to mend before a migration can be planned`, {
      hint: `\`gatehouse check ${path}\` shows them`,
    });
  }
  return { subject, parts: composeSystems({ lab, plan }, components), folder: found.folder };
}

/** The state that one side of a migration is. */
export const stateOf = async ({ subject }: MigrationLab): Promise<PlatformState> => ({
  tree: subject.tree,
  repository: await readRepositoryInTurns(subject.tree),
  releases: subject.releases,
});

/** Both sides of a migration. */
export interface Sides {
  readonly from: MigrationLab;
  readonly to: MigrationLab;
}

/** What is composed of a state between, over the folder of the side that it leads to, or over another. */
export async function composeBetween(
  { from, to }: Sides,
  state: MigrationState,
  folder: string = to.folder,
): Promise<FileTree> {
  const systems = mixSystems(from.parts.systems, to.parts.systems, state);
  const sides = state.moving === 'before' ? from.parts : to.parts;
  const roles = state.moving ? leaving(sides.roles) : sides.roles;
  const { tree: composed, releases } = placeSystems({ ...sides, roles, systems });
  const standing = await readStanding({ folder });
  return (await composeOver({ composed, lab: to.subject.lab, releases }, folder, standing.tree)).tree;
}

/** Roles by which stages leave in the cluster what they have applied. */
const leaving = (roles: Roles): Roles => ({
  ...roles,
  delivery: {
    ...roles.delivery,
    stage: (stage, wish) => roles.delivery.stage(stage, { ...wish, leaves: true }),
  },
});

/** The repository of a state between, as it would be pushed. */
async function stateBetween(sides: Sides, state: MigrationState): Promise<PlatformState> {
  const { to } = sides;
  const over = { tree: await composeBetween(sides, state) };
  const standing = await readStanding(to);
  const pushed = await overlayComposed(over.tree, to.folder, standing.tree);
  const tree = await attachPublished(pushed.tree, await publishedManifests());
  const repository = await readRepositoryInTurns(tree);
  return { tree, repository, releases: (await renderReleases(repository, to.subject.charts)).releases };
}

/** How far a migration has come after the first of its steps up to one. */
export function progressAfter(steps: readonly MigrationStep[], index: number): MigrationState {
  const done = new Set<string>();
  const between = new Map<string, readonly ComposedObject[]>();
  let moving: MigrationState['moving'];
  for (const { action } of steps.slice(0, index + 1)) {
    if (action.type === 'layout') moving = action.placed;
    if (action.type === 'between') between.set(action.unit, action.objects);
    if (action.type !== 'units') continue;
    moving = undefined;
    for (const unit of action.units) {
      done.add(unit);
      between.delete(unit);
    }
  }
  return { done, between, ...(moving && { moving }) };
}

/** Whether a step changes the repository. */
export const isPushed = ({ action: { type } }: MigrationStep): boolean =>
  type === 'units' || type === 'between' || type === 'layout' || type === 'whole';

/** Whether a step brings the repository to its last state: all that no step has comes with it. */
export const isLastPush = (steps: readonly MigrationStep[], index: number): boolean =>
  steps[index]?.action.type === 'whole' || (isPushed(steps[index]!) && !steps.slice(index + 1).some(isPushed));

/** The state after a step; `before` where it does not change the repository. */
export async function stateAfter(
  sides: Sides,
  steps: readonly MigrationStep[],
  index: number,
  before: PlatformState,
): Promise<PlatformState> {
  if (isLastPush(steps, index)) return stateOf(sides.to);
  return isPushed(steps[index]!) ? stateBetween(sides, progressAfter(steps, index)) : before;
}

/** Paths of files that are not the same in two trees, in order. */
export function changedFiles(old: FileTree, now: FileTree): readonly string[] {
  const paths = new Set([...old.keys(), ...now.keys()]);
  return [...paths].filter((path) => old.get(path) !== now.get(path)).sort();
}
