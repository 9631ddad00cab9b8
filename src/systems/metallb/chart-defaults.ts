import type { Values } from '../../charts/contract.ts';
import { coalesceValues } from '../chart-values.ts';
import { runsFrrApart } from './chart-versions.ts';

/** Values whose content the chart passes on as it is. */
export const openValues: readonly string[] = [
  ...['controller.strategy', 'controller.securityContext', 'speaker.updateStrategy'],
  ...['controller.livenessProbe', 'controller.readinessProbe', 'speaker.livenessProbe', 'speaker.readinessProbe'],
];

/** Values that the model knows as they are by default only: what another value changes is unknown. */
export const defaultOnly: readonly string[] = [
  ...[
    'rbac.create',
    'controller.enabled',
    'speaker.enabled',
    'speaker.excludeInterfaces.enabled',
    'speaker.memberlist.enabled',
  ],
  ...['controller.livenessProbe.enabled', 'controller.readinessProbe.enabled'],
  ...['speaker.livenessProbe.enabled', 'speaker.readinessProbe.enabled', 'networkpolicies.enabled', 'frrk8s.external'],
];

/** Defaults of the values that the model knows (charts/metallb/values.yaml of the tags). */
export function defaultValues(version: string): Values {
  const apart = runsFrrApart(version);
  return coalesceValues(common, {
    prometheus: { metricsPort: apart ? 9120 : 7472 },
    controller: apart ? { webhookMode: 'enabled' } : { tlsMinVersion: 'VersionTLS12', webhookMode: '' },
    speaker: { frr: { enabled: !apart } },
    frrk8s: { enabled: apart, external: false },
  });
}

const probe = {
  enabled: true,
  failureThreshold: 3,
  initialDelaySeconds: 10,
  periodSeconds: 10,
  successThreshold: 1,
  timeoutSeconds: 1,
};

const pod = {
  logLevel: 'info',
  image: { tag: '', pullPolicy: '' },
  serviceAccount: { annotations: {} },
  ...{ resources: {}, nodeSelector: {}, tolerations: [], affinity: {}, podAnnotations: {}, labels: {} },
  ...{ priorityClassName: '', runtimeClassName: '' },
  ...{ livenessProbe: probe, readinessProbe: probe },
};

const common: Values = {
  loadBalancerClass: '',
  imagePullSecrets: [],
  rbac: { create: true },
  controller: {
    ...pod,
    enabled: true,
    image: { ...pod.image, repository: 'quay.io/metallb/controller' },
    strategy: { type: 'RollingUpdate' },
    securityContext: { runAsNonRoot: true, runAsUser: 65534, fsGroup: 65534 },
  },
  speaker: {
    ...pod,
    enabled: true,
    image: { ...pod.image, repository: 'quay.io/metallb/speaker' },
    updateStrategy: { type: 'RollingUpdate' },
    tolerateMaster: true,
    ignoreExcludeLB: false,
    memberlist: { enabled: true, mlBindPort: 7946 },
    excludeInterfaces: { enabled: true },
  },
  crds: { enabled: true, validationFailurePolicy: 'Fail' },
  networkpolicies: { enabled: false },
};
