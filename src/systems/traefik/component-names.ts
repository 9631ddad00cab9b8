export const releaseName = 'traefik';

/** Labels by which the chart's own Service finds the pods (`_helpers.tpl`: instance is release and namespace). */
export const podLabels = (namespace: string) => ({
  'app.kubernetes.io/name': 'traefik',
  'app.kubernetes.io/instance': `${releaseName}-${namespace}`,
});
