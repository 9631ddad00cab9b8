// What random labs are drawn with: the same seed gives the same lab.
import { seededRuntime } from '../../src/core/runtime.ts';

/** Chance, as labs need it. */
export interface Dice {
  readonly below: (limit: number) => number;
  readonly chance: (share: number) => boolean;
  readonly pick: <T>(list: readonly T[]) => T;
  readonly some: <T>(list: readonly T[]) => readonly T[];
}

/** Dice of a seed. */
export function diceOf(seed: number): Dice {
  const runtime = seededRuntime({ seed });
  const below = (limit: number) => Math.floor(runtime.random() * limit);
  const chance = (share: number) => runtime.random() < share;
  return { below, chance, pick: (list) => list[below(list.length)]!, some: (list) => list.filter(() => chance(0.5)) };
}
