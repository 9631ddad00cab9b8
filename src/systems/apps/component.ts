import type { Component } from '../../compose/component.ts';
import type { ComposedObject } from '../../compose/composed-object.ts';
import { namespaceObject } from '../../compose/objects/namespace.ts';
import type { Roles } from '../../compose/roles.ts';
import { sortByKey, sortByName } from '../../compose/sort-lab.ts';
import { clientNetworks, groupsOf } from '../../lab/access.ts';
import { appNamespace, portName } from './component-names.ts';
import { securityLevel } from './component-security.ts';
import { appService, servicePort } from './component-service.ts';
import { appWorkload } from './component-workload.ts';
import { type AppsLab, hostsOf, type LabApp, servesTls } from './lab.ts';

/** The lab's apps: a namespace each, with workload, Service and route. */
export const component: Component<AppsLab> = {
  id: 'apps',
  provides: {},
  needs: ['loadBalancer', 'gate', 'certificates', 'login'],
  sortLab: ({ apps }) => ({ apps: sortByName(apps).map((app) => ({ ...app, env: sortByKey(app.env) })) }),
  compose: (lab, roles, { namespaces }) => ({
    sources: [],
    controller: [],
    config: [],
    apps: lab.apps.map((app) => ({
      name: app.name,
      objects: appObjects(lab, app, appNamespace(app, namespaces), roles),
    })),
  }),
};

const appObjects = (lab: AppsLab, app: LabApp, namespace: string, roles: Roles): ComposedObject[] => {
  const clients = clientNetworks(lab, app.access);
  const { name, path, route } = app;
  const hosts = hostsOf(lab, app);
  const tls = servesTls(lab, app);
  const service = { name, port: servicePort, portName };
  const kind = route === 'Ingress' ? 'Ingress' : 'own';
  const guard = groupsOf(app.access) && roles.login?.guard;
  return [
    namespaceObject(namespace, securityLevel(app)),
    appWorkload(app, namespace, roles.distribution),
    appService({ app, namespace, clients }, roles.loadBalancer),
    ...((hosts.length > 0 && roles.gate?.route({ name, namespace, service, hosts, path, tls, clients, guard, kind })) ||
      []),
  ];
};
