import type { LabCore } from '../lab/lab-core.ts';
import type { LabPlan } from '../lab/lab-plan.ts';
import type { ComposedObject, ComposedSystem } from './composed-object.ts';
import type { BetweenState, MigrationSide } from './migration/step.ts';
import type { RoleName, Roles } from './roles.ts';

/** A system's part in composing: pure, from the lab as it sees it, and from the roles. */
export interface Component<Lab = LabCore> {
  /** Folder name of the system. */
  readonly id: string;
  /** The roles it fills, each made for a lab. */
  readonly provides: { readonly [Role in RoleName]?: (lab: Lab, roles: Roles) => NonNullable<Roles[Role]> };
  /** The roles that must be filled before it comes up. Decides the order of the stages. */
  readonly needs: readonly RoleName[];
  /** Further roles that must be filled before its config is applied; its controllers come up without them. */
  readonly configNeeds?: readonly RoleName[];
  /** Whether its roles are filled once its controllers are up: nobody waits for its config. */
  readonly fillsWithController?: boolean;
  /**
   * Whether the lab asks for it. One that is asked for takes its roles from those that are there by default; one that is left without
   * a role by that is not composed. Undefined: there by default.
   */
  readonly isChosen?: (lab: Lab) => boolean;
  /** Whether a lab does without it, though it is there by default: nothing in the lab speaks of what it does. */
  readonly isLeftOut?: (lab: Lab, plan: LabPlan) => boolean;
  /** Its fields of the lab with what has no order put into one, so that the same lab gives the same bytes however it is written. */
  readonly sortLab?: (lab: Lab) => Readonly<Record<string, unknown>>;
  /** What it adds, from the sorted lab; the plan is that of the lab as written. */
  readonly compose: (lab: Lab, roles: Roles, plan: LabPlan) => ComposedSystem;
  /** What it adds once it is known what all others add: the namespaces of their releases. */
  readonly complete?: (parts: ComposedSystem, releaseNamespaces: readonly string[]) => ComposedSystem;
  /** States between two labs that both have it, by which clients are spared an outage; at most one for each part. */
  readonly migrate?: (from: MigrationSide<Lab>, to: MigrationSide<Lab>) => readonly BetweenState[];
  /** Roles that must be filled before it comes up because of what this lab wishes, beside `needs`. */
  readonly alsoNeeds?: (lab: Lab) => readonly RoleName[];
  /** What of it comes up later, after roles whose fillers may wait for its own: a UI behind a gate that keeps its data on its volumes. */
  readonly later?: Later<Lab>;
}

/** A part of a system that has a place of its own in the order. */
export interface Later<Lab = LabCore> {
  /** Names the part in folders and stages; begins with the id of its system. */
  readonly id: string;
  readonly needs: readonly RoleName[];
  /** What it adds to the config of the system, once the roles are filled. */
  readonly compose: (lab: Lab, roles: Roles, plan: LabPlan) => readonly ComposedObject[];
}
