import { castRoles } from '../compose/cast-roles.ts';
import type { Component } from '../compose/component.ts';
import type { ComposedSystem } from '../compose/composed-object.ts';
import type { PlannedLab } from '../lab/lab-plan.ts';
import { components } from './components.ts';
import { type Lab, labDefinition } from './lab.ts';

/** What one component adds to the repository of a lab, with the roles filled as they are by default. For tests. */
export function composePart(component: Component<Lab>, lab: Lab): ComposedSystem {
  const plan = labDefinition.plan(lab);
  return component.compose(lab, castRoles(lab, plan, components).roles, plan);
}

/** A lab with its plan. For tests. */
export const planned = (lab: Lab): PlannedLab<Lab> => ({ lab, plan: labDefinition.plan(lab) });
