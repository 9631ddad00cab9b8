import { parseDuration, printDuration } from '../../../kube/duration.ts';
import { conditionOf, type KubeObject } from '../../../kube/object.ts';
import type { Artifact, DependencyReference, FluxKustomization } from '../read-objects.ts';

const shortestTimeout = 30;

/** Seconds of a duration field; the API has checked its form. */
export const seconds = (duration: string | undefined, fallback: number): number =>
  duration === undefined ? fallback : (parseDuration(duration) ?? fallback);

/** When a Kustomization is looked at again and how long it waits (kustomize-controller api/v1/kustomization_types.go). */
export function timingOf({ spec }: Pick<FluxKustomization, 'spec'>): {
  interval: number;
  retry: number;
  timeout: number;
} {
  const interval = seconds(spec.interval, 0);
  const timeout = spec.timeout === undefined ? interval - 30 : seconds(spec.timeout, interval - 30);
  return {
    interval,
    retry: spec.retryInterval === undefined ? interval : seconds(spec.retryInterval, interval),
    timeout: Math.max(timeout, shortestTimeout),
  };
}

export const printTimeout = (kustomization: FluxKustomization): string =>
  printDuration(timingOf(kustomization).timeout);

/** `namespace/name` of a dependency. */
export const dependencyName = (dependency: DependencyReference, namespace: string | undefined): string =>
  `${dependency.namespace ?? namespace ?? ''}/${dependency.name}`;

const sourceOf = ({ spec, metadata }: FluxKustomization): string =>
  `${spec.sourceRef.kind}/${spec.sourceRef.namespace ?? metadata.namespace ?? ''}/${spec.sourceRef.name}`;

/**
 * Why a dependency holds its dependant back; undefined when it does not (kustomize-controller checkDependencies). A `readyExpr`
 * stands in for the built-in checks: `expression` is what it came to.
 */
export function dependencyProblem(
  kustomization: FluxKustomization,
  reference: DependencyReference,
  dependency: FluxKustomization | undefined,
  { artifact, expression }: { readonly artifact: Artifact; readonly expression?: boolean },
): string | undefined {
  const name = dependencyName(reference, kustomization.metadata.namespace);
  if (!dependency) {
    return `dependency '${name}' not found: kustomizations.kustomize.toolkit.fluxcd.io "${reference.name}" not found`;
  }
  if (expression !== undefined) {
    return expression ? undefined : `dependency '${name}' is not ready according to readyExpr eval`;
  }
  const { status, metadata } = dependency;
  const observed = (status?.conditions ?? []).length > 0 && metadata.generation === status?.observedGeneration;
  if (!observed || !isReady(dependency)) return `dependency '${name}' is not ready`;
  if (sourceOf(dependency) === sourceOf(kustomization) && status?.lastAppliedRevision !== artifact.revision) {
    return `dependency '${name}' revision is not up to date`;
  }
  return undefined;
}

export const isReady = (object: KubeObject): boolean => conditionOf(object, 'Ready')?.status === 'True';

/** Something with a name that waits for others. */
export interface Dependent {
  readonly namespace: string;
  readonly name: string;
  readonly dependsOn: readonly DependencyReference[];
}

/**
 * Names in an order in which each comes after what it depends on, or the circle that there is none for
 * (fluxcd/pkg runtime/dependency/sort.go).
 */
export function sortDependents(dependents: readonly Dependent[]): {
  order: readonly string[];
  cycle?: readonly string[];
} {
  const key = (each: { namespace: string; name: string }) => `${each.namespace}/${each.name}`;
  const edges = new Map(
    dependents.map((each) => [key(each), each.dependsOn.map((d) => dependencyName(d, each.namespace))]),
  );
  const marks = new Map<string, 'open' | 'done'>();
  const order: string[] = [];
  const visit = (name: string): readonly string[] | undefined => {
    marks.set(name, 'open');
    for (const next of edges.get(name) ?? []) {
      if (marks.get(next) === 'done') continue;
      const cycle = marks.get(next) === 'open' ? [next] : visit(next);
      if (cycle) return [...cycle, name];
    }
    marks.set(name, 'done');
    order.push(name);
    return undefined;
  };
  for (const dependent of dependents) {
    const cycle = marks.has(key(dependent)) ? undefined : visit(key(dependent));
    if (cycle) return { order: [], cycle: [...cycle].reverse() };
  }
  return { order };
}

/** The message of a circle, as it is logged. */
export const printCycle = (cycle: readonly string[]): string => `circular dependency detected: ${cycle.join(' -> ')}`;
