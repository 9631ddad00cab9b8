import { operatedNamespaces } from '../../check/made-by-operator.ts';
import { oncePerInput } from '../../check/once.ts';
import type { RuleInput } from '../../check/rule.ts';
import type { UnknownObject } from '../../kube/object.ts';
import type { SourcedObject } from '../../kube/origin.ts';
import type { PodSpec, PodTemplateSpec } from '../../kube/types.ts';

/** Something that makes pods, or a pod itself. */
export interface Workload {
  readonly on: SourcedObject;
  readonly namespace: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly spec: PodSpec;
  /** Path to the pod's spec. */
  readonly path: readonly string[];
}

const templatePaths: Readonly<Record<string, readonly string[]>> = {
  Deployment: ['spec', 'template'],
  ReplicaSet: ['spec', 'template'],
  DaemonSet: ['spec', 'template'],
  StatefulSet: ['spec', 'template'],
  Job: ['spec', 'template'],
  CronJob: ['spec', 'jobTemplate', 'spec', 'template'],
  Pod: [],
};

const at = (object: UnknownObject, path: readonly string[]): unknown =>
  path.reduce<unknown>((value, key) => (value as Record<string, unknown> | undefined)?.[key], object);

/** The namespace an object is applied to; `default` when it does not say. */
export const namespaceOf = (object: UnknownObject): string => object.metadata.namespace ?? 'default';

/** All workloads, in the order of their kinds and of the repository. */
export const workloadsOf = oncePerInput((input: RuleInput): readonly Workload[] =>
  Object.entries(templatePaths).flatMap(([kind, path]) =>
    input.ofKind(kind).flatMap((on) => {
      const template = at(on.object, path) as PodTemplateSpec | undefined;
      if (!template?.spec?.containers) return [];
      const labels = template.metadata?.labels ?? {};
      return [{ on, namespace: namespaceOf(on.object), labels, spec: template.spec, path: [...path, 'spec'] }];
    }),
  ),
);

const byNamespace = oncePerInput((input: RuleInput): ReadonlyMap<string, readonly Workload[]> => {
  const found = new Map<string, Workload[]>();
  for (const workload of workloadsOf(input)) {
    const others = found.get(workload.namespace);
    if (others) others.push(workload);
    else found.set(workload.namespace, [workload]);
  }
  return found;
});

/** The workloads of a namespace, in the same order. */
export const workloadsIn = (input: RuleInput, namespace: string): readonly Workload[] =>
  byNamespace(input).get(namespace) ?? [];

/** Whether charts, templates or operators bring objects to the namespace that nobody sees here: then nothing can be called missing. */
export const isOpaque = (input: RuleInput, namespace: string): boolean =>
  operatedNamespaces(input).has(namespace) ||
  input.ofKind('HelmRelease').some(({ object }) => {
    const target = (object.spec as { targetNamespace?: string } | undefined)?.targetNamespace;
    return (target ?? namespaceOf(object)) === namespace;
  });
