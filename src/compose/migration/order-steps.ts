import { GatehouseError } from '../../core/errors.ts';
import type { MigrationStep } from './step.ts';

type Facts = Pick<MigrationStep, 'id' | 'needs' | 'gives'>;

/**
 * Steps in an order in which each finds what it needs: a fact holds when a step before has given it, or when none ever does. Of those that
 * may come next, the first as they are listed does. Fails when steps wait for each other in a circle.
 */
export function orderSteps<Step extends Facts>(steps: readonly Step[]): readonly Step[] {
  const waiting = [...steps];
  const given = new Set<string>();
  const givable = new Set(steps.flatMap(({ gives }) => gives));
  const ordered: Step[] = [];
  while (waiting.length > 0) {
    const index = waiting.findIndex(({ needs }) => needs.every((need) => given.has(need) || !givable.has(need)));
    if (index < 0) {
      throw new GatehouseError(`steps wait for each other in a circle: ${waiting.map(({ id }) => id).join(', ')}`);
    }
    const [step] = waiting.splice(index, 1) as [Step];
    for (const fact of step.gives) given.add(fact);
    ordered.push(step);
  }
  return ordered;
}
