import type { LabCore } from '../../lab/lab-core.ts';
import type { Component } from '../component.ts';
import type { ComposedLabParts } from '../compose.ts';
import type { PlacedSystem } from '../layouts/layout.ts';
import { addressesIn, type SpokenAddresses } from './addresses-in.ts';
import { byId, changedUnits, objectsOf } from './changed-units.ts';
import { isLeasable } from './network-steps.ts';
import {
  addressFact,
  type BetweenState,
  type ChangedUnit,
  lastFact,
  type MigrationStep,
  namesFact,
  unitFact,
  unleasedFact,
} from './step.ts';

type Sides<Lab> = { readonly from: ComposedLabParts<Lab>; readonly to: ComposedLabParts<Lab> };

/** A unit that changes, and the addresses that it speaks of before and after. */
interface SpokenUnit {
  readonly unit: ChangedUnit;
  readonly old: SpokenAddresses;
  readonly now: SpokenAddresses;
}

/** Steps for the parts of systems that come or change, with states between; and for those that go. */
export function unitSteps<Lab extends LabCore>(
  sides: Sides<Lab>,
  components: readonly Component<Lab>[],
): { readonly coming: readonly MigrationStep[]; readonly going: readonly MigrationStep[] } {
  const { from, to } = sides;
  const units = changedUnits(from.systems, to.systems).map((unit) => spokenUnit(sides, unit));
  const between = betweenStates(sides, components).filter(({ unit }) => units.some((each) => each.unit.id === unit));
  const steps = units.flatMap((each): MigrationStep[] => {
    const others = units.filter((other) => other !== each);
    const needs = [...waitsFor(sides, each, others), ...addressNeeds(from, each, others)];
    const meanwhile = between.find(({ unit }) => unit === each.unit.id);
    const last = unitStep(each, others, sides);
    if (!meanwhile) return [{ ...last, needs }];
    const first = betweenStep(each, meanwhile, needs, from);
    return [first, { ...last, needs: [...needs, first.id, ...until(meanwhile.state, each, to.systems, others)] }];
  });
  const isGoing = ({ id }: MigrationStep) => units.some(({ unit }) => unit.id === id && unit.change === 'removed');
  return { coming: steps.filter((step) => !isGoing(step)), going: steps.filter(isGoing) };
}

function spokenUnit<Lab>({ from, to }: Sides<Lab>, unit: ChangedUnit): SpokenUnit {
  const of = (systems: readonly PlacedSystem[]) =>
    addressesIn(objectsOf(byId(systems).get(unit.system)?.parts, unit.part));
  return { unit, old: of(from.systems), now: of(to.systems) };
}

/** All systems that a system comes after, and those they come after. */
function waited(systems: readonly PlacedSystem[], id: string): ReadonlySet<string> {
  const direct = byId(systems).get(id)?.after ?? [];
  return new Set(direct.flatMap((other) => [other, ...waited(systems, other)]));
}

const rank = ({ part }: ChangedUnit): number => (part === 'controller' ? 0 : part === 'config' ? 1 : 2);

/**
 * What comes or changes waits for what its system waits for, and its configuration for its controllers. What goes waits for those that
 * waited for it: first what uses, then what is used.
 */
function waitsFor<Lab>({ from, to }: Sides<Lab>, { unit }: SpokenUnit, others: readonly SpokenUnit[]): string[] {
  const going = unit.change === 'removed';
  const before = waited(to.systems, unit.system);
  return others
    .map((other) => other.unit)
    .filter((other) => {
      if (!going) {
        if (other.change === 'removed') return false;
        return other.system === unit.system ? rank(other) < rank(unit) : before.has(other.system);
      }
      if (other.system === unit.system) return rank(other) > rank(unit);
      return waited(from.systems, other.system).has(unit.system);
    })
    .map(({ id }) => (going ? lastFact(id) : unitFact(id)));
}

const freedFact = (address: string): string => `freed:${address}`;

const gained = ({ old, now }: SpokenUnit): string[] => [...now.single].filter((address) => !old.single.has(address));
const lost = ({ old, now }: SpokenUnit): string[] => [...old.single].filter((address) => !now.single.has(address));

