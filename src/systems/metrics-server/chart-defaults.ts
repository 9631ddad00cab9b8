import type { Values } from '../../charts/contract.ts';

const addOn = ['certManager', 'helm', 'existingSecret'] as const;

/** Values whose content the chart passes on as it is. */
export const openValues: readonly string[] = [
  ...['securityContext', 'livenessProbe', 'readinessProbe', 'resources', 'tmpVolume', 'addonResizer', 'serviceMonitor'],
  ...addOn.map((name) => `tls.${name}`),
];

/** Values that the outline knows as they are by default only: what another value changes is unknown. */
export const defaultOnly: readonly string[] = [
  ...['nameOverride', 'rbac.pspEnabled', 'podDisruptionBudget.enabled', 'addonResizer.enabled'],
  ...['serviceMonitor.enabled', 'tls.type', 'serviceAccount.secrets', 'extraVolumes', 'extraVolumeMounts'],
];

const locked = {
  allowPrivilegeEscalation: false,
  readOnlyRootFilesystem: true,
  runAsNonRoot: true,
  runAsUser: 1000,
  seccompProfile: { type: 'RuntimeDefault' },
  capabilities: { drop: ['ALL'] },
};

const probe = (path: string, initialDelaySeconds: number) => ({
  httpGet: { path, port: 'https', scheme: 'HTTPS' },
  initialDelaySeconds,
  periodSeconds: 10,
  failureThreshold: 3,
});

/** Defaults of the values that the outline knows (charts/metrics-server/values.yaml of the tags). */
export const defaultValues: Values = {
  image: { repository: 'registry.k8s.io/metrics-server/metrics-server', tag: '', pullPolicy: 'IfNotPresent' },
  imagePullSecrets: [],
  ...{ nameOverride: '', fullnameOverride: '' },
  serviceAccount: { create: true, annotations: {}, name: '', secrets: [] },
  rbac: { create: true, pspEnabled: false },
  apiService: { create: true, annotations: {}, insecureSkipTLSVerify: true, caBundle: '' },
  ...{ commonLabels: {}, podLabels: {}, podAnnotations: {}, podSecurityContext: {}, deploymentAnnotations: {} },
  securityContext: locked,
  priorityClassName: 'system-cluster-critical',
  containerPort: 10250,
  hostNetwork: { enabled: false },
  replicas: 1,
  updateStrategy: {},
  podDisruptionBudget: { enabled: false },
  defaultArgs: [
    '--cert-dir=/tmp',
    '--kubelet-preferred-address-types=InternalIP,ExternalIP,Hostname',
    '--kubelet-use-node-status-port',
    '--metric-resolution=15s',
  ],
  args: [],
  livenessProbe: probe('/livez', 0),
  readinessProbe: probe('/readyz', 20),
  service: { type: 'ClusterIP', port: 443, annotations: {}, labels: {} },
  addonResizer: { enabled: false },
  metrics: { enabled: false },
  serviceMonitor: { enabled: false },
  resources: { requests: { cpu: '100m', memory: '200Mi' } },
  ...{ extraVolumeMounts: [], extraVolumes: [], nodeSelector: {}, tolerations: [], affinity: {} },
  ...{ topologySpreadConstraints: [], dnsConfig: {}, schedulerName: '' },
  tmpVolume: { emptyDir: {} },
  tls: { type: 'metrics-server', clusterDomain: 'cluster.local', certManager: {}, helm: {}, existingSecret: {} },
};
