import type { Component } from '../../compose/component.ts';
import type { ComposedObject, ComposedSystem } from '../../compose/composed-object.ts';
import { namespaceObject } from '../../compose/objects/namespace.ts';
import type { Gate, RegistryChart, Roles } from '../../compose/roles.ts';
import { sortByKey } from '../../compose/sort-lab.ts';
import type { LabPlan } from '../../lab/lab-plan.ts';
import { acmeSecrets } from './component-acme.ts';
import { careOf } from './component-care.ts';
import { dashboardObjects } from './component-dashboard.ts';
import { defaultStore } from './component-default-store.ts';
import { podSecurityOf } from './component-host.ts';
import { addressFirst } from './component-migration.ts';
import { releaseName } from './component-names.ts';
import { routeObjects } from './component-route.ts';
import { streamObjects } from './component-stream.ts';
import { tlsOptionObjects } from './component-tls-options.ts';
import { chartValues, providerValues, type ToldProviders, valueComments } from './component-values.ts';
import { type GateLab, hasGate, type TraefikLab } from './lab.ts';

/** Traefik as the lab has it: the release with the gate's Service, and the dashboard on an address of its own. */
export const component: Component<TraefikLab> = {
  id: 'traefik',
  provides: { gate: (lab) => gateOf(lab as GateLab) },
  needs: ['loadBalancer'],
  alsoNeeds: ({ ingress }) => (ingress?.acme ? ['storage'] : []),
  fillsWithController: true,
  isLeftOut: (lab) => !hasGate(lab),
  sortLab: ({ ingress }) => (ingress ? { ingress: { ...ingress, entryPoints: sortByKey(ingress.entryPoints) } } : {}),
  compose: (lab, roles, plan) => composeGate(lab as GateLab, roles, plan),
  migrate: (from, to) => addressFirst(from, to, composeGate),
};

const gateOf = (lab: GateLab): Gate => ({
  namespace: lab.ingress.namespace,
  ingressClass: lab.ingress.class,
  route: (wish) => routeObjects(lab, wish),
  stream: streamObjects,
  defaultCertificate: (secretName, others = []) => [defaultStore(lab.ingress.namespace, secretName, others)],
});

const composeGate = (lab: GateLab, roles: Roles, plan: LabPlan, told: ToldProviders = {}): ComposedSystem => ({
  sources: [roles.delivery.chartSource('traefik', 'https://traefik.github.io/charts', registryOf(lab))],
  controller: [
    namespaceObject(
      lab.ingress.namespace,
      podSecurityOf(lab),
      {
        restricted: 'The gate faces every client: its pods get no privilege at all.',
        baseline: 'Its pods run as root, as the lab says; they get no other privilege.',
        privileged: 'Its pods use the network of their nodes: nothing below privileged admits them.',
      }[podSecurityOf(lab)],
    ),
    release(lab, roles, { ...chartValues(lab, roles), ...providerValues(plan, told) }),
  ],
  config: [...tlsOptionObjects(lab), ...dashboardObjects(lab, roles)],
  apps: [],
  secrets: acmeSecrets(lab),
  ...careOf(lab),
});

/** Upstream: traefik-helm-chart README.md. */
const registryOf = ({ versions }: GateLab): RegistryChart => ({
  url: 'oci://ghcr.io/traefik/helm/traefik',
  tag: versions.traefik,
});

const release = (lab: GateLab, roles: Roles, values: ReturnType<typeof chartValues>): ComposedObject =>
  roles.delivery.release({
    name: releaseName,
    namespace: lab.ingress.namespace,
    chart: 'traefik',
    version: lab.versions.traefik,
    repository: 'traefik',
    registry: registryOf(lab),
    crdFolder: true,
    own: { path: ['ingress', 'values'], values: lab.ingress.values },
    values,
    comments: valueComments(lab),
  });
