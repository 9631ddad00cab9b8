import { GatehouseError } from '../core/errors.ts';
import { compareText } from '../core/finding.ts';
import type { Component } from './component.ts';

/** A component in its place, with the ids of those it waits for: only the nearest, what they wait for is implied. */
export interface OrderedComponent<Lab> {
  readonly component: Component<Lab>;
  readonly after: readonly string[];
}

/**
 * Orders components so that each comes after those that fill the roles it needs; by id where nothing else decides.
 * A role that no component fills is taken as filled by the cluster. Fails when needs go round in a circle.
 */
export function orderComponents<Lab>(components: readonly Component<Lab>[]): readonly OrderedComponent<Lab>[] {
  const waiting = [...components].sort((a, b) => compareText(a.id, b.id));
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
    ordered.push({ component, after: direct.filter((id) => !direct.some((other) => all.get(other)!.has(id))) });
  }
  return ordered;
}

type Meeting = Pick<Component<never>, 'id' | 'provides' | 'needs'>;

const providersOf = (component: Meeting, components: readonly Meeting[]): string[] =>
  components
    .filter(({ id, provides }) => id !== component.id && component.needs.some((role) => provides[role] !== undefined))
    .map(({ id }) => id)
    .sort(compareText);
