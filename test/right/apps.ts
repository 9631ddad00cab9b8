import type { AppChoices, Choices, Fields, Files } from './choices.ts';
import { objectOf } from './platform.ts';

/** Names of the apps, in their order. */
export const appNames = ['photos', 'notes', 'music'] as const;

const security = {
  allowPrivilegeEscalation: false,
  capabilities: { drop: ['ALL'] },
  runAsNonRoot: true,
  runAsUser: 1000,
};

/** Files of an app by their names in its folder; the Kustomization of Flux that applies them gives the variables. */
export function appFiles(name: string, app: AppChoices, choices: Choices): Files {
  const host = choices.variables ? `${name}.\${DOMAIN}` : `${name}.${choices.domain}`;
  const files: Record<string, readonly Fields[]> = {
    'namespace.yaml': [
      objectOf('v1', 'Namespace', name, { metadata: { labels: { 'pod-security.kubernetes.io/enforce': 'baseline' } } }),
    ],
    'workload.yaml': [workload(name, app, choices)],
    'service.yaml': [service(name)],
    ...(app.balancer && { 'balancer.yaml': [balancer(name)] }),
    ...(app.route === 'Ingress' && { 'route.yaml': [ingress(name, host, app), ...middlewares(name, app)] }),
    ...(app.route === 'IngressRoute' && { 'route.yaml': [ingressRoute(name, host, app), ...middlewares(name, app)] }),
    ...(app.secret !== 'none' && { 'secret.yaml': secret(name, app.secret) }),
    ...(app.claim && app.workload === 'Deployment' && { 'claim.yaml': [claim(name)] }),
    ...(app.scaled && { 'scaler.yaml': [scaler(name, app)] }),
    ...(app.budget && { 'budget.yaml': [budget(name)] }),
    ...(app.policy && { 'policy.yaml': [policy(name)] }),
    ...(app.cronJob && { 'job.yaml': [cronJob(name)] }),
  };
  const kustomization: Fields = {
    apiVersion: 'kustomize.config.k8s.io/v1beta1',
    kind: 'Kustomization',
    namespace: name,
    resources: Object.keys(files),
    ...(app.generated && { configMapGenerator: [{ name: 'settings', literals: ['LOG=info', 'PORT=8080'] }] }),
    ...(app.component && { components: ['../../components/labels'] }),
    ...(app.patched && {
      patches: [
        {
          target: { kind: app.workload, name },
          patch: `- op: add\n  path: /spec/template/metadata/annotations\n  value: {example.org/patched: "yes"}\n`,
        },
      ],
    }),
  };
  return { ...files, 'kustomization.yaml': [kustomization] };
}

function workload(name: string, app: AppChoices, { variables }: Choices): Fields {
  const keepsInOwn = app.claim && app.workload === 'StatefulSet';
  const container = {
    name: 'main',
    image: 'registry.example.org/apps/server:1.4.2',
    ports: [{ name: 'http', containerPort: 8080 }],
    env: [{ name: 'TZ', value: variables ? `\${TZ:=Europe/Berlin}` : 'Europe/Berlin' }],
    envFrom: [
      ...(app.generated ? [{ configMapRef: { name: 'settings' } }] : []),
      ...(app.secret !== 'none' ? [{ secretRef: { name: `${name}-secret` } }] : []),
    ] as readonly Fields[],
    resources: { requests: { cpu: '50m', memory: '64Mi' }, limits: { memory: '256Mi' } },
    readinessProbe: { httpGet: { path: '/', port: 'http' } },
    securityContext: security,
    volumeMounts: app.claim ? [{ name: 'data', mountPath: '/data' }] : [],
  };
  const labels = { 'app.kubernetes.io/name': name };
  const template = {
    metadata: { labels },
    spec: {
      containers: [container],
      securityContext: { fsGroup: 1000, seccompProfile: { type: 'RuntimeDefault' } },
      ...(app.claim && !keepsInOwn && { volumes: [{ name: 'data', persistentVolumeClaim: { claimName: 'data' } }] }),
    },
  };
  const own: Fields = keepsInOwn
    ? {
        volumeClaimTemplates: [
          {
            metadata: { name: 'data' },
            spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } },
          },
        ],
      }
    : {};
  const kind: Fields =
    app.workload === 'Deployment' ? { strategy: { type: 'Recreate' } } : { serviceName: name, ...own };
  const replicas: Fields = app.scaled ? {} : { replicas: 1 };
  return objectOf('apps/v1', app.workload, name, {
    spec: { ...replicas, selector: { matchLabels: labels }, template, ...kind },
  });
}

const selector = (name: string) => ({ 'app.kubernetes.io/name': name });

const service = (name: string): Fields =>
  objectOf('v1', 'Service', name, {
    spec: { selector: selector(name), ports: [{ name: 'http', port: 80, targetPort: 'http' }] },
  });

