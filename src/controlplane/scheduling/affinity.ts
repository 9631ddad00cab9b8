import { matchesSelector } from '../../kube/selector.ts';
import type {
  Node,
  NodeSelectorRequirement,
  NodeSelectorTerm,
  Pod,
  PodAffinityTerm,
  PodSpec,
} from '../../kube/types.ts';

type Labels = Readonly<Record<string, string>>;

/** A requirement on a node's labels or fields (apimachinery pkg/labels Requirement.Matches: NotIn and DoesNotExist hold for absent keys). */
function matchesRequirement(requirement: NodeSelectorRequirement, labels: Labels): boolean {
  const value = labels[requirement.key];
  const values = requirement.values ?? [];
  switch (requirement.operator) {
    case 'In':
      return value !== undefined && values.includes(value);
    case 'NotIn':
      return value === undefined || !values.includes(value);
    case 'Exists':
      return value !== undefined;
    case 'DoesNotExist':
      return value === undefined;
    case 'Gt':
      return value !== undefined && Number(value) > Number(values[0]);
    case 'Lt':
      return value !== undefined && Number(value) < Number(values[0]);
    default:
      return false;
  }
}

/** A term of a node selector: an empty one matches nothing (component-helpers scheduling/corev1/nodeaffinity). */
export function matchesNodeTerm(term: NodeSelectorTerm, node: Node): boolean {
  const expressions = term.matchExpressions ?? [];
  const fields = term.matchFields ?? [];
  if (expressions.length === 0 && fields.length === 0) return false;
  const labels = node.metadata.labels ?? {};
  const named = { 'metadata.name': node.metadata.name };
  return (
    expressions.every((requirement) => matchesRequirement(requirement, labels)) &&
    fields.every((requirement) => matchesRequirement(requirement, named))
  );
}

/** Whether the pod's nodeSelector and required node affinity let it on the node. */
export function matchesNodeAffinity(spec: PodSpec, node: Node): boolean {
  const labels = node.metadata.labels ?? {};
  for (const key in spec.nodeSelector) if (labels[key] !== spec.nodeSelector[key]) return false;
  const required = spec.affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution;
  return !required || required.nodeSelectorTerms.some((term) => matchesNodeTerm(term, node));
}

/** Sum of the weights of the preferred node affinity terms that match. */
export function preferredNodeWeight(spec: PodSpec, node: Node): number {
  const preferred = spec.affinity?.nodeAffinity?.preferredDuringSchedulingIgnoredDuringExecution;
  let sum = 0;
  for (const { preference, weight } of preferred ?? []) if (matchesNodeTerm(preference, node)) sum += weight;
  return sum;
}

/** The node names that required affinity by field allows; undefined when it allows any (nodeaffinity PreFilter). */
export function namedNodes(spec: PodSpec): ReadonlySet<string> | undefined {
  const terms = spec.affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution?.nodeSelectorTerms;
  if (!terms || terms.length === 0) return undefined;
  const names = new Set<string>();
  for (const term of terms) {
    const field = term.matchFields?.find(({ key, operator }) => key === 'metadata.name' && operator === 'In');
    if (!field) return undefined;
    for (const name of field.values ?? []) names.add(name);
  }
  return names;
}

/** Whether a term of pod affinity, held by a pod in `namespace`, is about the other pod. A namespace selector other than the empty one is taken to match none. */
export function matchesPodTerm(term: PodAffinityTerm, namespace: string | undefined, other: Pod): boolean {
  const everywhere = term.namespaceSelector !== undefined && Object.keys(term.namespaceSelector).length === 0;
  const listed: readonly (string | undefined)[] = term.namespaces?.length
    ? term.namespaces
    : term.namespaceSelector
      ? []
      : [namespace];
  if (!everywhere && !listed.some((name) => name === other.metadata.namespace)) return false;
  return term.labelSelector !== undefined && matchesSelector(term.labelSelector, other.metadata.labels ?? {});
}
