import { compareText } from '../../../../core/finding.ts';
import type { UnknownObject } from '../../../../kube/object.ts';
import { podResources, type ResourceList, readResourceList } from '../../../../kube/pod-resources.ts';
import { computeUsage } from '../../../../kube/quota-usage.ts';
import { record, records } from '../shared/checks.ts';
import type { Fields } from '../shared/fill.ts';
import { askedBy, constraints, faultsOf } from '../shared/limit-constraints.ts';

/** What of pods the limits and quotas of a namespace look at. */

/** Requests and limits that the limits of a namespace give to containers that say none: plugin/pkg/admission/limitranger PodMutateLimitFunc. */
export function withDefaultsOf(pod: UnknownObject, limits: readonly Fields[]): UnknownObject {
  const own = limits.filter(({ type }) => type === 'Container');
  const defaults = {
    requests: Object.assign({}, ...own.map(({ defaultRequest }) => defaultRequest)) as Fields,
    limits: Object.assign({}, ...own.map((limit) => limit.default)) as Fields,
  };
  const notes: string[] = [];
  const spec = record(pod.spec);
  const filled = (field: string, called: string) =>
    spec[field] === undefined
      ? {}
      : { [field]: records(spec[field]).map((container) => fillContainer(container, defaults, called, notes)) };
  const next = { ...spec, ...filled('containers', 'container'), ...filled('initContainers', 'init container') };
  if (notes.length === 0) return pod;
  const annotations = { ...pod.metadata.annotations, [annotation]: `LimitRanger plugin set: ${notes.join('; ')}` };
  return { ...pod, metadata: { ...pod.metadata, annotations }, spec: next };
}

const annotation = 'kubernetes.io/limit-ranger';

function fillContainer(
  container: Fields,
  defaults: Readonly<Record<'requests' | 'limits', Fields>>,
  called: string,
  notes: string[],
): Fields {
  let resources = record(container.resources);
  for (const part of ['requests', 'limits'] as const) {
    const said = record(resources[part]);
    const missing = Object.keys(defaults[part])
      .filter((name) => said[name] === undefined)
      .sort(compareText);
    if (missing.length === 0) continue;
    notes.push(`${missing.join(', ')} ${part.slice(0, -1)} for ${called} ${container.name}`);
    resources = { ...resources, [part]: { ...defaults[part], ...said } };
  }
  return resources === container.resources ? container : { ...container, resources };
}

/** How a pod or its containers break a limit: PodValidateLimitFunc. */
export function podFaults(pod: UnknownObject, limit: Fields): readonly string[] {
  const spec = record(pod.spec);
  if (limit.type === 'Container') {
    const containers = [...records(spec.containers), ...records(spec.initContainers)];
    return containers.flatMap((container) => faultsOf(limit, constraints, askedBy(container)));
  }
  if (limit.type !== 'Pod') return [];
  return faultsOf(limit, constraints, {
    requests: podResources(spec, 'requests'),
    limits: podResources(spec, 'limits'),
  });
}

/** What every container must say once a quota counts it: validationSet of pkg/quota/v1/evaluator/core/pods.go */
const toBeSaid = ['cpu', 'memory', 'requests.cpu', 'requests.memory', 'limits.cpu', 'limits.memory'];

/** What a quota wants to be said and containers do not say. */
export function unsaid(spec: Fields, names: ReadonlySet<string>): string | undefined {
  const wanted = toBeSaid.filter((name) => names.has(name));
  if (wanted.length === 0) return undefined;
  const whole = saidBy(spec.resources);
  const containers = [...records(spec.containers), ...records(spec.initContainers)];
  const missing = wanted.sort(compareText).flatMap((name) => {
    const silent = containers.filter(({ resources }) => !saidBy(resources).has(name) && !whole.has(name));
    const names = [...new Set(silent.map((container) => String(container.name)))].sort(compareText);
    return names.length > 0 ? [`${name} for: ${names.join(',')}`] : [];
  });
  return missing.length > 0 ? missing.join('; ') : undefined;
}

const saidBy = (resources: unknown): ResourceList => {
  const { requests, limits } = record(resources);
  return computeUsage(readResourceList(requests), readResourceList(limits));
};