const balancer = (name: string): Fields =>
  objectOf('v1', 'Service', `${name}-lan`, {
    spec: { type: 'LoadBalancer', selector: selector(name), ports: [{ name: 'http', port: 8080, targetPort: 'http' }] },
  });

const ingress = (name: string, host: string, app: AppChoices): Fields =>
  objectOf('networking.k8s.io/v1', 'Ingress', name, {
    metadata: app.middleware
      ? { annotations: { 'traefik.ingress.kubernetes.io/router.middlewares': `${name}-home@kubernetescrd` } }
      : {},
    spec: {
      ingressClassName: 'traefik',
      rules: [
        {
          host,
          http: { paths: [{ path: '/', pathType: 'Prefix', backend: { service: { name, port: { name: 'http' } } } }] },
        },
      ],
    },
  });

const ingressRoute = (name: string, host: string, app: AppChoices): Fields =>
  objectOf('traefik.io/v1alpha1', 'IngressRoute', name, {
    spec: {
      entryPoints: ['websecure'],
      routes: [
        {
          kind: 'Rule',
          match: `Host(\`${host}\`)`,
          ...(app.middleware && { middlewares: [{ name: 'home' }] }),
          services: [{ name, port: 80 }],
        },
      ],
      tls: {},
    },
  });

const middlewares = (name: string, { middleware }: AppChoices): readonly Fields[] =>
  middleware
    ? [
        objectOf('traefik.io/v1alpha1', 'Middleware', `${name}/home`, {
          spec: { ipAllowList: { sourceRange: ['192.168.88.0/24'] } },
        }),
      ]
    : [];

const sealedValue = 'ENC[AES256_GCM,data:c2VjcmV0,iv:MDEyMzQ1Njc4OWFiY2RlZg==,tag:MDEyMzQ1Njc4OWFiY2RlZg==,type:str]';

function secret(app: string, kind: AppChoices['secret']): readonly Fields[] {
  const name = `${app}-secret`;
  if (kind === 'sops') {
    const sops = {
      age: [{ recipient: 'age1example', enc: 'x' }],
      lastmodified: '2026-01-01T00:00:00Z',
      mac: sealedValue,
      version: '3.10.2',
      encrypted_regex: '^(data|stringData)$',
    };
    return [{ ...objectOf('v1', 'Secret', name, { stringData: { TOKEN: sealedValue } }), sops }];
  }
  if (kind === 'external') {
    const spec = {
      refreshInterval: '1h',
      secretStoreRef: { kind: 'ClusterSecretStore', name: 'vault' },
      target: { name },
      dataFrom: [{ extract: { key: app } }],
    };
    return [objectOf('external-secrets.io/v1', 'ExternalSecret', name, { spec })];
  }
  if (kind === 'sealed') {
    const spec = { encryptedData: { TOKEN: 'AgBexample' }, template: { metadata: { name } } };
    return [objectOf('bitnami.com/v1alpha1', 'SealedSecret', name, { spec })];
  }
  return [objectOf('onepassword.com/v1', 'OnePasswordItem', name, { spec: { itemPath: `vaults/lab/items/${app}` } })];
}

const claim = (name: string): Fields =>
  objectOf('v1', 'PersistentVolumeClaim', `${name}/data`, {
    spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } },
  });

const scaler = (name: string, app: AppChoices): Fields =>
  objectOf('autoscaling/v2', 'HorizontalPodAutoscaler', name, {
    spec: {
      scaleTargetRef: { apiVersion: 'apps/v1', kind: app.workload, name },
      minReplicas: 1,
      maxReplicas: 2,
      metrics: [
        { type: 'Resource', resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: 80 } } },
      ],
    },
  });

const budget = (name: string): Fields =>
  objectOf('policy/v1', 'PodDisruptionBudget', name, {
    spec: { maxUnavailable: 1, selector: { matchLabels: selector(name) } },
  });

const policy = (name: string): Fields =>
  objectOf('networking.k8s.io/v1', 'NetworkPolicy', name, {
    spec: {
      podSelector: { matchLabels: selector(name) },
      policyTypes: ['Ingress'],
      ingress: [{ ports: [{ port: 8080, protocol: 'TCP' }] }],
    },
  });

const cronJob = (name: string): Fields =>
  objectOf('batch/v1', 'CronJob', `${name}-tidy`, {
    spec: {
      schedule: '0 3 * * *',
      jobTemplate: {
        spec: {
          template: {
            spec: {
              restartPolicy: 'OnFailure',
              securityContext: { seccompProfile: { type: 'RuntimeDefault' } },
              containers: [
                {
                  name: 'tidy',
                  image: 'registry.example.org/apps/tidy:2.0.1',
                  args: ['--all'],
                  securityContext: security,
                },
              ],
            },
          },
        },
      },
    },
  });
