import type { DefinitionsOf } from '../check/known-definitions.ts';
import { systems } from '../systems/index.ts';
import type { System } from '../systems/system.ts';

/** Definitions of the kinds of a group as the system knows them whose it is; none where no system does. */
export const knownDefinitionsOf: DefinitionsOf = async (group) => {
  const owner = systems.find(({ definitions }: System) => definitions?.groups.includes(group)) as System | undefined;
  const all = (await owner?.definitions?.load()) ?? [];
  return all.filter(({ spec }) => (spec as { readonly group?: string }).group === group);
};
