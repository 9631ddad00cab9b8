import type { GateProblem } from '../../check/observed.ts';
import { isOfPart, runningAmong } from '../../controlplane/kit/system-part.ts';
import type { KindRef, UnknownObject } from '../../kube/object.ts';
import { type DaemonSet, type Deployment, kinds, type Pod } from '../../kube/types.ts';
import { exampleDeployment, exampleObject, examplePod } from '../../operate/diagnose/example-parts.ts';
import type { SeenCluster } from '../../operate/diagnose/seen-cluster.ts';
import { gateProblems } from './gate/problems.ts';
import { buildConfiguration } from './model/build-configuration.ts';
import type { Configuration } from './model/runtime-configuration.ts';
import { indexObjects, readKinds, type TraefikObjects } from './read-objects.ts';
import { findTraefik, gatePart } from './running.ts';

/** What the Traefik of a cluster makes of the objects as they were seen. */
export interface SeenGate {
  readonly configuration: Configuration;
  readonly objects: TraefikObjects;
  readonly problems: readonly GateProblem[];
  /** Whether Secrets were read. */
  readonly knowsSecrets: boolean;
}

/** Kinds that tell what the gate does. */
export const gateReads: readonly KindRef[] = [...readKinds, kinds.Deployment, kinds.DaemonSet];

const built = new WeakMap<SeenCluster, { readonly gate: SeenGate | undefined }>();

/** The gate that runs; undefined where none does, where several differ, and where not all it reads could be read. */
export function seeGate(seen: SeenCluster): SeenGate | undefined {
  const known = built.get(seen) ?? { gate: buildGate(seen) };
  built.set(seen, known);
  return known.gate;
}

function buildGate(seen: SeenCluster): SeenGate | undefined {
  const pods = runningAmong(seen.list<Pod>(kinds.Pod), gatePart);
  const traefik = findTraefik(pods);
  const told = new Set(pods.map(({ spec }) => JSON.stringify(spec.containers.map(({ args }) => args))));
  const isUnread = ({ apiVersion, kind }: KindRef) => seen.unread.has(`${apiVersion} ${kind}`);
  if (!traefik || told.size > 1 || readKinds.some((kind) => kind !== kinds.Secret && isUnread(kind))) return undefined;
  const objects = indexObjects(readKinds.flatMap((kind) => seen.list<UnknownObject>(kind)));
  const configuration = buildConfiguration(traefik.configuration, objects);
  const problems = gateProblems(configuration, objects);
  return { configuration, objects, problems, knowsSecrets: !isUnread(kinds.Secret) };
}

/** The workloads of gates. */
export const gateWorkloads = (seen: SeenCluster): readonly (Deployment | DaemonSet)[] =>
  [...seen.list<Deployment>(kinds.Deployment), ...seen.list<DaemonSet>(kinds.DaemonSet)].filter((each) =>
    isOfPart(each, gatePart),
  );

/** `Kind/namespace/name` of the objects of which routers were made. */
export function routedObjects({ configuration }: SeenGate): ReadonlySet<string> {
  const sources = [...configuration.routers.values()].flatMap(({ config: { source } }) => source ?? []);
  return new Set(sources.map(({ kind, namespace, name }) => `${kind}/${namespace}/${name}`));
}

const labels = { 'app.kubernetes.io/name': 'traefik' };

/** What a gate of the chart is started with, for the examples of playbooks. */
export const exampleArguments: readonly string[] = [
  '--entryPoints.web.address=:8000/tcp',
  '--entryPoints.websecure.address=:8443/tcp',
  '--providers.kubernetescrd',
  '--providers.kubernetescrd.allowEmptyServices=true',
  '--providers.kubernetesingress',
  '--providers.kubernetesingress.allowEmptyServices=true',
  '--providers.kubernetesingress.ingressendpoint.publishedservice=gate/traefik',
];

/** A gate that runs, for the examples of playbooks. */
export const exampleGate = (
  args: readonly string[] = exampleArguments,
  spec: object = {},
): readonly UnknownObject[] => [
  exampleDeployment('gate/traefik', labels, 1, args),
  examplePod('gate/traefik-1', labels, {
    spec: { containers: [{ name: 'traefik', image: 'docker.io/traefik:v3.7.9', args }], ...spec },
  }),
];

/** A gate that is down. */
export const exampleGateDown = (args: readonly string[] = exampleArguments): readonly UnknownObject[] => [
  exampleDeployment('gate/traefik', labels, 0, args),
  examplePod('gate/traefik-1', labels, {
    ready: false,
    spec: { containers: [{ name: 'traefik', image: 'docker.io/traefik:v3.7.9', args }] },
  }),
];

/** An IngressRoute in `apps` to the Service `web`. */
export const exampleRouteTo = (route: object = {}, spec: object = {}): UnknownObject =>
  exampleObject('traefik.io/v1alpha1', 'IngressRoute/apps/web', {
    spec: {
      entryPoints: ['websecure'],
      routes: [{ match: 'Host(`web.example.org`)', kind: 'Rule', services: [{ name: 'web', port: 80 }], ...route }],
      ...spec,
    },
  });
