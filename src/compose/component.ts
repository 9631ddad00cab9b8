import type { Lab } from '../lab/schema.ts';
import type { ComposedSystem } from './composed-object.ts';
import type { RoleName, Roles } from './roles.ts';

/** A system's part in composing: pure, from the lab and the roles alone. */
export interface Component {
  /** Folder name of the system. */
  readonly id: string;
  /** The roles it fills, each made for a lab. */
  readonly provides: { readonly [Role in RoleName]?: (lab: Lab, roles: Roles) => Roles[Role] };
  /** The roles that must be filled before it comes up. Decides the order of the stages. */
  readonly needs: readonly RoleName[];
  /**
   * Whether the lab asks for it. One that is asked for takes its roles from those that are there by default; one that is left without
   * a role by that is not composed. Undefined: there by default.
   */
  readonly isChosen?: (lab: Lab) => boolean;
  readonly compose: (lab: Lab, roles: Roles) => ComposedSystem;
}
