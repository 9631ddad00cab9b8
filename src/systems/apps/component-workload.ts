import type { ComposedObject } from '../../compose/composed-object.ts';
import { everyNodeIsTainted, tolerateTaints } from '../../compose/objects/tolerations.ts';
import type { Roles } from '../../compose/roles.ts';
import { compareText } from '../../core/finding.ts';
import { appLabels } from './component-names.ts';
import { probes } from './component-probes.ts';
import { secretVariables } from './component-secrets.ts';
import { needsRoot } from './component-security.ts';
import { podMounts, podVolumes } from './component-volumes.ts';
import type { LabApp } from './lab.ts';
import { portsOf } from './lab-listening.ts';
import { isExclusive, volumesOf } from './lab-mounts.ts';

/** The Deployment of an app: as its image comes, or, with a user of its own, as the restricted Pod Security profile wants it. */
export function appWorkload(app: LabApp, namespace: string, roles: WorkloadRoles): ComposedObject {
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
          ...(volumesOf(app).some(isExclusive) && { strategy: { type: 'Recreate' } }),
          selector: { matchLabels: labels },
          template: { metadata: { labels }, spec: podSpec(app, namespace, roles) },
        },
      },
    },
    comments: comments(app),
  };
}

const comments = (app: LabApp): Readonly<Record<string, string>> => ({
  'spec.strategy':
    'A volume that one node holds at a time: the next pod would wait for it, and the last one for the next.',
  'spec.template.spec.automountServiceAccountToken': 'The app has no business with the API server.',
  'spec.template.spec.securityContext': needsRoot(app)
    ? 'The user is that of the image: the lab names none.'
    : 'What the restricted profile of the namespace asks for.',
  'spec.template.spec.tolerations': 'Every node is tainted: without these no pod would run anywhere.',
  ...(Object.keys(app.volumes).length === 0 && { 'spec.template.spec.volumes': emptyVolumes(app) }),
});

const emptyVolumes = ({ readOnlyRoot }: LabApp): string =>
  readOnlyRoot
    ? 'The root file system is read-only; these folders are writable, and empty at each start.'
    : 'Writable whatever user it runs as, and empty at each start.';

type WorkloadRoles = Pick<Roles, 'distribution' | 'shares'>;

function podSpec(app: LabApp, namespace: string, { distribution, shares }: WorkloadRoles) {
  const volumes = podVolumes(app, { namespace, shares });
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
  const { user, group = user } = app;
  const groups =
    group === undefined || (user === 0 && app.group === undefined) ? {} : { runAsGroup: group, fsGroup: group };
  if (user === undefined) return { ...(group !== undefined && { fsGroup: group }), seccompProfile };
  return { ...(user !== 0 && { runAsNonRoot: true }), runAsUser: user, ...groups, seccompProfile };
}

const spread = (app: LabApp) => ({
  maxSkew: 1,
  topologyKey: 'kubernetes.io/hostname',
  whenUnsatisfiable: 'ScheduleAnyway',
  labelSelector: { matchLabels: appLabels(app) },
});

function container(app: LabApp) {
  const { name, image, command, args, env, resources } = app;
  const plain = Object.entries(env).sort(([a], [b]) => compareText(a, b));
  const variables = [...plain.map(([key, value]) => ({ name: key, value })), ...secretVariables(app)];
  const ports = portsOf(app).map((port) => ({ name: port.name, containerPort: port.port, protocol: port.protocol }));
  const volumeMounts = podMounts(app);
  return {
    name,
    image,
    ...(command.length > 0 && { command }),
    ...(args.length > 0 && { args }),
    ...(variables.length > 0 && { env: variables }),
    ...(ports.length > 0 && { ports }),
    ...probes(app),
    resources: {
      requests: requestsOf(app),
      ...(resources.limits && { limits: resources.limits }),
    },
    ...containerSecurity(app),
    ...(volumeMounts.length > 0 && { volumeMounts }),
  };
}

/** What an app asks for; a part that has a limit and no request of its own is asked for as much, as Kubernetes does it. */
const requestsOf = ({ resources: { cpu, memory, limits } }: LabApp) => ({
  ...(limits?.cpu === undefined || cpu !== undefined ? { cpu: cpu ?? '10m' } : {}),
  ...(limits?.memory === undefined || memory !== undefined ? { memory: memory ?? '32Mi' } : {}),
});

/** An image that starts as root often gives that up itself, which takes what `drop: ALL` would take from it. */
function containerSecurity(app: LabApp) {
  const securityContext = {
    ...(!needsRoot(app) && { allowPrivilegeEscalation: false }),
    ...(app.readOnlyRoot && { readOnlyRootFilesystem: true }),
    ...(!needsRoot(app) && { capabilities: { drop: ['ALL'] } }),
  };
  return Object.keys(securityContext).length > 0 ? { securityContext } : {};
}
