import type { Component } from '../../compose/component.ts';
import type { ComposedObject, ComposedSystem } from '../../compose/composed-object.ts';
import { namespaceObject } from '../../compose/objects/namespace.ts';
import type { Roles } from '../../compose/roles.ts';
import { sortByKey, sortByName } from '../../compose/sort-lab.ts';
import { clientNetworks, groupsOf } from '../../lab/access.ts';
import type { LabPlan } from '../../lab/lab-plan.ts';
import { chartRelease, chartSources } from './component-chart.ts';
import { appNamespace } from './component-names.ts';
import { sharedNamespaces, sharesNamespace } from './component-namespaces.ts';
import { appRoute } from './component-route.ts';
import { neededSecrets } from './component-secrets.ts';
import { securityLevel } from './component-security.ts';
import { appService } from './component-service.ts';
import { appStreams } from './component-streams.ts';
import { volumeObjects } from './component-volumes.ts';
import { appWorkload } from './component-workload.ts';
import type { AppsLab, LabApp } from './lab.ts';
import { portsOf } from './lab-listening.ts';

/** The lab's apps: a namespace each unless they share one, with workload or release, Service and route. */
export const component: Component<AppsLab> = {
  id: 'apps',
  provides: {},
  needs: ['loadBalancer', 'gate', 'certificates', 'login', 'storage'],
  sortLab: ({ apps }) => ({
    apps: sortByName(apps).map((app) => ({
      ...app,
      env: sortByKey(app.env),
      ...(app.ports && { ports: sortByKey(app.ports) }),
    })),
  }),
  compose: composeApps,
};

function composeApps(lab: AppsLab, roles: Roles, plan: LabPlan): ComposedSystem {
  const shared = sharedNamespaces(lab, plan);
  const apps = lab.apps.map((app) => {
    const namespace = appNamespace(app, plan.namespaces);
    const encrypted = neededSecrets(app, namespace).flatMap(({ from }) => from.sops ?? []);
    return {
      name: app.name,
      objects: appObjects(lab, app, roles, plan),
      ...(encrypted.length > 0 && { encrypted: [...new Set(encrypted)] }),
    };
  });
  return {
    sources: chartSources(lab, roles),
    controller: [],
    config: [],
    apps: [...shared, ...apps],
    secrets: lab.apps.flatMap((app) => neededSecrets(app, appNamespace(app, plan.namespaces))),
  };
}

function appObjects(lab: AppsLab, app: LabApp, roles: Roles, plan: LabPlan): ComposedObject[] {
  const clients = clientNetworks(lab, app.access);
  const namespace = appNamespace(app, plan.namespaces);
  const isShared = sharesNamespace(lab, app, plan);
  const own = isShared ? [] : [namespaceObject(namespace, securityLevel(app))];
  const guard = groupsOf(app.access) && roles.login?.guard;
  const route = appRoute({ lab, app, namespace, clients, guard, isShared }, roles.gate);
  if (app.chart) return [...own, chartRelease(lab, app, namespace, roles), ...route];
  const service = portsOf(app).length > 0 ? [appService({ app, namespace, clients }, roles.loadBalancer)] : [];
  const workload = appWorkload(app, namespace, roles);
  const streams = appStreams({ app, namespace, clients }, roles.gate);
  return [...own, ...volumeObjects(app, { namespace, ...roles }), workload, ...service, ...route, ...streams];
}