function addressNeeds(
  from: ComposedLabParts<LabCore>,
  each: SpokenUnit,
  others: readonly SpokenUnit[],
): readonly string[] {
  const fromOthers = gained(each).filter((address) => others.some((other) => lost(other).includes(address)));
  const leasable = isLeasable(from.planned, each.now.ranges);
  return [...fromOthers.map(freedFact), ...(leasable ? [unleasedFact] : [])];
}

const givesOf = (each: SpokenUnit): string[] => [...gained(each).map(addressFact), ...lost(each).map(freedFact)];

const words: Readonly<Record<ChangedUnit['change'], string>> = {
  added: 'Bring up',
  changed: 'Change',
  removed: 'Remove',
};

function titleOf({ change, system, part }: ChangedUnit): string {
  if (part === 'controller') return `${words[change]} ${system}`;
  if (part === 'config') return `${change === 'added' ? 'Configure' : `${words[change]} what configures`} ${system}`;
  return `${words[change]} ${system === 'apps' ? 'the app' : `${system}:`} ${part.slice('app:'.length)}`;
}

function unitStep<Lab>(each: SpokenUnit, others: readonly SpokenUnit[], { from, to }: Sides<Lab>): MigrationStep {
  const { unit } = each;
  return {
    id: unit.id,
    title: titleOf(unit),
    by: 'repository',
    todo: [],
    why: whyOf(unit, others, { from: from.systems, to: to.systems }),
    needs: [],
    gives: [unitFact(unit.id), lastFact(unit.id), ...givesOf(each)],
    action: { type: 'units', units: [unit.id] },
  };
}

type Systems = { readonly from: readonly PlacedSystem[]; readonly to: readonly PlacedSystem[] };

function whyOf({ change, system, part }: ChangedUnit, others: readonly SpokenUnit[], { from, to }: Systems): string {
  const users = (systems: readonly PlacedSystem[]) =>
    systems.filter(({ id }) => id !== system && waited(systems, id).has(system)).map(({ id }) => id);
  if (change === 'removed') {
    const used = users(from);
    return used.length > 0
      ? `nothing needs it any more: ${used.join(', ')} came after it`
      : 'the lab does not have it any more';
  }
  if (part !== 'controller' && others.some(({ unit }) => unit.system === system && unit.part === 'controller'))
    return 'its kinds and its pods are there only once its controllers run';
  const waiting = users(to).filter((id) => others.some(({ unit }) => unit.system === id));
  if (waiting.length > 0) return `${waiting.join(', ')} ${waiting.length === 1 ? 'needs' : 'need'} it`;
  return change === 'added' ? 'what it needs is there' : 'the lab says something else of it';
}

/** A state between of a unit. */
interface Meanwhile {
  readonly unit: string;
  readonly state: BetweenState;
}

function betweenStates<Lab extends LabCore>(
  { from, to }: Sides<Lab>,
  components: readonly Component<Lab>[],
): Meanwhile[] {
  const [before, after] = [byId(from.systems), byId(to.systems)];
  return components.flatMap(({ id, migrate }) => {
    const [old, now] = [before.get(id), after.get(id)];
    if (!migrate || !old || !now) return [];
    const side = ({ planned, roles }: ComposedLabParts<Lab>, { parts }: PlacedSystem) => ({ ...planned, roles, parts });
    return migrate(side(from, old), side(to, now)).map((state) => ({ unit: `${id}/${state.part}`, state }));
  });
}

function betweenStep(
  each: SpokenUnit,
  { unit, state }: Meanwhile,
  needs: readonly string[],
  from: ComposedLabParts<LabCore>,
): MigrationStep {
  const now = addressesIn(state.objects);
  const leasable = isLeasable(from.planned, now.ranges);
  return {
    id: `${unit}/between`,
    title: state.title,
    by: 'repository',
    todo: [],
    why: state.why,
    needs: [...needs, ...(leasable ? [unleasedFact] : [])],
    gives: [`${unit}/between`, unitFact(unit), ...gained({ ...each, now }).map(addressFact)],
    action: { type: 'between', unit, objects: state.objects },
  };
}

/** What must have happened before a state between may end. */
function until(
  { until: end }: BetweenState,
  { unit }: SpokenUnit,
  systems: readonly PlacedSystem[],
  others: readonly SpokenUnit[],
): readonly string[] {
  if (end === 'names') return [namesFact];
  return others
    .filter((other) => waited(systems, other.unit.system).has(unit.system))
    .map((other) => lastFact(other.unit.id));
}
