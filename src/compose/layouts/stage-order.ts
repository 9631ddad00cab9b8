import type { PlacedSystem } from './layout.ts';

/** Which stages stand for the parts of systems, and what each stage therefore waits for. */
export interface StageOrder {
  /** Adds the next stage of a system, and gives the names of the stages that it waits for: without what those wait for themselves. */
  readonly place: (system: PlacedSystem, part: 'controller' | 'config', name: string) => readonly string[];
  /** A system has no more stages: who waits for one that it does not have waits for what that would have waited for. */
  readonly close: (system: PlacedSystem) => void;
}

interface Ends {
  readonly controller?: readonly string[];
  readonly all?: readonly string[];
}

/** An order in which the stages of chart sources are there already. */
export function createStageOrder(sources: readonly string[]): StageOrder {
  const ends = new Map<string, Ends>();
  const above = new Map<string, ReadonlySet<string>>(sources.map((name) => [name, new Set()]));
  const waitsOf = ({ waits, parts }: PlacedSystem, part: 'controller' | 'config'): readonly string[] => [
    ...(parts.sources.length > 0 ? sources : []),
    ...waits[part].flatMap(({ id, part: of }) => ends.get(id)?.[of] ?? []),
  ];
  return {
    place: (system, part, name) => {
      const { controller, all = [] } = ends.get(system.id) ?? {};
      const wanted = [...new Set([...all, ...waitsOf(system, part)])];
      above.set(name, new Set(wanted.flatMap((each) => [each, ...(above.get(each) ?? [])])));
      ends.set(system.id, { controller: part === 'controller' ? [name] : controller, all: [name] });
      return wanted.filter((each) => !wanted.some((other) => above.get(other)?.has(each)));
    },
    close: (system) => {
      const { controller = waitsOf(system, 'controller'), all = waitsOf(system, 'config') } = ends.get(system.id) ?? {};
      ends.set(system.id, { controller, all });
    },
  };
}
