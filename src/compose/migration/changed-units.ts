import type { ComposedObject, ComposedSystem } from '../composed-object.ts';
import type { PlacedSystem } from '../layouts/layout.ts';
import type { ChangedUnit, PartName } from './step.ts';

/** Parts of a system that have objects, in the order in which they come up. */
export const partsOf = ({ controller, config, apps }: ComposedSystem): readonly PartName[] => [
  ...(controller.length > 0 ? (['controller'] as const) : []),
  ...(config.length > 0 ? (['config'] as const) : []),
  ...apps.map(({ name }): PartName => `app:${name}`),
];

/** The objects of a part; sources of charts go with the controllers. */
export function objectsOf(parts: ComposedSystem | undefined, part: PartName): readonly ComposedObject[] {
  if (!parts) return [];
  if (part === 'controller') return [...parts.sources, ...parts.controller];
  if (part === 'config') return parts.config;
  return parts.apps.find(({ name }) => part === `app:${name}`)?.objects ?? [];
}

/** The systems of two labs by id. */
export const byId = (systems: readonly PlacedSystem[]): ReadonlyMap<string, PlacedSystem> =>
  new Map(systems.map((system) => [system.id, system]));

/**
 * The parts that are not the same before and after: those that come or change in the order in which they come up after, then those that
 * go, the last first.
 */
export function changedUnits(from: readonly PlacedSystem[], to: readonly PlacedSystem[]): readonly ChangedUnit[] {
  const [before, after] = [byId(from), byId(to)];
  const coming = to.flatMap(({ id, parts }) =>
    partsOf(parts).flatMap((part) => {
      const [old, now] = [objectsOf(before.get(id)?.parts, part), objectsOf(parts, part)];
      if (content(old) === content(now)) return [];
      return [unitOf(id, part, old.length === 0 ? 'added' : 'changed')];
    }),
  );
  const going = from.flatMap(({ id, parts }) => {
    const kept = new Set(partsOf(after.get(id)?.parts ?? nothing));
    return partsOf(parts)
      .filter((part) => !kept.has(part))
      .map((part) => unitOf(id, part, 'removed'));
  });
  return [...coming, ...going.toReversed()];
}

const nothing: ComposedSystem = { sources: [], controller: [], config: [], apps: [] };

const unitOf = (system: string, part: PartName, change: ChangedUnit['change']): ChangedUnit => ({
  id: `${system}/${part}`,
  system,
  part,
  change,
});

const content = (objects: readonly ComposedObject[]): string => JSON.stringify(objects.map(({ object }) => object));
