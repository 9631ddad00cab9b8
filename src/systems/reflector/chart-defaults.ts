import type { Values } from '../../charts/contract.ts';

const probe = (path: string): Values => ({
  httpGet: { path, port: 'http' },
  timeoutSeconds: 10,
  initialDelaySeconds: 5,
  periodSeconds: 10,
  failureThreshold: 5,
});

/** Values whose content the chart passes on as it is. */
export const openValues: readonly string[] = [
  ...['podSecurityContext', 'securityContext', 'livenessProbe', 'readinessProbe', 'startupProbe', 'resources'],
  ...['cron', 'autoscaling'],
];

/** Values that the outline knows as they are by default only: what another value changes is unknown. */
export const defaultOnly: readonly string[] = ['nameOverride', 'cron.enabled', 'autoscaling.enabled'];

/** Defaults of the chart (src/helm/reflector/values.yaml of 10.0.63). */
export const defaultValues: Values = {
  replicaCount: 1,
  image: { repository: 'docker.io/emberstack/kubernetes-reflector', pullPolicy: 'IfNotPresent', tag: '' },
  imagePullSecrets: [],
  ...{ nameOverride: '', namespaceOverride: '', fullnameOverride: '' },
  cron: { enabled: false },
  configuration: {
    logging: { minimumLevel: 'Information' },
    watcher: { timeout: '', excludedNamespaces: '' },
    kubernetes: { skipTlsVerify: false },
  },
  rbac: { enabled: true },
  serviceAccount: { create: true, annotations: {}, name: '' },
  ...{ podAnnotations: {}, podLabels: {}, extraEnv: [] },
  podSecurityContext: { fsGroup: 2000 },
  securityContext: {
    capabilities: { drop: ['ALL'] },
    ...{ readOnlyRootFilesystem: true, runAsNonRoot: true, runAsUser: 1000 },
  },
  livenessProbe: probe('/health/live'),
  readinessProbe: probe('/health/ready'),
  startupProbe: probe('/health/ready'),
  resources: {},
  autoscaling: { enabled: false },
  ...{ nodeSelector: {}, tolerations: [], affinity: {}, topologySpreadConstraints: [] },
  priorityClassName: '',
  ...{ volumes: [], volumeMounts: [] },
};
