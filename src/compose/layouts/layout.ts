import type { Lab } from '../../lab/schema.ts';
import type { ComposedSystem } from '../component.ts';

/** What a system adds, and the systems it comes after. */
export interface PlacedSystem {
  readonly id: string;
  readonly after: readonly string[];
  readonly parts: ComposedSystem;
}

/** A step of bringing the platform up: a folder, and the stages that must be ready before. */
export interface Stage {
  readonly name: string;
  readonly path: string;
  readonly dependsOn: readonly string[];
}

/** Where everything goes: the files of a repository by path, and its stages. */
export type Layout = (
  lab: Lab,
  systems: readonly PlacedSystem[],
) => { readonly files: readonly (readonly [path: string, text: string])[]; readonly stages: readonly Stage[] };
