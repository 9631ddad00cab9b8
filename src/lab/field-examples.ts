import type { LabPath } from './lab-problem.ts';

/** What a person may write for a field of nobody in particular that must be there, by its path with `[]` for any item and `*` for any name. */
export const fieldExamples: Readonly<Record<string, string>> = {
  name: 'name: homelab',
  network: 'network: { cidr: 192.168.88.0/24, gateway: 192.168.88.1 }',
  'network.cidr': 'cidr: 192.168.88.0/24',
  'network.reserved[].range': 'range: 192.168.88.2-192.168.88.9',
  'network.reserved.range': 'range: 192.168.88.2-192.168.88.9',
  nodes: 'nodes: [{ name: node-1, address: 192.168.88.11, role: control-plane }]',
  'nodes[].name': 'name: node-1',
  'nodes[].address': 'address: 192.168.88.11',
  'nodes[].taints[].key': 'key: node-role.kubernetes.io/control-plane',
  'nodes[].taints[].effect': 'effect: NoSchedule',
  'policies.hosts[].host': 'host: hello.home.example.org',
  'patches[].patch': 'patch: { kind: Deployment, metadata: { name: hello, namespace: hello }, spec: { replicas: 3 } }',
};

/** The example for the field at a path; undefined for a field that may be left out. */
export function exampleAt(examples: Readonly<Record<string, string>>, path: LabPath): string | undefined {
  const steps = path.map((step) => (typeof step === 'number' ? '[]' : step));
  const found = Object.keys(examples).find((key) => fits(stepsOf(key), steps));
  return found === undefined ? undefined : examples[found];
}

const stepsOf = (key: string): readonly string[] => key.replaceAll('[]', '.[]').split('.');

const fits = (pattern: readonly string[], steps: readonly string[]): boolean =>
  pattern.length === steps.length && pattern.every((step, i) => step === '*' || step === steps[i]);
