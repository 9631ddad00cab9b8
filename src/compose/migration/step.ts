import type { LabNode } from '../../lab/lab-core.ts';
import type { LabPlan } from '../../lab/lab-plan.ts';
import type { ComposedObject, ComposedSystem } from '../composed-object.ts';
import type { Roles } from '../roles.ts';

/** A part of what a system adds that comes to a cluster at once. Apps by their names. */
export type PartName = 'controller' | 'config' | `app:${string}`;

/** A part of a system that is not the same before and after. */
export interface ChangedUnit {
  /** `<system>/<part>`. */
  readonly id: string;
  readonly system: string;
  readonly part: PartName;
  readonly change: 'added' | 'changed' | 'removed';
}

/** What is changed of a node that stays. */
export interface NodeMarks {
  /** Labels to set; null for those that go. */
  readonly labels: Readonly<Record<string, string | null>>;
  readonly added: LabNode['taints'];
  readonly removed: LabNode['taints'];
}

/** What a step changes: a person's world, time, or what is applied. */
export type StepAction =
  /** Parts come to what they are in the end. */
  | { readonly type: 'units'; readonly units: readonly string[] }
  /** A part of a system is for a while what it is neither before nor after. */
  | { readonly type: 'between'; readonly unit: string; readonly objects: readonly ComposedObject[] }
  /** The files lie as they did, or as they will; stages that go meanwhile leave in the cluster what they have applied. */
  | { readonly type: 'layout'; readonly placed: 'before' | 'after' }
  /** Everything comes to what it is in the end. */
  | { readonly type: 'whole' }
  /** Nothing but time passes; seconds. */
  | { readonly type: 'wait'; readonly seconds: number }
  /** Names point to where they point in the end. */
  | { readonly type: 'names' }
  /** Machines join or leave the cluster, by name. */
  | { readonly type: 'nodes'; readonly join: readonly string[]; readonly leave: readonly string[] }
  /** A machine is emptied, comes back, with a kubelet of another version where one is named, and is filled again. */
  | { readonly type: 'renew'; readonly node: string; readonly kubelet?: string }
  /** Labels and taints of a node. */
  | { readonly type: 'marks'; readonly node: string; readonly marks: NodeMarks };

/** One step from one state to another. Facts (`address:192.168.1.240`) decide the order. */
export interface MigrationStep {
  /** Unique among the steps. */
  readonly id: string;
  /** What is done, as a heading: `Shrink the DHCP range`. */
  readonly title: string;
  /** Whether a person does it outside the cluster and its repository. */
  readonly by: 'person' | 'repository';
  /** Sentences and commands, one a line, for whoever does it by hand. */
  readonly todo: readonly string[];
  readonly why: string;
  /** What must hold before; what no step gives is taken to hold. */
  readonly needs: readonly string[];
  /** What holds after it. */
  readonly gives: readonly string[];
  readonly action: StepAction;
  /** What nobody knows of it, as the rest of a sentence: with it, nothing is proven. */
  readonly unknown?: string;
  /** What comes of it when nobody does it, where that shows in no cluster. */
  readonly neglected?: string;
}

/** A lab on one side of a migration, with what a system adds to it. */
export interface MigrationSide<Lab> {
  readonly lab: Lab;
  readonly plan: LabPlan;
  readonly roles: Roles;
  readonly parts: ComposedSystem;
}

/** A state between, by which a system spares clients an outage. */
export interface BetweenState {
  readonly title: string;
  readonly why: string;
  readonly part: PartName;
  /** What the part consists of meanwhile. */
  readonly objects: readonly ComposedObject[];
  /** How long it lasts: until names point to where they will, or until those that use the system are in their last state. */
  readonly until: 'names' | 'users';
}

/** Fact: an address is somebody's that answers there. */
export const addressFact = (address: string): string => `address:${address}`;
/** Fact: a unit is as others need it: in a state between, or in its last one. */
export const unitFact = (unit: string): string => `unit:${unit}`;
/** Fact: a unit is in its last state. */
export const lastFact = (unit: string): string => `last:${unit}`;
/** Fact: names point to where they will. */
export const namesFact = 'names';
/** Fact: no client holds a lease on an address that the cluster is going to use. */
export const unleasedFact = 'unleased';
