import type { PlannedLab } from '../../lab/lab-plan.ts';
import type { ComposedSystem, Stage } from '../composed-object.ts';
import type { Roles } from '../roles.ts';

/** What a system adds, and the systems it comes after. */
export interface PlacedSystem {
  readonly id: string;
  readonly after: readonly string[];
  readonly parts: ComposedSystem;
}

/** Where everything goes: the files of a repository by path, and its stages. */
export type Layout = (
  planned: PlannedLab,
  systems: readonly PlacedSystem[],
  roles: Roles,
) => { readonly files: readonly (readonly [path: string, text: string])[]; readonly stages: readonly Stage[] };
