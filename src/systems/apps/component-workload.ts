import type { ComposedObject } from '../../compose/composed-object.ts';
import { everyNodeIsTainted, tolerateTaints } from '../../compose/objects/tolerations.ts';
import type { Distribution } from '../../compose/roles.ts';
import { compareText } from '../../core/finding.ts';
import { appLabels, portName } from './component-names.ts';
import { mountsOf, needsRoot, volumesOf } from './component-security.ts';
import type { LabApp } from './lab.ts';

/** The Deployment of an app: as its image comes, or, with a user of its own, as the restricted Pod Security profile wants it. */
export function appWorkload(app: LabApp, namespace: string, distribution: Distribution): ComposedObject {
  const labels = appLabels(app);
  return {
    file: 'deployment.yaml',
    object: {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { name: app.name, namespace, labels },
      ...{
        spec: {
          replicas: app.replicas,
          selector: { matchLabels: labels },
          template: { metadata: { labels }, spec: podSpec(app, distribution) },
        },
      },
    },
    comments: comments(app),
  };
}

const comments = (app: LabApp): Readonly<Record<string, string>> => ({
  'spec.template.spec.automountServiceAccountToken': 'The app has no business with the API server.',
  'spec.template.spec.securityContext': needsRoot(app)
    ? 'The user is that of the image: the lab names none.'
    : 'What the restricted profile of the namespace asks for.',
  'spec.template.spec.tolerations': 'Every node is tainted: without these no pod would run anywhere.',
  'spec.template.spec.volumes': app.readOnlyRoot
    ? 'The root file system is read-only; these folders are writable, and empty at each start.'
    : 'Writable whatever user it runs as, and empty at each start.',
});

function podSpec(app: LabApp, distribution: Distribution) {
  const volumes = volumesOf(app);
  return {
    automountServiceAccountToken: false,
    enableServiceLinks: false,
    securityContext: podSecurity(app),
    ...(app.replicas > 1 && { topologySpreadConstraints: [spread(app)] }),
    ...(everyNodeIsTainted(distribution) && { tolerations: tolerateTaints(distribution) }),
    containers: [container(app)],
    ...(volumes.length > 0 && { volumes }),
  };
}

/** The group of the volumes is that of the user, who could not write to them otherwise. */
function podSecurity(app: LabApp) {
  const seccompProfile = { type: 'RuntimeDefault' };
  const { user } = app;
  if (user === undefined) return { seccompProfile };
  if (user === 0) return { runAsUser: 0, seccompProfile };
  return { runAsNonRoot: true, runAsUser: user, runAsGroup: user, fsGroup: user, seccompProfile };
}

const spread = (app: LabApp) => ({
  maxSkew: 1,
  topologyKey: 'kubernetes.io/hostname',
  whenUnsatisfiable: 'ScheduleAnyway',
  labelSelector: { matchLabels: appLabels(app) },
});

function container(app: LabApp) {
  const { name, image, args, env, port } = app;
  const variables = Object.entries(env).sort(([a], [b]) => compareText(a, b));
  const volumeMounts = mountsOf(app);
  return {
    name,
    image,
    ...(args.length > 0 && { args }),
    ...(variables.length > 0 && { env: variables.map(([key, value]) => ({ name: key, value })) }),
    ports: [{ name: portName, containerPort: port, protocol: 'TCP' }],
    readinessProbe: { tcpSocket: { port: portName }, periodSeconds: 5 },
    resources: { requests: { cpu: '10m', memory: '32Mi' } },
    ...containerSecurity(app),
    ...(volumeMounts.length > 0 && { volumeMounts }),
  };
}

/** An image that starts as root often gives that up itself, which takes what `drop: ALL` would take from it. */
function containerSecurity(app: LabApp) {
  const securityContext = {
    ...(!needsRoot(app) && { allowPrivilegeEscalation: false }),
    ...(app.readOnlyRoot && { readOnlyRootFilesystem: true }),
    ...(!needsRoot(app) && { capabilities: { drop: ['ALL'] } }),
  };
  return Object.keys(securityContext).length > 0 ? { securityContext } : {};
}
