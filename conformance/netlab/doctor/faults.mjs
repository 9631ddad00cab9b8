// Faults of a running platform, as people make them: what is applied or done, which playbook is to find it, and on which object.

const namespace = 'ill';

const object = (apiVersion, kind, name, rest, metadata = {}) => ({
  apiVersion,
  kind,
  metadata: { name, namespace, ...metadata },
  ...rest,
});

const container = (name, more = {}) => ({
  name,
  image: 'hello',
  ports: [{ containerPort: 8080, name: 'http' }],
  ...more,
});

const deployment = (name, pod = {}, more = {}) =>
  object('apps/v1', 'Deployment', name, {
    spec: {
      replicas: 1,
      selector: { matchLabels: { app: name } },
      template: { metadata: { labels: { app: name } }, spec: { containers: [container(name)], ...pod } },
      ...more,
    },
  });

const service = (name, selector, more = {}) =>
  object('v1', 'Service', name, {
    spec: { selector, ports: [{ name: 'http', port: 80, targetPort: 'http' }], ...more },
  });

const balancer = (name, address) =>
  object(
    'v1',
    'Service',
    name,
    { spec: { type: 'LoadBalancer', selector: { app: 'well' }, ports: [{ port: 80, targetPort: 8080 }] } },
    { annotations: { 'metallb.io/loadBalancerIPs': address } },
  );

const metallb = (kind, name, spec) =>
  object('metallb.io/v1beta1', kind, name, { spec }, { namespace: 'metallb-system' });

const flux = (group, kind, name, spec) =>
  object(
    `${group}.toolkit.fluxcd.io/${group === 'helm' ? 'v2' : 'v1'}`,
    kind,
    name,
    { spec },
    { namespace: 'flux-system' },
  );

const route = (name, service, more = {}) =>
  object('traefik.io/v1alpha1', 'IngressRoute', name, {
    spec: {
      entryPoints: ['websecure'],
      routes: [
        {
          kind: 'Rule',
          match: `Host(\`${name}.home.example.org\`)`,
          services: [{ name: service, port: 80 }],
          ...more.route,
        },
      ],
      tls: more.tls ?? {},
    },
  });

/** Nobody is at this address of the platform's network. */
const unreachable = { httpGet: { host: '192.168.88.99', port: 80, path: '/' }, periodSeconds: 2, failureThreshold: 2 };

/** An argument that the program ends at. */
const ends = { image: 'docker.io/traefik:v3', args: ['--no-such-thing'] };

/** Applied together before any other: what faults lean on. */
export const well = [
  { apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } },
  deployment('well'),
  service('well', { app: 'well' }),
];

/** Each is applied to a platform that is well; `playbook` finds it on the object that `shows` names, or that begins so. */
export const faults = [
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
    playbook: 'pod-restarted-by-liveness',
    shows: 'Pod/ill/restarted-',
    objects: [deployment('restarted', { containers: [container('restarted', { livenessProbe: unreachable })] })],
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
  {
    playbook: 'service-without-address',
    shows: 'Service/ill/no-pool',
    objects: [balancer('no-pool', '192.168.88.230')],
  },
  {
    playbook: 'address-announced-by-nobody',
    shows: 'Service/ill/unheard',
    objects: [
      metallb('IPAddressPool', 'unheard', { addresses: ['192.168.88.231/32'], autoAssign: false }),
      metallb('L2Advertisement', 'unheard', {
        ipAddressPools: ['unheard'],
        nodeSelectors: [{ matchLabels: { disk: 'no-such-disk' } }],
      }),
      balancer('unheard', '192.168.88.231'),
    ],
  },
  {
    playbook: 'route-without-endpoints',
    shows: 'IngressRoute/ill/empty',
    objects: [deployment('empty', {}, { replicas: 0 }), service('empty', { app: 'empty' }), route('empty', 'empty')],
  },
  {
    playbook: 'router-dropped',
    shows: 'IngressRoute/ill/dropped',
    objects: [route('dropped', 'well', { route: { middlewares: [{ name: 'no-such-middleware' }] } })],
  },
  {
    playbook: 'default-certificate-shown',
    shows: 'IngressRoute/ill/no-certificate',
    objects: [route('no-certificate', 'well', { tls: { secretName: 'no-such-secret' } })],
  },
  {
    playbook: 'certificate-not-ready',
    shows: 'Certificate/ill/no-issuer',
    objects: [
      object('cert-manager.io/v1', 'Certificate', 'no-issuer', {
        spec: {
          secretName: 'no-issuer',
          dnsNames: ['no-issuer.home.example.org'],
          issuerRef: { kind: 'ClusterIssuer', name: 'no-such-issuer' },
        },
      }),
    ],
  },
  {
    playbook: 'issuer-not-ready',
    shows: 'Issuer/ill/no-key',
    objects: [object('cert-manager.io/v1', 'Issuer', 'no-key', { spec: { ca: { secretName: 'no-such-secret' } } })],
  },
  {
    playbook: 'source-not-ready',
    shows: 'GitRepository/flux-system/no-repository',
    objects: [
      flux('source', 'GitRepository', 'no-repository', {
        interval: '1m',
        url: 'https://git.example.org/no/such.git',
        ref: { branch: 'main' },
      }),
    ],
  },
  {
    playbook: 'stage-not-ready',
    shows: 'Kustomization/flux-system/no-folder',
    objects: [
      flux('kustomize', 'Kustomization', 'no-folder', {
        ...{ interval: '10m', path: './no/such/folder', prune: true },
        sourceRef: { kind: 'GitRepository', name: 'flux-system' },
      }),
    ],
  },
  {
    playbook: 'release-not-ready',
    shows: 'HelmRelease/flux-system/no-version',
    objects: [
      flux('helm', 'HelmRelease', 'no-version', {
        interval: '10m',
        chart: {
          spec: { chart: 'metallb', version: '99.0.0', sourceRef: { kind: 'HelmRepository', name: 'metallb' } },
        },
      }),
    ],
  },
  {
    playbook: 'delivery-suspended',
    shows: 'Kustomization/flux-system/asleep',
    objects: [
      flux('kustomize', 'Kustomization', 'asleep', {
        ...{ interval: '10m', path: './apps', prune: false, suspend: true },
        sourceRef: { kind: 'GitRepository', name: 'flux-system' },
      }),
    ],
  },
];
