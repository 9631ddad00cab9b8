import { GatehouseError } from '../core/errors.ts';
import { compareText } from '../core/finding.ts';
import type { Component } from './component.ts';
import type { RoleName, Roles } from './roles.ts';

/** Who takes part in composing a lab, and the roles they fill. */
export interface Cast<Lab> {
  readonly components: readonly Component<Lab>[];
  readonly roles: Roles;
}

/**
 * Chooses the components of a lab: those there by default and those it asks for. Who is asked for takes over the roles of who is not;
 * a component whose roles are all taken over is left out. Fails when two of equal right fill one role.
 */
export function castRoles<Lab>(lab: Lab, components: readonly Component<Lab>[]): Cast<Lab> {
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

/** Each role is made when it is first asked for, so that the maker of one may ask for others. */
function makeRoles<Lab>(lab: Lab, fillers: ReadonlyMap<RoleName, Component<Lab>>): Roles {
  const made: { -readonly [Role in RoleName]?: Roles[Role] } = {};
  const making = new Set<RoleName>();
  const make = <Role extends RoleName>(role: Role): Roles[Role] => {
    const filler = fillers.get(role);
    if (!filler) throw new GatehouseError(`nothing fills the role ${role}`);
    if (making.has(role)) throw new GatehouseError(`the role ${role} of ${filler.id} asks for itself`);
    making.add(role);
    return filler.provides[role]!(lab, roles);
  };
  const roles: Roles = {
    get loadBalancer() {
      made.loadBalancer ??= make('loadBalancer');
      return made.loadBalancer;
    },
    get gate() {
      made.gate ??= make('gate');
      return made.gate;
    },
    get certificates() {
      made.certificates ??= make('certificates');
      return made.certificates;
    },
    get delivery() {
      made.delivery ??= make('delivery');
      return made.delivery;
    },
    get distribution() {
      made.distribution ??= make('distribution');
      return made.distribution;
    },
  };
  return roles;
}
