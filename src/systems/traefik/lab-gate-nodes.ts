import type { LabNode } from '../../lab/lab-core.ts';
import { listOf } from '../../lab/list-of.ts';

const controlPlane = 'node-role.kubernetes.io/control-plane';
const hostname = 'kubernetes.io/hostname';

/** Addresses of the nodes with these labels, as far as the lab tells them: those that are written, the name, the role. */
export const gateNodes = (nodes: readonly LabNode[], wanted: Readonly<Record<string, string>>): string[] =>
  nodesWith(nodes, wanted).flatMap(({ address }) => listOf(address));

/** Nodes with these labels, as far as the lab tells them. */
export const nodesWith = (nodes: readonly LabNode[], wanted: Readonly<Record<string, string>>): LabNode[] =>
  nodes.filter((node) => Object.entries(wanted).every(([key, value]) => hasLabel(node, key, value)));

/** Whether the lab tells which nodes have a label: others under a domain may come from the kubelet, the distribution or a controller. */
export const isKnownLabel = (key: string): boolean => !key.includes('/') || key === controlPlane || key === hostname;

function hasLabel({ name, role, labels }: LabNode, key: string, value: string): boolean {
  if (labels[key] !== undefined) return labels[key] === value;
  // Its value differs between distributions.
  if (key === controlPlane) return role === 'control-plane';
  return key === hostname && value === name;
}
