import { parseQuantity } from '../../kube/quantity.ts';
import type { Pod } from '../../kube/types.ts';
import type { NodeView } from './semantics-scheduling.ts';

const amount = (text: string | number | undefined): bigint => {
  if (text === undefined) return 0n;
  const quantity = parseQuantity(text);
  return 'error' in quantity ? 0n : quantity.nanos;
};

/** What a pod asks of one resource: the sum over its containers, or its largest init container when that is more (component-helpers resource PodRequests). */
function requestOf(pod: Pod, resource: string): bigint {
  const known = requested.get(pod) ?? new Map<string, bigint>();
  const before = known.get(resource);
  if (before !== undefined) return before;
  const request = sumRequests(pod, resource);
  requested.set(pod, known.set(resource, request));
  return request;
}

// A pod is looked at again for every pod that is placed after it; it is another object once it has changed.
const requested = new WeakMap<Pod, Map<string, bigint>>();

function sumRequests(pod: Pod, resource: string): bigint {
  const of = (container: Pod['spec']['containers'][number]) => amount(container.resources?.requests?.[resource]);
  const inits = pod.spec.initContainers ?? [];
  const sidecars = inits.filter(({ restartPolicy }) => restartPolicy === 'Always');
  const sum = [...pod.spec.containers, ...sidecars].reduce((total, container) => total + of(container), 0n);
  const largest = inits.map(of).reduce((most, request) => (request > most ? request : most), 0n);
  return sum > largest ? sum : largest;
}

const resourcesOf = (pod: Pod): readonly string[] => {
  const names = [...pod.spec.containers, ...(pod.spec.initContainers ?? [])].flatMap(({ resources }) =>
    Object.keys(resources?.requests ?? {}),
  );
  return [...new Set(names)].sort();
};

/** What the node lacks for the pod, in upstream's words (plugins/noderesources/fit.go fitsRequest). A node that tells no allocatable resources has enough. */
export function lackingResources(
  pod: Pod,
  view: NodeView,
): { readonly reasons: readonly string[]; readonly resolvable: boolean } {
  const allocatable = view.node.status?.allocatable;
  if (!allocatable) return { reasons: [], resolvable: true };
  let resolvable = true;
  const lacking: string[] = [];
  if (allocatable.pods !== undefined && amount(allocatable.pods) < BigInt(view.pods.length + 1) * 1_000_000_000n) {
    lacking.push('Too many pods');
  }
  for (const resource of resourcesOf(pod)) {
    const wanted = requestOf(pod, resource);
    if (wanted === 0n) continue;
    const taken = view.pods.reduce((sum, other) => sum + requestOf(other, resource), 0n);
    const whole = amount(allocatable[resource]);
    if (wanted + taken > whole) lacking.push(`Insufficient ${resource}`);
    // More than the node has even when empty: no preemption helps.
    if (wanted > whole) resolvable = false;
  }
  return { reasons: lacking, resolvable };
}
