export const gateNamespace = 'traefik';
export const releaseName = 'traefik';
export const ingressClass = 'traefik';

/** Labels by which the chart's own Service finds the pods (`_helpers.tpl`: instance is release and namespace). */
export const podLabels = {
  'app.kubernetes.io/name': 'traefik',
  'app.kubernetes.io/instance': `${releaseName}-${gateNamespace}`,
};
