import type { Values } from '../../charts/contract.ts';

/** Values whose content the chart passes on as it is. */
export const openValues: readonly string[] = ['', 'webhook.', 'cainjector.', 'startupapicheck.'].flatMap((at) =>
  ['securityContext', 'containerSecurityContext', 'nodeSelector', 'strategy'].map((field) => `${at}${field}`),
);

/** Values that the model knows as they are by default only: what another value changes is unknown. */
export const defaultOnly: readonly string[] = [
  'prometheus.enabled',
  'namespace',
  'fullnameOverride',
  'nameOverride',
  'creator',
];

const images = 'quay.io/jetstack';

const pod = (image: string): Values => ({
  image: { repository: `${images}/${image}`, tag: '', pullPolicy: 'IfNotPresent', digest: '' },
  securityContext: { runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } },
  containerSecurityContext: {
    allowPrivilegeEscalation: false,
    capabilities: { drop: ['ALL'] },
    readOnlyRootFilesystem: true,
  },
  nodeSelector: { 'kubernetes.io/os': 'linux' },
  enableServiceLinks: false,
  ...{ extraArgs: [], extraEnv: [], resources: {}, tolerations: [], affinity: {}, podLabels: {}, podAnnotations: {} },
});

const workload = (image: string): Values => ({
  ...pod(image),
  replicaCount: 1,
  strategy: {},
  topologySpreadConstraints: [],
});

/** Defaults of the values that the model knows (deploy/charts/cert-manager/values.yaml, v1.21). */
export const defaultValues: Values = {
  ...workload('cert-manager-controller'),
  global: { imagePullSecrets: [], priorityClassName: '', logLevel: 2, leaderElection: { namespace: 'kube-system' } },
  installCRDs: false,
  crds: { enabled: false, keep: true },
  ...{ clusterResourceNamespace: '', featureGates: '', maxConcurrentChallenges: 60, enableCertificateOwnerRef: false },
  ...{ dns01RecursiveNameservers: '', dns01RecursiveNameserversOnly: false },
  ...{ namespace: '', fullnameOverride: '', nameOverride: '', creator: 'helm' },
  prometheus: { enabled: true },
  acmesolver: { image: { repository: `${images}/cert-manager-acmesolver`, tag: '' } },
  webhook: workload('cert-manager-webhook'),
  cainjector: { ...workload('cert-manager-cainjector'), enabled: true },
  startupapicheck: { ...pod('cert-manager-startupapicheck'), enabled: true, timeout: '1m', backoffLimit: 4 },
};

/** Keys the schema of the chart knows at the root (values.schema.json); it refuses all others. */
export const rootKeys: readonly string[] = [
  ...['acmesolver', 'affinity', 'approveSignerNames', 'automountServiceAccountToken', 'cainjector'],
  ...['clusterResourceNamespace', 'config', 'containerSecurityContext', 'crds', 'creator', 'deploymentAnnotations'],
  ...['disableAutoApproval', 'dns01RecursiveNameservers', 'dns01RecursiveNameserversOnly', 'enableCertificateOwnerRef'],
  ...['enableServiceLinks', 'enabled', 'extraArgs', 'extraEnv', 'extraObjects', 'featureGates', 'fullnameOverride'],
  ...['global', 'hostAliases', 'http_proxy', 'https_proxy', 'image', 'ingressShim', 'installCRDs', 'livenessProbe'],
  ...['maxConcurrentChallenges', 'nameOverride', 'namespace', 'no_proxy', 'nodeSelector', 'podAnnotations'],
  ...['podDisruptionBudget', 'podDnsConfig', 'podDnsPolicy', 'podLabels', 'prometheus', 'replicaCount', 'resources'],
  ...['securityContext', 'serviceAccount', 'serviceAnnotations', 'serviceIPFamilies', 'serviceIPFamilyPolicy'],
  ...[
    'serviceLabels',
    'startupapicheck',
    'strategy',
    'tolerations',
    'topologySpreadConstraints',
    'verticalPodAutoscaler',
  ],
  ...['volumeMounts', 'volumes', 'webhook'],
];
