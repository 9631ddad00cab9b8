import { addQuantities, compareQuantities, parseQuantity, type Quantity } from './quantity.ts';

/** Quantities by the name of their resource. */
export type ResourceList = ReadonlyMap<string, Quantity>;

/** The part of a container that is counted. */
interface CountedContainer {
  readonly restartPolicy?: string;
  readonly resources?: { readonly requests?: unknown; readonly limits?: unknown };
}

/** The part of a pod's spec that is counted. */
export interface CountedPodSpec {
  readonly containers?: readonly CountedContainer[];
  readonly initContainers?: readonly CountedContainer[];
  readonly resources?: { readonly requests?: unknown; readonly limits?: unknown };
}

/** A list as it stands in an object; what is no quantity counts as zero. */
export function readResourceList(value: unknown): ResourceList {
  const entries = Object.entries((value ?? {}) as Record<string, string | number>).map(([name, text]) => {
    const quantity = parseQuantity(text);
    return [name, 'error' in quantity ? zero : quantity] as const;
  });
  return new Map(entries);
}

const zero: Quantity = { nanos: 0n, format: 'DecimalSI' };

/** The sum of two lists. */
export function addResourceLists(a: ResourceList, b: ResourceList): ResourceList {
  const sum = new Map(a);
  for (const [name, quantity] of b) {
    const there = sum.get(name);
    sum.set(name, there ? addQuantities(there.nanos === 0n ? { ...quantity, nanos: 0n } : there, quantity) : quantity);
  }
  return sum;
}

function greatest(a: ResourceList, b: ResourceList): ResourceList {
  const most = new Map(a);
  for (const [name, quantity] of b) {
    const there = most.get(name);
    if (!there || compareQuantities(quantity, there) > 0) most.set(name, quantity);
  }
  return most;
}

const none: ResourceList = new Map();
const podLevel = new Set(['cpu', 'memory']);

/**
 * What a pod asks for, or may have, in all: its containers and sidecars together, or more when an init container needs more;
 * what is said for the whole pod counts in place of cpu and memory (component-helpers resource/helpers.go PodRequests, PodLimits).
 */
export function podResources(spec: CountedPodSpec, part: 'requests' | 'limits'): ResourceList {
  const of = (container: CountedContainer): ResourceList => readResourceList(container.resources?.[part]);
  let sum = (spec.containers ?? []).map(of).reduce(addResourceLists, none);
  let sidecars = none;
  let most = none;
  for (const container of spec.initContainers ?? []) {
    if (container.restartPolicy === 'Always') {
      sum = addResourceLists(sum, of(container));
      sidecars = addResourceLists(sidecars, of(container));
      most = greatest(most, sidecars);
    } else most = greatest(most, addResourceLists(of(container), sidecars));
  }
  const whole = [...readResourceList(spec.resources?.[part])].filter(([name]) => podLevel.has(name));
  return new Map([...greatest(sum, most), ...whole]);
}
