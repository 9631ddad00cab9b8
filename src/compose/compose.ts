import { GatehouseError } from '../core/errors.ts';
import { type FileTree, sortTree } from '../core/file-tree.ts';
import { compareText } from '../core/finding.ts';
import { printRef } from '../kube/object.ts';
import type { LabCore } from '../lab/lab-core.ts';
import type { LabPlan, PlannedLab } from '../lab/lab-plan.ts';
import type { LabPath } from '../lab/lab-problem.ts';
import { castRoles } from './cast-roles.ts';
import type { Component } from './component.ts';
import type { ComposedObject, NeededSecret, OwnSecret, Stage } from './composed-object.ts';
import { type ExtraFile, extraFiles } from './extras/index.ts';
import { layouts } from './layouts/index.ts';
import type { Layout, PlacedSystem } from './layouts/layout.ts';
import { orderComponents } from './order.ts';
import type { RoleName, Roles } from './roles.ts';
import { sortByName, sortLab } from './sort-lab.ts';

/** A composed repository. */
export interface Composition {
  readonly tree: FileTree;
  /** Files that give way where a person has one of that name, and where they lie then; undefined for nowhere. */
  readonly yielding: ReadonlyMap<string, string | undefined>;
  /** In the order in which they come up. */
  readonly stages: readonly Stage[];
  /** Secrets the platform needs that the tree does not hold. */
  readonly secrets: readonly NeededSecret[];
  /** Secrets that people's commands decrypt from the repository. */
  readonly ownSecrets: readonly OwnSecret[];
  /** Where in the lab file values of a person's own stand, by the `Kind/namespace/name` of their release. */
  readonly ownValues: ReadonlyMap<string, LabPath>;
  /** Names of the releases. */
  readonly releases: ReadonlySet<string>;
}

/** What a lab is made of before it is laid out: the lab and its plan in their order, who fills which role, and what each system adds. */
export interface ComposedLabParts<Lab = LabCore> {
  readonly planned: { readonly lab: Lab; readonly plan: LabPlan };
  readonly roles: Roles;
  readonly systems: readonly PlacedSystem[];
}

/** What each component that takes part in a lab adds, in the order in which they come up. */
export function composeSystems<Lab extends LabCore>(
  { lab: written, plan: planned }: PlannedLab<Lab>,
  components: readonly Component<Lab>[],
): ComposedLabParts<Lab> {
  const lab = sortLab(written, components);
  const plan = { ...planned, pools: sortByName(planned.pools) };
  const { components: cast, roles } = castRoles(lab, plan, components);
  const composed = orderComponents(cast.flatMap((component) => inParts(lab, component))).map(
    ({ component, after, waits }) => ({ component, after, waits, parts: component.compose(lab, roles, plan) }),
  );
  const released = releasesOf(composed).flatMap(({ object }) => object.metadata.namespace ?? []);
  const namespaces = [...new Set(released)].sort(compareText);
  const systems = composed.map(({ component, after, waits, parts }): PlacedSystem => {
    return { id: component.id, after, waits, parts: component.complete?.(parts, namespaces) ?? parts };
  });
  return { planned: { lab, plan }, roles, systems };
}

/** Parts as the lab's layout places them. Fails when two objects claim one file. */
export function placeSystems({ planned, roles, systems }: ComposedLabParts): Composition {
  const secrets = systems.flatMap(({ parts }) => parts.secrets ?? []);
  const placed = layoutOf(planned.lab.repository.layout).place(planned, systems, roles);
  const extras = extraFiles(planned, systems, placed);
  const tree = new Map<string, string>();
  const beside: readonly ExtraFile[] = [...systems.flatMap(({ parts }) => parts.files ?? []), ...extras];
  for (const [path, text] of [...placed.files, ...beside.map((file) => [file.path, file.text] as const)]) {
    if (tree.has(path)) {
      throw new GatehouseError(`two objects claim the file ${path}`, {
        hint: 'give the folders under repository.folders different names',
      });
    }
    tree.set(path, text);
  }
  const releases = releasesOf(systems);
  return {
    ...{ tree: sortTree(tree), stages: placed.stages, secrets },
    ownSecrets: systems.flatMap(({ parts }) => parts.ownSecrets ?? []),
    yielding: new Map(beside.flatMap(({ path, yields, instead }) => (yields ? [[path, instead] as const] : []))),
    ownValues: new Map(
      releases.flatMap(({ object, ownValues }) => (ownValues ? [[printRef(object), ownValues] as const] : [])),
    ),
    releases: new Set(releases.flatMap(({ release }) => release ?? [])),
  };
}

/**
 * The repository of a lab: what each component that takes part adds, in stages, as the lab's layout places it. Pure: the same lab and components, in
 * whatever order they are written, give the same bytes. Fails when two objects claim one file.
 */
export const composeRepository = <Lab extends LabCore>(
  planned: PlannedLab<Lab>,
  components: readonly Component<Lab>[],
): Composition => placeSystems(composeSystems(planned, components));

/** A component with all that it needs in this lab, and its later part as one of its own. */
function inParts<Lab>(lab: Lab, component: Component<Lab>): readonly Component<Lab>[] {
  const { later } = component;
  const now = { ...component, needs: [...component.needs, ...(component.alsoNeeds?.(lab) ?? [])] };
  if (!later) return [now];
  const compose: Component<Lab>['compose'] = (...wishes) => ({
    ...{ sources: [], controller: [], apps: [] },
    config: later.compose(...wishes),
  });
  // It comes after its own, whose namespace it may be in.
  const own = Object.keys(component.provides) as RoleName[];
  return [now, { id: later.id, provides: {}, needs: [...later.needs, ...own], compose }];
}

const releasesOf = (systems: readonly Pick<PlacedSystem, 'parts'>[]): readonly ComposedObject[] =>
  systems
    .flatMap(({ parts }) => [...parts.controller, ...parts.config, ...parts.apps.flatMap(({ objects }) => objects)])
    .filter(({ release }) => release !== undefined);

function layoutOf(id: LabCore['repository']['layout']): Layout {
  const layout = layouts.find((each) => each.id === id);
  if (!layout) throw new GatehouseError(`no layout is called ${id}`);
  return layout;
}
