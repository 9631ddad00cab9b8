import { parseQuantity } from '../../kube/quantity.ts';
import type { Node, Pod } from '../../kube/types.ts';
import type { NodeView } from './contract.ts';

const amount = (text: string | number | undefined): bigint => {
  if (text === undefined) return 0n;
  const quantity = parseQuantity(text);
  return 'error' in quantity ? 0n : quantity.nanos;
};

/** Amounts by the name of their resource. */
type Amounts = ReadonlyMap<string, bigint>;

/** Objects never change in place, so what was read of one holds as long as it is there. */
const requestsByPod = new WeakMap<Pod, Amounts>();
const roomByView = new WeakMap<NodeView, Room>();
const allocatableByNode = new WeakMap<Node, Amounts>();

/** Fractions of one that a {@link Amounts} counts. */
const nanos = 1_000_000_000n;
const nothingLacking = { reasons: [], resolvable: true } as const;

function remember<K extends object, V>(known: WeakMap<K, V>, key: K, read: (key: K) => V): V {
  const found = known.get(key);
  if (found !== undefined) return found;
  const made = read(key);
  known.set(key, made);
  return made;
}

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

/** What a pod asks for, in order of name. */
const requestsOf = (pod: Pod): Amounts =>
  remember(requestsByPod, pod, () => {
    const names = [...pod.spec.containers, ...(pod.spec.initContainers ?? [])].flatMap(({ resources }) =>
      Object.keys(resources?.requests ?? {}),
    );
    return new Map([...new Set(names)].sort().map((name) => [name, requestOf(pod, name)]));
  });

/** What is left of a node beside what its pods ask for together. */
interface Room {
  /** Whether it has as many pods as it may. */
  readonly isFull: boolean;
  readonly free: Amounts;
}

const roomOn = (view: NodeView): Room =>
  remember(roomByView, view, ({ node, pods }) => {
    const allocatable = allocatableOf(node);
    const places = allocatable.get('pods');
    const free = new Map(allocatable);
    for (const pod of pods) {
      for (const [name, request] of requestsOf(pod)) free.set(name, (free.get(name) ?? 0n) - request);
    }
    return { isFull: places !== undefined && places < BigInt(pods.length + 1) * nanos, free };
  });

const allocatableOf = (node: Node): Amounts =>
  remember(
    allocatableByNode,
    node,
    () => new Map(Object.entries(node.status?.allocatable ?? {}).map(([name, text]) => [name, amount(text)])),
  );

/** What a node lacks for a pod, in words, and whether the pod would fit when others made room. */
interface Lacking {
  readonly reasons: readonly string[];
  readonly resolvable: boolean;
}

/** Tells what a node lacks for the pod, in upstream's words (plugins/noderesources/fit.go fitsRequest). A node that tells no allocatable resources has enough. */
export function prepareResources(pod: Pod): (view: NodeView) => Lacking {
  const wanted = [...requestsOf(pod)].filter(([, amount]) => amount !== 0n);
  return (view) => (view.node.status?.allocatable ? lackingOf(wanted, view) : nothingLacking);
}

function lackingOf(wanted: readonly (readonly [resource: string, amount: bigint])[], view: NodeView): Lacking {
  const { isFull, free } = roomOn(view);
  const short = wanted.filter(([resource, amount]) => amount > (free.get(resource) ?? 0n));
  if (!isFull && short.length === 0) return nothingLacking;
  const allocatable = allocatableOf(view.node);
  const reasons = [...(isFull ? ['Too many pods'] : []), ...short.map(([resource]) => `Insufficient ${resource}`)];
  // More than the node has even when empty: no preemption helps.
  const resolvable = short.every(([resource, amount]) => amount <= (allocatable.get(resource) ?? 0n));
  return { reasons, resolvable };
}
