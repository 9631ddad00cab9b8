import { type LabNode, listOf } from '../../lab/lab-core.ts';

const controlPlane = 'node-role.kubernetes.io/control-plane';

/** Addresses of the nodes with these labels, as far as the lab tells them: those that are written, the name, the role. */
export const gateNodes = (nodes: readonly LabNode[], wanted: Readonly<Record<string, string>>): string[] =>
  nodes
    .filter((node) => Object.entries(wanted).every(([key, value]) => hasLabel(node, key, value)))
    .flatMap(({ address }) => listOf(address));

function hasLabel({ name, role, labels }: LabNode, key: string, value: string): boolean {
  if (labels[key] !== undefined) return labels[key] === value;
  // Its value differs between distributions.
  if (key === controlPlane) return role === 'control-plane';
  return key === 'kubernetes.io/hostname' && value === name;
}
