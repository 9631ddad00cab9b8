import type { Component } from '../../compose/component.ts';
import type { ComposedObject } from '../../compose/composed-object.ts';
import { namespaceObject } from '../../compose/objects/namespace.ts';
import type { Roles } from '../../compose/roles.ts';
import { sortByKey } from '../../compose/sort-lab.ts';
import { dashboardObjects } from './component-dashboard.ts';
import { defaultStore } from './component-default-store.ts';
import { gateNamespace, ingressClass, releaseName } from './component-names.ts';
import { routeObjects } from './component-route.ts';
import { chartValues, valueComments } from './component-values.ts';
import type { TraefikLab } from './lab.ts';

/** Traefik as the lab has it: the release with the gate's Service, and the dashboard on an address of its own. */
export const component: Component<TraefikLab> = {
  id: 'traefik',
  provides: {
    gate: (lab) => ({
      namespace: gateNamespace,
      ingressClass,
      route: (wish) => routeObjects(lab, wish),
      defaultCertificate: (secretName) => [defaultStore(secretName)],
    }),
  },
  needs: ['loadBalancer'],
  sortLab: ({ ingress }) => ({ ingress: { ...ingress, entryPoints: sortByKey(ingress.entryPoints) } }),
  compose: (lab, roles) => ({
    sources: [roles.delivery.chartSource('traefik', 'https://traefik.github.io/charts')],
    controller: [
      namespaceObject(gateNamespace, 'restricted', 'The gate faces every client: its pods get no privilege at all.'),
      release(lab, roles),
    ],
    config: dashboardObjects(lab, roles.loadBalancer),
    apps: [],
  }),
};

const release = (lab: TraefikLab, roles: Roles): ComposedObject =>
  roles.delivery.release({
    name: releaseName,
    namespace: gateNamespace,
    chart: 'traefik',
    version: lab.versions.traefik,
    repository: 'traefik',
    crdFolder: true,
    own: { path: ['ingress', 'values'], values: lab.ingress.values },
    values: chartValues(lab, roles),
    comments: valueComments(lab),
  });
