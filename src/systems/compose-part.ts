import { castRoles } from '../compose/cast-roles.ts';
import type { Component } from '../compose/component.ts';
import type { ComposedSystem } from '../compose/composed-object.ts';
import type { Lab } from '../lab/schema.ts';
import { components } from './components.ts';

/** What one component adds to the repository of a lab, with the roles filled as they are by default. For tests. */
export const composePart = (component: Component, lab: Lab): ComposedSystem =>
  component.compose(lab, castRoles(lab, components).roles);
