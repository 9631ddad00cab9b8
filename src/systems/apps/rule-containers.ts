import { oncePerInput } from '../../check/once.ts';
import type { Problem, RuleInput } from '../../check/rule.ts';
import type { UnknownObject } from '../../kube/object.ts';
import type { Container, PodSpec, Probe } from '../../kube/types.ts';
import { probesOf } from '../kubernetes/rule-probes.ts';
import { workloadsOf } from '../kubernetes/rule-workloads.ts';
import { configurationConflicts } from './images/configuration.ts';
import { type ImageConflict, imageConflicts, type RunContainer } from './images/image.ts';
import { imageFactsOf } from './images/image-facts.ts';
import { type KnownSpec, knownSpecs } from './images/image-objects.ts';

interface Security {
  readonly runAsUser?: number;
  readonly runAsNonRoot?: boolean;
  readonly readOnlyRootFilesystem?: boolean;
}

interface SeenContainer {
  readonly image?: string;
  readonly command?: readonly string[];
  readonly args?: readonly string[];
  readonly env?: readonly { readonly name: string; readonly value?: string; readonly valueFrom?: unknown }[];
  readonly envFrom?: readonly unknown[];
  readonly ports?: readonly { readonly containerPort: number }[];
  readonly volumeMounts?: readonly { readonly name?: string; readonly mountPath: string }[];
  readonly livenessProbe?: Probe;
  readonly readinessProbe?: Probe;
  readonly startupProbe?: Probe;
  readonly securityContext?: Security;
}

function runContainer(container: SeenContainer, pod: Security, lasting: ReadonlySet<string>): RunContainer {
  const { runAsUser: user = pod.runAsUser, runAsNonRoot = pod.runAsNonRoot } = container.securityContext ?? {};
  return {
    image: container.image ?? '',
    otherProgram: (container.command ?? []).length > 0,
    args: container.args ?? [],
    env: new Map(
      (container.env ?? []).map(({ name, value, valueFrom }) => [name, valueFrom ? undefined : (value ?? '')]),
    ),
    moreEnv: (container.envFrom ?? []).length > 0,
    // A port that is no number is refused by the API, and nothing can be said of it here.
    ports: (container.ports ?? []).map(({ containerPort }) => containerPort).filter((port) => typeof port === 'number'),
    probes: probesOf(container).flatMap(({ name, port, host }) =>
      typeof port === 'number' && host === undefined ? [[name, port] as const] : [],
    ),
    mounts: (container.volumeMounts ?? []).map(({ mountPath }) => mountPath),
    kept: (container.volumeMounts ?? []).flatMap(({ name = '', mountPath }) => (lasting.has(name) ? [mountPath] : [])),
    ...(user !== undefined && { user }),
    nonRoot: runAsNonRoot === true,
    readOnlyRoot: container.securityContext?.readOnlyRootFilesystem === true,
  };
}

/** Problems of one kind in the containers of all workloads. */
export function imageProblems(
  input: RuleInput,
  kind: ImageConflict['kind'],
  hint: (conflict: ImageConflict) => string,
): readonly Problem[] {
  return allConflicts(input)
    .filter(({ conflict, path }) => conflict.kind === kind && (path.at(-3) === 'containers' || kind === 'user'))
    .map(({ on, conflict, path }) => ({ on, path, message: conflict.message, hint: hint(conflict) }));
}

/** What does not fit in the containers of all workloads, and the paths of their images; asked for by several rules. */
const allConflicts = oncePerInput((input: RuleInput) => {
  const known = knownSpecs(input);
  return workloadsOf(input).flatMap(({ on, spec, path }) =>
    containersOf(spec).flatMap((placed) =>
      conflictsOf(runnerOf(placed, spec, on.object), known).map((conflict) => ({
        on,
        conflict,
        path: [...path, ...placed.place, 'image'],
      })),
    ),
  );
});

/** What the table says is exact, and goes before what a configuration says. */
function conflictsOf(container: RunContainer, known: ReadonlyMap<string, KnownSpec>): readonly ImageConflict[] {
  const spec = imageFactsOf(container.image) ? undefined : known.get(container.image);
  return spec ? configurationConflicts(container, spec) : imageConflicts(container);
}

/** The names of all images that containers of these objects run, each once. */
export const imagesOf = (input: RuleInput): readonly string[] => [
  ...new Set(
    workloadsOf(input).flatMap(({ spec }) => containersOf(spec).flatMap(({ container }) => container.image ?? [])),
  ),
];

/** A container of a pod, and where it stands in the pod's spec. */
export interface PlacedContainer {
  readonly container: SeenContainer;
  readonly place: readonly [list: string, index: number];
}

/** Those that run first, and those that run then. */
export const containersOf = (spec: PodSpec): readonly PlacedContainer[] =>
  (['initContainers', 'containers'] as const).flatMap((list) =>
    ((spec as { readonly [name in typeof list]?: readonly Container[] })[list] ?? []).map((container, i) => ({
      container: container as SeenContainer,
      place: [list, i] as const,
    })),
  );

/** A container as its image is held against it. */
export const runnerOf = ({ container }: PlacedContainer, spec: PodSpec, object: UnknownObject): RunContainer =>
  runContainer(container, securityOf(spec), lastingVolumes(spec, object));

/** Volumes of a pod that are still there when it is not; those of a StatefulSet's own claims are. */
function lastingVolumes(spec: PodSpec, object: UnknownObject): ReadonlySet<string> {
  const { volumes = [] } = spec as { readonly volumes?: readonly { readonly name: string }[] };
  const { volumeClaimTemplates: claims = [] } = (object.spec ?? {}) as {
    readonly volumeClaimTemplates?: readonly UnknownObject[];
  };
  const kinds = ['persistentVolumeClaim', 'nfs', 'hostPath', 'iscsi'];
  return new Set([
    ...volumes.filter((volume) => kinds.some((kind) => kind in volume)).map(({ name }) => name),
    ...claims.map(({ metadata }) => metadata.name),
  ]);
}

const securityOf = (spec: PodSpec): Security => (spec as { readonly securityContext?: Security }).securityContext ?? {};

/** A Deployment of one container, for the examples of rules. */
export const exampleWorkload = (container: object, pod: object = {}): UnknownObject => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'hello', namespace: 'hello' },
  spec: {
    selector: { matchLabels: { app: 'hello' } },
    template: {
      metadata: { labels: { app: 'hello' } },
      spec: { containers: [{ name: 'hello', ...container }], ...pod },
    },
  },
});
