// Faults of a running platform, as people make them: what is applied or done, which playbook is to find it, and on which object.
import { faultsOfPlatform } from './faults-of-platform.mjs';
import { container, deployment, ends, namespace, object, service, unreachable } from './objects.mjs';

/** Applied together before any other: what faults lean on. */
export const well = [
  { apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } },
  deployment('well'),
  service('well', { app: 'well' }),
];

/** Each is applied to a platform that is well (none that only events of a kubelet tell: the small one here writes none); `playbook` finds it on the object that `shows` names, or that begins so. */
const ofWorkloads = [
  {
    playbook: 'pod-unschedulable',
    shows: 'Pod/ill/nowhere-',
    objects: [deployment('nowhere', { nodeSelector: { disk: 'no-such-disk' } })],
  },
  {
    playbook: 'pod-config-error',
    shows: 'Pod/ill/no-secret-',
    objects: [
      deployment('no-secret', {
        containers: [
          container('no-secret', {
            env: [{ name: 'A', valueFrom: { secretKeyRef: { name: 'no-such-secret', key: 'a' } } }],
          }),
        ],
      }),
    ],
  },
  {
    playbook: 'pod-crash-loop',
    shows: 'Pod/ill/crashes-',
    objects: [deployment('crashes', { containers: [container('crashes', ends)] })],
  },
  {
    playbook: 'pod-not-ready',
    shows: 'Pod/ill/unready-',
    objects: [deployment('unready', { containers: [container('unready', { readinessProbe: unreachable })] })],
  },
  {
    playbook: 'pods-not-created',
    shows: 'ReplicaSet/ill/no-account-',
    objects: [deployment('no-account', { serviceAccountName: 'no-such-account' })],
  },
  {
    playbook: 'service-without-endpoints',
    shows: 'Service/ill/misspelt',
    objects: [service('misspelt', { app: 'wel' })],
  },
  {
    playbook: 'claim-pending',
    shows: 'PersistentVolumeClaim/ill/no-class',
    objects: [
      object('v1', 'PersistentVolumeClaim', 'no-class', {
        spec: {
          storageClassName: 'no-such-class',
          accessModes: ['ReadWriteOnce'],
          resources: { requests: { storage: '1Gi' } },
        },
      }),
    ],
  },
  {
    playbook: 'job-failed',
    shows: 'Job/ill/fails',
    objects: [
      object('batch/v1', 'Job', 'fails', {
        spec: {
          backoffLimit: 0,
          template: { spec: { restartPolicy: 'Never', containers: [container('fails', ends)] } },
        },
      }),
    ],
  },
  {
    playbook: 'disruption-budget-blocks',
    shows: 'PodDisruptionBudget/ill/all-of-one',
    objects: [
      object('policy/v1', 'PodDisruptionBudget', 'all-of-one', {
        spec: { minAvailable: 1, selector: { matchLabels: { app: 'well' } } },
      }),
    ],
  },
  {
    playbook: 'autoscaler-without-metrics',
    shows: 'HorizontalPodAutoscaler/ill/no-metrics',
    objects: [
      object('autoscaling/v2', 'HorizontalPodAutoscaler', 'no-metrics', {
        spec: {
          scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'well' },
          maxReplicas: 2,
          metrics: [
            { type: 'Resource', resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: 50 } } },
          ],
        },
      }),
    ],
  },
  {
    playbook: 'api-service-unavailable',
    shows: 'APIService/v1.things.example.org',
    objects: [
      {
        apiVersion: 'apiregistration.k8s.io/v1',
        kind: 'APIService',
        metadata: { name: 'v1.things.example.org' },
        spec: {
          ...{ group: 'things.example.org', version: 'v1', groupPriorityMinimum: 100, versionPriority: 100 },
          insecureSkipTLSVerify: true,
          service: { name: 'no-such-service', namespace },
        },
      },
    ],
  },
  {
    playbook: 'webhook-unreachable',
    shows: 'ValidatingWebhookConfiguration/unreachable',
    objects: [
      {
        apiVersion: 'admissionregistration.k8s.io/v1',
        kind: 'ValidatingWebhookConfiguration',
        metadata: { name: 'unreachable' },
        webhooks: [
          {
            ...{ name: 'unreachable.example.org', failurePolicy: 'Fail', sideEffects: 'None' },
            admissionReviewVersions: ['v1'],
            // Of things that nobody writes here.
            rules: [{ apiGroups: ['example.org'], apiVersions: ['v1'], operations: ['CREATE'], resources: ['things'] }],
            clientConfig: { service: { name: 'no-such-service', namespace } },
          },
        ],
      },
    ],
  },
  {
    playbook: 'pod-stuck-terminating',
    shows: 'Pod/ill/stays',
    objects: [
      object(
        'v1',
        'Pod',
        'stays',
        { spec: { terminationGracePeriodSeconds: 1, containers: [container('stays')] } },
        { finalizers: ['example.org/never'] },
      ),
    ],
    removed: ['Pod/stays'],
  },
  {
    playbook: 'namespace-stuck',
    shows: 'Namespace/stuck',
    objects: [
      { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'stuck' } },
      object('v1', 'ConfigMap', 'stays', {}, { namespace: 'stuck', finalizers: ['example.org/never'] }),
    ],
    removed: ['Namespace/stuck'],
  },
];

/** All faults. */
export const faults = [...ofWorkloads, ...faultsOfPlatform];
