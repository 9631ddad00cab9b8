import type { Component, ComposedObject } from '../../compose/component.ts';
import { namespaceObject } from '../../compose/objects/namespace.ts';
import type { Lab, LabApp } from '../../lab/schema.ts';
import { allowList, clientNetworks } from './component-access.ts';
import { appNamespace } from './component-names.ts';
import { appRoute } from './component-route.ts';
import { securityLevel } from './component-security.ts';
import { appService } from './component-service.ts';
import { appWorkload } from './component-workload.ts';

/** The lab's apps: a namespace each, with workload, Service and route. */
export const component: Component = {
  id: 'apps',
  provides: [],
  needs: ['load-balancer', 'ingress', 'certificates'],
  compose: (lab) => ({
    sources: [],
    controller: [],
    config: [],
    apps: lab.apps.map((app) => ({ name: app.name, objects: appObjects(lab, app) })),
  }),
};

const appObjects = (lab: Lab, app: LabApp): ComposedObject[] => {
  const networks = clientNetworks(lab, app);
  return [
    namespaceObject(appNamespace(app), securityLevel(app)),
    appWorkload(lab, app),
    appService(app, networks),
    ...(networks ? [allowList(app, networks)] : []),
    appRoute(lab, app, networks !== undefined),
  ];
};
