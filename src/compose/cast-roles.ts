import { GatehouseError } from '../core/errors.ts';
import { compareText } from '../core/finding.ts';
import type { LabPlan } from '../lab/lab-plan.ts';
import type { Component } from './component.ts';
import type { NeededRole, RoleName, Roles } from './roles.ts';

/** Who takes part in composing a lab, and the roles they fill. */
export interface Cast<Lab> {
  readonly components: readonly Component<Lab>[];
  readonly roles: Roles;
}

/**
 * Chooses the components of a lab: those there by default, but for those that it does without, and those it asks for. Who is asked for
 * takes over the roles of who is not; a component whose roles are all taken over is left out. Fails when two of equal right fill one role.
 */
export function castRoles<Lab>(lab: Lab, plan: LabPlan, all: readonly Component<Lab>[]): Cast<Lab> {
  const components = all.filter(({ isLeftOut }) => !isLeftOut?.(lab, plan));
  const chosen = components.filter(({ isChosen }) => isChosen?.(lab));
  const taken = new Set(chosen.flatMap(rolesOf));
  const present = components
    .filter((component) => component.isChosen === undefined)
    .filter((component) => rolesOf(component).length === 0 || rolesOf(component).some((role) => !taken.has(role)));
  const fillers = new Map<RoleName, Component<Lab>>();
  for (const component of [...chosen, ...present].sort((a, b) => compareText(a.id, b.id))) {
    for (const role of rolesOf(component)) {
      if (present.includes(component) && taken.has(role)) continue;
      const other = fillers.get(role);
      if (other) throw twoFill(role, other, component);
      fillers.set(role, component);
    }
  }
  return { components: [...chosen, ...present], roles: makeRoles(lab, fillers) };
}

const rolesOf = ({ provides }: Pick<Component<never>, 'provides'>): RoleName[] => Object.keys(provides) as RoleName[];

const twoFill = (role: RoleName, one: { readonly id: string }, other: { readonly id: string }): GatehouseError =>
  new GatehouseError(`both ${one.id} and ${other.id} fill the role ${role}`, {
    hint: 'ask for one of them in the lab file',
  });

type Made = { -readonly [Role in RoleName]?: Roles[Role] };

/** Each role is made when it is first asked for, so that the maker of one may ask for others. */
function makeRoles<Lab>(lab: Lab, fillers: ReadonlyMap<RoleName, Component<Lab>>): Roles {
  const made: Made = {};
  const making = new Set<RoleName>();
  const make = <Role extends RoleName>(role: Role): Roles[Role] | undefined => {
    if (made[role] !== undefined) return made[role];
    const filler = fillers.get(role);
    if (!filler) return undefined;
    if (making.has(role)) throw new GatehouseError(`the role ${role} of ${filler.id} asks for itself`);
    making.add(role);
    made[role] = filler.provides[role]!(lab, roles);
    return made[role];
  };
  const need = <Role extends NeededRole>(role: Role): Roles[Role] => {
    const filled = make(role);
    if (filled === undefined) throw new GatehouseError(`nothing fills the role ${role}`);
    return filled;
  };
  const roles: Roles = {
    get loadBalancer() {
      return make('loadBalancer');
    },
    get gate() {
      return make('gate');
    },
    get certificates() {
      return make('certificates');
    },
    get login() {
      return make('login');
    },
    get delivery() {
      return need('delivery');
    },
    get distribution() {
      return need('distribution');
    },
    get storage() {
      return make('storage');
    },
    get shares() {
      return make('shares');
    },
    get mirror() {
      return make('mirror');
    },
    get machines() {
      return make('machines');
    },
  };
  return roles;
}
