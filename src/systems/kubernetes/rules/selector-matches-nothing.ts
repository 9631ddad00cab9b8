import type { ObjectsRule, Problem, RuleInput } from '../../../check/rule.ts';
import type { ClusterRole, Service } from '../../../kube/types.ts';
import { printJson } from '../../../kube/wide-json.ts';
import { exampleDeployment, exampleService } from '../rule-fixtures.ts';
import { isOpaque, namespaceOf, workloadsIn, workloadsOf } from '../rule-workloads.ts';

const primary = { name: 'primary', namespace: 'hello' };

export const selectorMatchesNothing: ObjectsRule = {
  id: 'selector-matches-nothing',
  needs: 'objects',
  severity: 'warning',
  summary: 'The selector of a Service matches no pod of its namespace: it has no endpoints and refuses connections.',
  why: 'a Service without endpoints rejects traffic (kubernetes pkg/proxy/iptables/proxier.go, "has no endpoints")',
  check: (input) => {
    // Whoever applies them says where.
    const anywhere = workloadsOf(input).filter(({ on }) => on.object.metadata.namespace === undefined);
    return input.ofKind('Service', '').flatMap((on): readonly Problem[] => {
      const { selector, type } = (on.object as Service).spec ?? {};
      const namespace = namespaceOf(on.object);
      if (!selector || Object.keys(selector).length === 0 || type === 'ExternalName') return [];
      if (isOpaque(input, namespace)) return [];
      const near = workloadsIn(input, namespace);
      if ([...near, ...anywhere].some(({ labels }) => mayMatch(input, selector, labels))) return [];
      const wanted = Object.entries(selector).map(([key, value]) => `${key}=${value}`);
      const message = `selects pods with ${wanted.join(',')}, and nothing in namespace ${namespace} makes such pods`;
      const known = near.map(
        ({ on: { object }, labels }) => `${object.kind} ${object.metadata.name} has ${printJson(labels)}`,
      );
      const path = ['spec', 'selector'];
      // Where all pods come from elsewhere, these may, too.
      const open = { severity: 'unknown', knownBy: whoMakes(namespace) } as const;
      return [{ on, path, message, ...(known[0] === undefined ? open : { hint: known[0] }) }];
    });
  },
  examples: {
    passing: [
      exampleDeployment(),
      exampleService(),
      { ...exampleService({ selector: { 'data.example.org/role': 'primary' } }), metadata: primary },
      {
        apiVersion: 'apiextensions.k8s.io/v1',
        kind: 'CustomResourceDefinition',
        metadata: { name: 'clusters.data.example.org' },
        spec: { group: 'data.example.org' },
      },
    ],
    failing: [
      exampleDeployment(),
      exampleService({ selector: { app: 'helo' } }),
      { ...exampleService({ selector: { app: 'workspace' } }), metadata: { name: 'workspace', namespace: 'desks' } },
    ],
  },
};

const whoMakes = (namespace: string) =>
  `what makes pods in namespace ${namespace}: an operator, a program or a person may`;

/** Whether pods come up with the labels, or may be given those that are missing by a controller whose domain they are in. */
function mayMatch(
  input: RuleInput,
  selector: Readonly<Record<string, string>>,
  labels: Readonly<Record<string, string>>,
): boolean {
  return Object.entries(selector).every(
    ([key, value]) => labels[key] === value || (!(key in labels) && isOfController(input, key)),
  );
}

/** Whether a label is in the domain of kinds that something here looks after: controllers label pods while those run, as Longhorn's managers do. */
function isOfController(input: RuleInput, label: string): boolean {
  const [domain, name] = label.split('/');
  if (domain === undefined || name === undefined || /(^|\.)(kubernetes|k8s)\.io$/.test(domain)) return false;
  return ownGroups(input).some(
    (group) => group === domain || group.endsWith(`.${domain}`) || domain.endsWith(`.${group}`),
  );
}

/** Groups of kinds that are defined here, or that somebody here has rights to. */
const ownGroups = (input: RuleInput): readonly string[] => [
  ...input.ofKind('CustomResourceDefinition').flatMap(({ object }) => (object.spec as DefinitionSpec)?.group ?? []),
  ...input
    .ofKind('ClusterRole')
    .flatMap(({ object }) => (object as ClusterRole).rules ?? [])
    .flatMap(({ apiGroups = [] }) => apiGroups)
    .filter((group) => group.includes('.')),
];

type DefinitionSpec = { readonly group?: string } | undefined;
