import type { Values } from '../../charts/contract.ts';
import { coalesceValues } from '../chart-values.ts';
import type { ChartSwitches } from './chart-versions.ts';

/** Values whose content the chart passes on as it is. */
export const openValues: readonly string[] = [
  ...['podSecurityContext', 'securityContext', 'updateStrategy', 'readinessProbe', 'livenessProbe', 'ports'],
  ...['service.spec', 'tlsStore', 'certificatesResolvers', 'ingressRoute.dashboard.services'],
];

/** Values that the model knows as they are by default only: what another value changes beside the arguments is unknown. */
export const defaultOnly: readonly string[] = [
  ...['providers.kubernetesCRD.enabled', 'providers.kubernetesIngress.enabled', 'service.single'],
  ...['providers.kubernetesCRD.namespaces', 'providers.kubernetesIngress.namespaces'],
];

/** Defaults of the values that the model knows (values.yaml of the tags), by the switches of a chart version. */
export function defaultValues(switches: ChartSwitches): Values {
  const tls = { tls: { enabled: true } };
  return coalesceValues(commonDefaults, {
    ports: {
      ...commonPorts,
      websecure: { ...commonPorts.websecure, ...(switches.nestedHttp ? { http: tls } : tls) },
    },
    ...(switches.serviceSpec ? { service: { spec: { type: 'LoadBalancer' } } } : { service: { ...oldService } }),
    ...(switches.flatLogs
      ? { log: { level: 'INFO', format: '', filePath: '', noColor: false }, accessLog: { enabled: false } }
      : oldLogs),
    ...(switches.seccomp && { podSecurityContext: { seccompProfile: { type: 'RuntimeDefault' } } }),
    ...(switches.globalArguments
      ? { globalArguments: ['--global.checknewversion', '--global.sendanonymoususage'] }
      : { global: { checkNewVersion: true, sendAnonymousUsage: false } }),
  });
}

const commonPorts = {
  traefik: { port: 8080, exposedPort: 8080, expose: { default: false }, protocol: 'TCP' },
  web: { port: 8000, exposedPort: 80, expose: { default: true }, protocol: 'TCP' },
  websecure: { port: 8443, exposedPort: 443, expose: { default: true }, protocol: 'TCP' },
  metrics: { port: 9100, exposedPort: 9100, expose: { default: false }, protocol: 'TCP' },
};

const oldService = {
  ...{ type: 'LoadBalancer', spec: {}, loadBalancerSourceRanges: [], externalIPs: [] },
  ...{ ipFamilyPolicy: '', ipFamilies: [], loadBalancerClass: '' },
};

const oldLogs = {
  logs: { general: { level: 'INFO', format: '', filePath: '', noColor: false }, access: { enabled: false } },
};

const provider = {
  enabled: true,
  ...{ allowExternalNameServices: false, allowEmptyServices: true },
  ...{ ingressClass: '', labelSelector: '', nativeLBByDefault: false, namespaces: [] },
};

const probe = { initialDelaySeconds: 2, periodSeconds: 10, successThreshold: 1, timeoutSeconds: 2 };

const commonDefaults: Values = {
  image: { registry: 'docker.io', repository: 'traefik', tag: '', pullPolicy: 'IfNotPresent' },
  commonLabels: {},
  deployment: {
    ...{ enabled: true, kind: 'Deployment', replicas: 1, minReadySeconds: 0, terminationGracePeriodSeconds: 60 },
    ...{ annotations: {}, labels: {}, podAnnotations: {}, podLabels: {}, initContainers: [], additionalContainers: [] },
    ...{ additionalVolumes: [], imagePullSecrets: [], dnsPolicy: '', healthchecksPort: '', hostAliases: [] },
  },
  updateStrategy: { type: 'RollingUpdate', rollingUpdate: { maxUnavailable: 0, maxSurge: 1 } },
  readinessProbe: { failureThreshold: 1, ...probe },
  livenessProbe: { failureThreshold: 3, ...probe },
  ingressClass: { enabled: true, isDefaultClass: true, name: '' },
  ingressRoute: {
    dashboard: {
      enabled: false,
      ...{ annotations: {}, labels: {}, entryPoints: ['traefik'], middlewares: [], tls: {} },
      matchRule: 'PathPrefix(`/dashboard`) || PathPrefix(`/api`)',
      services: [{ name: 'api@internal', kind: 'TraefikService' }],
    },
  },
  providers: {
    kubernetesCRD: { ...provider, allowCrossNamespace: false },
    kubernetesIngress: {
      ...provider,
      strictPrefixMatching: false,
      publishedService: { enabled: true, pathOverride: '' },
    },
  },
  api: { dashboard: true },
  metrics: { prometheus: { entryPoint: 'metrics' } },
  ports: {},
  service: { enabled: true, single: true, annotations: {}, annotationsTCP: {}, labels: {} },
  persistence: {
    ...{
      enabled: false,
      name: 'data',
      existingClaim: '',
      accessMode: 'ReadWriteOnce',
      size: '128Mi',
      storageClass: '',
    },
    ...{ path: '/data', subPath: '', annotations: {}, volumeName: '' },
  },
  certificatesResolvers: {},
  tlsStore: {},
  tlsOptions: {},
  hostNetwork: false,
  rbac: { enabled: true },
  serviceAccount: { name: '' },
  additionalArguments: [],
  additionalVolumeMounts: [],
  env: [],
  envFrom: [],
  resources: {},
  nodeSelector: {},
  tolerations: [],
  affinity: {},
  topologySpreadConstraints: [],
  priorityClassName: '',
  podSecurityContext: { runAsGroup: 65532, runAsNonRoot: true, runAsUser: 65532 },
  securityContext: {
    allowPrivilegeEscalation: false,
    capabilities: { drop: ['ALL'] },
    readOnlyRootFilesystem: true,
  },
  extraObjects: [],
};
