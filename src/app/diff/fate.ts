import { systems } from '../../systems/index.ts';
import type { Fate, OwnerChange } from '../../systems/outlook.ts';
import type { System } from '../../systems/system.ts';
import type { DiffSide } from './contract.ts';

/** What becomes of an object whose owner applies it no longer; undefined where nobody in the cluster owns it. */
export function fateOf(change: OwnerChange, was: DiffSide, is: DiffSide): Fate | undefined {
  for (const system of systems as readonly System[]) {
    const fate = system.fateOf?.(change, was.input, is.input);
    if (fate) return fate;
  }
  return undefined;
}

/** Whether it stays in the cluster. */
export const isKept = (fate: Fate | undefined): boolean => fate === undefined || fate.becomes === 'kept';
