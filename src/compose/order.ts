import { GatehouseError } from '../core/errors.ts';
import { compareText } from '../core/finding.ts';
import type { Component } from './component.ts';
import type { RoleName } from './roles.ts';

/** Another component, and which part of it must be up: its controllers, or all of it. */
export interface Wait {
  readonly id: string;
  readonly part: 'controller' | 'all';
}

/** What each part of a component waits for; its config also waits for its controllers, and what is implied may be among it. */
export interface Waits {
  readonly controller: readonly Wait[];
  readonly config: readonly Wait[];
}

/** A component in its place, with the ids of those it waits for: only the nearest, what they wait for is implied. */
export interface OrderedComponent<Lab> {
  readonly component: Component<Lab>;
  readonly after: readonly string[];
  readonly waits: Waits;
}

/**
 * Orders components so that each comes after those that fill the roles it needs; where nothing else decides, machines come first, then what
 * runs on them, then the others by id.
 * A role that no component fills is taken as filled by the cluster. Fails when needs go round in a circle.
 */
export function orderComponents<Lab>(components: readonly Component<Lab>[]): readonly OrderedComponent<Lab>[] {
  const waiting = [...components].sort((a, b) => groundOf(a) - groundOf(b) || compareText(a.id, b.id));
  const all = new Map<string, ReadonlySet<string>>();
  const ordered: OrderedComponent<Lab>[] = [];
  while (waiting.length > 0) {
    const index = waiting.findIndex((candidate) => providersOf(candidate, components).every((id) => all.has(id)));
    if (index < 0) {
      throw new GatehouseError(`components need each other in a circle: ${waiting.map(({ id }) => id).join(', ')}`);
    }
    const [component] = waiting.splice(index, 1) as [Component<Lab>];
    const direct = providersOf(component, components);
    all.set(component.id, new Set(direct.flatMap((id) => [id, ...all.get(id)!])));
    const after = direct.filter((id) => !direct.some((other) => all.get(other)!.has(id)));
    ordered.push({ component, after, waits: waitsOf(component, components) });
  }
  return ordered;
}

/** How near to the ground a component is: what it stands on comes before it. */
const groundOf = ({ provides }: Pick<Component<never>, 'provides'>): number =>
  provides.machines ? 0 : provides.distribution ? 1 : 2;

type Meeting = Pick<Component<never>, 'id' | 'provides' | 'needs' | 'configNeeds' | 'fillsWithController'>;

const fillersOf = (roles: readonly RoleName[], own: string, components: readonly Meeting[]): readonly Meeting[] =>
  components
    .filter(({ id, provides }) => id !== own && roles.some((role) => provides[role] !== undefined))
    .sort((a, b) => compareText(a.id, b.id));

const providersOf = ({ id, needs, configNeeds = [] }: Meeting, components: readonly Meeting[]): string[] =>
  fillersOf([...needs, ...configNeeds], id, components).map((filler) => filler.id);

function waitsOf({ id, needs, configNeeds = [] }: Meeting, components: readonly Meeting[]): Waits {
  const waitsFor = (roles: readonly RoleName[]): readonly Wait[] =>
    fillersOf(roles, id, components).map((filler) => ({
      id: filler.id,
      part: filler.fillsWithController ? 'controller' : 'all',
    }));
  return { controller: waitsFor(needs), config: waitsFor([...needs, ...configNeeds]) };
}
