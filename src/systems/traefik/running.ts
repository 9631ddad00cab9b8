import { isOfPart, runningAmong, type SystemPart } from '../../controlplane/kit/system-part.ts';
import { compareText } from '../../core/finding.ts';
import { isTrue, type UnknownObject } from '../../kube/object.ts';
import { kinds, type Pod } from '../../kube/types.ts';
import { chart } from './chart.ts';
import { readStaticConfiguration, type StaticConfiguration } from './model/static-configuration.ts';

/** What is known of a running (or assumed) Traefik from its pod template. */
export interface RunningTraefik {
  readonly configuration: StaticConfiguration;
  /** Version of the image, e.g. `3.7.11`; empty when the tag is none. */
  readonly version: string;
  /** Name of the pod, as X-Forwarded-Server tells it. */
  readonly hostname: string;
}

type PodSpec = NonNullable<Pod['spec']>;

/** What routes: the pods of the chart, and of k3s' own copy of it. */
export const gatePart: SystemPart<Pod> = {
  kind: kinds.Pod,
  labels: [{ 'app.kubernetes.io/name': 'traefik' }],
  runs: (pod) => pod.metadata.deletionTimestamp === undefined && isTrue(pod, 'Ready'),
};

/** Whether an object is a pod of the chart. */
export const isTraefikPod = (pod: Pod): boolean => isOfPart(pod, gatePart);

/** The Traefik that runs, from its ready pods (the first by namespace and name); undefined when none is ready. */
export function findTraefik(pods: readonly Pod[]): RunningTraefik | undefined {
  const [pod] = [...runningAmong(pods, gatePart)].sort((a, b) =>
    compareText(`${a.metadata.namespace}/${a.metadata.name}`, `${b.metadata.namespace}/${b.metadata.name}`),
  );
  return pod?.spec && readPodSpec(pod.spec, pod.metadata.name);
}

function readPodSpec(spec: PodSpec, hostname: string): RunningTraefik {
  const container =
    spec.containers.find(({ name }) => name === 'traefik' || name.endsWith('-traefik')) ?? spec.containers[0];
  const { args = [], image = '' } = container ?? { args: [], image: '' };
  return {
    configuration: readStaticConfiguration(args),
    version: /:v?(\d+\.\d+\.\d+[\w.-]*)(?:@.*)?$/.exec(image)?.[1] ?? '',
    hostname,
  };
}

/** Traefik as its newest modelled chart installs it with default values. */
export function assumedTraefik(): RunningTraefik {
  const { objects } = chart.render({ name: 'traefik', namespace: 'traefik', version: chart.versions[0]!, values: {} });
  const workload = objects.find(({ kind }) => kind === 'Deployment') as
    | (UnknownObject & { spec: { template: { spec: PodSpec } } })
    | undefined;
  if (!workload) return { configuration: readStaticConfiguration([]), version: '', hostname: 'traefik' };
  return readPodSpec(workload.spec.template.spec, 'traefik');
}
