import { namespaceObject } from '../../compose/objects/namespace.ts';
import type { LabPlan } from '../../lab/lab-plan.ts';
import { appNamespace, builtinNamespaces } from './component-names.ts';
import { securityLevel, weakestLevel } from './component-security.ts';
import type { AppsLab, LabApp } from './lab.ts';

type Taken = Pick<LabPlan, 'namespaces'>;

/** The apps of a namespace. */
const membersOf = ({ apps }: AppsLab, namespace: string, { namespaces }: Taken): readonly LabApp[] =>
  apps.filter((app) => appNamespace(app, namespaces) === namespace);

/** Whether others are in an app's namespace, or may be: who makes it is not the app. */
export function sharesNamespace(lab: AppsLab, app: LabApp, plan: Taken): boolean {
  const namespace = appNamespace(app, plan.namespaces);
  return builtinNamespaces.includes(namespace) || membersOf(lab, namespace, plan).length > 1;
}

/** A folder with the namespaces that several apps share, each under the strictest level that all of them pass; none where there are none. */
export function sharedNamespaces(lab: AppsLab, plan: Taken) {
  const all = [...new Set(lab.apps.map((app) => appNamespace(app, plan.namespaces)))].sort();
  const objects = all
    .filter((namespace) => !builtinNamespaces.includes(namespace))
    .map((namespace) => ({ namespace, members: membersOf(lab, namespace, plan) }))
    .filter(({ members }) => members.length > 1)
    .map(({ namespace, members }) => ({
      ...namespaceObject(namespace, weakestLevel(members.map(securityLevel))),
      file: `${namespace}.yaml`,
      header: `The namespace of ${members.map(({ name }) => name).join(', ')}.`,
    }));
  const isTaken = lab.apps.some(({ name }) => name === 'namespaces');
  return objects.length > 0 ? [{ name: isTaken ? 'shared-namespaces' : 'namespaces', objects }] : [];
}
