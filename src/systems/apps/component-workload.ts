import type { ComposedObject } from '../../compose/component.ts';
import { compareText } from '../../core/finding.ts';
import type { LabApp } from '../../lab/schema.ts';
import { appLabels, appNamespace, portName } from './component-names.ts';

/** User and group of the pods: what distroless images call nonroot. */
const nonroot = 65532;

/** The Deployment of an app, as the restricted Pod Security profile wants it. */
export function appWorkload(app: LabApp): ComposedObject {
  const labels = appLabels(app);
  return {
    file: 'deployment.yaml',
    object: {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { name: app.name, namespace: appNamespace(app), labels },
      ...{
        spec: {
          replicas: app.replicas,
          selector: { matchLabels: labels },
          template: { metadata: { labels }, spec: podSpec(app) },
        },
      },
    },
    comments: {
      'spec.template.spec.automountServiceAccountToken': 'The app has no business with the API server.',
      'spec.template.spec.securityContext': 'What the restricted profile of the namespace asks for.',
      'spec.template.spec.volumes': 'The root file system is read-only; this is where temporary files go.',
    },
  };
}

function podSpec(app: LabApp) {
  return {
    automountServiceAccountToken: false,
    enableServiceLinks: false,
    securityContext: {
      runAsNonRoot: true,
      ...{ runAsUser: nonroot, runAsGroup: nonroot, fsGroup: nonroot },
      seccompProfile: { type: 'RuntimeDefault' },
    },
    ...(app.replicas > 1 && { topologySpreadConstraints: [spread(app)] }),
    containers: [container(app)],
    volumes: [{ name: 'tmp', emptyDir: {} }],
  };
}

const spread = (app: LabApp) => ({
  maxSkew: 1,
  topologyKey: 'kubernetes.io/hostname',
  whenUnsatisfiable: 'ScheduleAnyway',
  labelSelector: { matchLabels: appLabels(app) },
});

function container({ name, image, args, env, port }: LabApp) {
  const variables = Object.entries(env).sort(([a], [b]) => compareText(a, b));
  const probe = { tcpSocket: { port: portName } };
  return {
    name,
    image,
    ...(args.length > 0 && { args }),
    ...(variables.length > 0 && { env: variables.map(([key, value]) => ({ name: key, value })) }),
    ports: [{ name: portName, containerPort: port, protocol: 'TCP' }],
    readinessProbe: { ...probe, periodSeconds: 5 },
    livenessProbe: { ...probe, initialDelaySeconds: 10, periodSeconds: 20 },
    resources: { requests: { cpu: '10m', memory: '32Mi' }, limits: { memory: '256Mi' } },
    securityContext: {
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      capabilities: { drop: ['ALL'] },
    },
    volumeMounts: [{ name: 'tmp', mountPath: '/tmp' }],
  };
}
