import type { Problem, RuleInput } from '../../check/rule.ts';
import type { UnknownObject } from '../../kube/object.ts';
import type { Container, PodSpec, Probe } from '../../kube/types.ts';
import { probesOf } from '../kubernetes/rule-probes.ts';
import { workloadsOf } from '../kubernetes/rule-workloads.ts';
import { type ImageConflict, imageConflicts, type RunContainer } from './semantics-image.ts';

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
  readonly volumeMounts?: readonly { readonly mountPath: string }[];
  readonly livenessProbe?: Probe;
  readonly readinessProbe?: Probe;
  readonly startupProbe?: Probe;
  readonly securityContext?: Security;
}

function runContainer(container: SeenContainer, pod: Security): RunContainer {
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
    ...(user !== undefined && { user }),
    nonRoot: runAsNonRoot === true,
    readOnlyRoot: container.securityContext?.readOnlyRootFilesystem === true,
  };
}

/** Problems of one kind in the containers of all workloads. */
export const imageProblems = (
  input: RuleInput,
  kind: ImageConflict['kind'],
  hint: (conflict: ImageConflict) => string,
): readonly Problem[] =>
  workloadsOf(input).flatMap(({ on, spec, path }) =>
    containersOf(spec).flatMap((container, i) =>
      imageConflicts(runContainer(container, securityOf(spec)))
        .filter((conflict) => conflict.kind === kind)
        .map((conflict) => ({
          on,
          path: [...path, 'containers', i, 'image'],
          message: conflict.message,
          hint: hint(conflict),
        })),
    ),
  );

const containersOf = (spec: PodSpec): readonly SeenContainer[] =>
  spec.containers as readonly Container[] as readonly SeenContainer[];
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
