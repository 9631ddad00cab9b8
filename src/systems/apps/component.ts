import type { Component } from '../../compose/component.ts';
import type { ComposedObject } from '../../compose/composed-object.ts';
import { namespaceObject } from '../../compose/objects/namespace.ts';
import type { Roles } from '../../compose/roles.ts';
import type { Lab, LabApp } from '../../lab/schema.ts';
import { clientNetworks } from './component-clients.ts';
import { appNamespace, portName } from './component-names.ts';
import { securityLevel } from './component-security.ts';
import { appService, servicePort } from './component-service.ts';
import { appWorkload } from './component-workload.ts';

/** The lab's apps: a namespace each, with workload, Service and route. */
export const component: Component = {
  id: 'apps',
  provides: {},
  needs: ['loadBalancer', 'gate', 'certificates'],
  compose: (lab, roles) => ({
    sources: [],
    controller: [],
    config: [],
    apps: lab.apps.map((app) => ({ name: app.name, objects: appObjects(lab, app, roles) })),
  }),
};

const appObjects = (lab: Lab, app: LabApp, roles: Roles): ComposedObject[] => {
  const clients = clientNetworks(lab, app);
  const namespace = appNamespace(app);
  const { name, hosts, path, tls, route } = app;
  const service = { name, port: servicePort, portName };
  const kind = route === 'Ingress' ? 'Ingress' : 'own';
  return [
    namespaceObject(namespace, securityLevel(app)),
    appWorkload(app, roles.distribution),
    appService(app, roles.loadBalancer, clients),
    ...roles.gate.route({ name, namespace, service, hosts, path, tls, clients, kind }),
  ];
};
