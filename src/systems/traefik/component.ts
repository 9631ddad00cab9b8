import type { Component, ComposedObject } from '../../compose/component.ts';
import { helmRelease, helmRepository } from '../../compose/objects/helm.ts';
import { namespaceObject } from '../../compose/objects/namespace.ts';
import type { Lab } from '../../lab/schema.ts';
import { dashboardObjects } from './component-dashboard.ts';
import { gateNamespace, releaseName } from './component-names.ts';
import { chartValues, valueComments } from './component-values.ts';

/** Traefik as the lab has it: the release with the gate's Service, and the dashboard on an address of its own. */
export const component: Component = {
  id: 'traefik',
  provides: ['ingress'],
  needs: ['load-balancer'],
  compose: (lab) => ({
    sources: [helmRepository('traefik', 'https://traefik.github.io/charts')],
    controller: [
      namespaceObject(gateNamespace, 'restricted', 'The gate faces every client: its pods get no privilege at all.'),
      release(lab),
    ],
    config: dashboardObjects(lab),
    apps: [],
  }),
};

const release = (lab: Lab): ComposedObject =>
  helmRelease({
    name: releaseName,
    namespace: gateNamespace,
    chart: 'traefik',
    version: lab.versions.traefik,
    repository: 'traefik',
    crdFolder: true,
    values: chartValues(lab),
    comments: valueComments(lab),
  });
