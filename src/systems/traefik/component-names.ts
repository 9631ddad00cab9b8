import type { TraefikLab } from './lab.ts';

export const gateNamespace = 'traefik';
export const releaseName = 'traefik';
export const ingressClass = 'traefik';

/** Labels by which the chart's own Service finds the pods (`_helpers.tpl`: instance is release and namespace). */
export const podLabels = {
  'app.kubernetes.io/name': 'traefik',
  'app.kubernetes.io/instance': `${releaseName}-${gateNamespace}`,
};

/** Entry point of the dashboard: `dashboard`, unless the lab has one of that name. */
export const dashboardEntryPoint = (lab: TraefikLab): string =>
  Object.hasOwn(lab.ingress.entryPoints, 'dashboard') ? 'gate-dashboard' : 'dashboard';
