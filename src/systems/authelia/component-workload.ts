import { createHash } from 'node:crypto';
import type { ComposedObject } from '../../compose/composed-object.ts';
import { everyNodeIsTainted, tolerateTaints } from '../../compose/objects/tolerations.ts';
import type { Distribution } from '../../compose/roles.ts';
import type { LabPlan } from '../../lab/lab-plan.ts';
import { configurationFile } from './component-configuration.ts';
import { folders, autheliaName as name, podLabels, ports, secrets } from './component-names.ts';
import { oidcVariables } from './component-oidc.ts';
import type { LoginLab } from './lab.ts';

/** What the Deployment is made of beside the lab. */
interface WorkloadParts {
  readonly distribution: Distribution;
  readonly plan: LabPlan;
  /** Text of the configuration. */
  readonly text: string;
}

/** The Deployment: one pod, because sessions are kept in its memory and SQLite on its volume. */
export function workload(lab: LoginLab, parts: WorkloadParts): ComposedObject {
  const { namespace } = lab.login.authelia;
  const checksum = createHash('sha256').update(parts.text).digest('hex');
  return {
    file: 'deployment.yaml',
    object: {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { name, namespace, labels: podLabels },
      ...{
        spec: {
          replicas: 1,
          strategy: { type: 'Recreate' },
          selector: { matchLabels: podLabels },
          template: {
            metadata: { labels: podLabels, annotations: { 'checksum/configuration': checksum } },
            spec: podSpec(lab, parts),
          },
        },
      },
    },
    comments: {
      'spec.strategy': 'Two at a time would know different sessions and second factors: the old one goes first.',
      'spec.template.metadata.annotations': 'Another configuration makes another pod: it is read at the start only.',
      'spec.template.spec.enableServiceLinks':
        'The Service is called authelia: its variables would be taken for settings, and Authelia would not start.',
      'spec.template.spec.volumes': lab.login.authelia.data
        ? 'The database is kept; what is written to the notifier, too.'
        : 'What people set up at the portal is lost when the pod goes: `data` in the lab file keeps it.',
      'spec.template.spec.tolerations': 'Every node is tainted: without these it would run nowhere.',
    },
  };
}

const podSpec = (lab: LoginLab, { distribution, plan }: WorkloadParts) => ({
  automountServiceAccountToken: false,
  enableServiceLinks: false,
  securityContext: {
    ...{ runAsNonRoot: true, runAsUser: 1000, runAsGroup: 1000, fsGroup: 1000 },
    seccompProfile: { type: 'RuntimeDefault' },
  },
  ...(everyNodeIsTainted(distribution) && { tolerations: tolerateTaints(distribution) }),
  containers: [container(lab, plan)],
  volumes: [
    { name: 'configuration', configMap: { name } },
    { name: 'users', secret: { secretName: secrets.users } },
    { name: 'keys', secret: { secretName: secrets.keys } },
    lab.login.authelia.data
      ? { name: 'data', persistentVolumeClaim: { claimName: name } }
      : { name: 'data', emptyDir: {} },
  ],
});

const container = ({ versions }: LoginLab, { clients }: LabPlan) => ({
  name,
  image: `ghcr.io/authelia/authelia:${versions.authelia.replace(/^v/, '')}`,
  env: [
    { name: 'X_AUTHELIA_CONFIG', value: `${folders.configuration}/${configurationFile}` },
    ...(clients.length > 0 ? [{ name: 'X_AUTHELIA_CONFIG_FILTERS', value: 'template' }] : []),
    { name: 'AUTHELIA_SESSION_SECRET_FILE', value: `${folders.keys}/session` },
    { name: 'AUTHELIA_STORAGE_ENCRYPTION_KEY_FILE', value: `${folders.keys}/storage` },
    ...oidcVariables(clients).map(([variable, key]) => ({ name: variable, value: `${folders.keys}/${key}` })),
  ],
  ports: [{ name: ports.name, containerPort: ports.container, protocol: 'TCP' }],
  readinessProbe: { httpGet: { path: '/api/health', port: ports.name }, periodSeconds: 5 },
  livenessProbe: { httpGet: { path: '/api/health', port: ports.name }, initialDelaySeconds: 30, periodSeconds: 30 },
  resources: { requests: { cpu: '50m', memory: '128Mi' } },
  securityContext: {
    ...{ allowPrivilegeEscalation: false, readOnlyRootFilesystem: true },
    capabilities: { drop: ['ALL'] },
  },
  volumeMounts: Object.entries(folders).map(([volume, mountPath]) => ({
    ...{ name: volume, mountPath },
    ...(volume !== 'data' && { readOnly: true }),
  })),
});
