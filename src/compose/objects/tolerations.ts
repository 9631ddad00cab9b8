import { compareText } from '../../core/finding.ts';
import type { Distribution, NodeTaint } from '../roles.ts';

/** A taint that pods put up with. */
export type Toleration = Readonly<Record<'key' | 'operator' | 'effect', string>> & { readonly value?: string };

const keepsPodsAway = ({ effect }: NodeTaint) => effect !== 'PreferNoSchedule';
const printTaint = ({ key, value, effect }: NodeTaint) => `${key}=${value ?? ''}:${effect}`;

/** Tolerations for every taint that keeps pods off a node, but for those a predicate says are tolerated anyway. */
export function tolerateTaints(
  { nodes }: Distribution,
  tolerated: (taint: NodeTaint) => boolean = () => false,
): readonly Toleration[] {
  const taints = nodes.flatMap((node) => node.taints.filter((taint) => keepsPodsAway(taint) && !tolerated(taint)));
  const distinct = new Map(taints.map((taint) => [printTaint(taint), taint]));
  return [...distinct.entries()]
    .sort(([a], [b]) => compareText(a, b))
    .map(([, { key, value, effect }]) =>
      value === undefined ? { key, operator: 'Exists', effect } : { key, operator: 'Equal', value, effect },
    );
}

/** Whether no node takes pods without tolerations. */
export const everyNodeIsTainted = ({ nodes }: Distribution): boolean =>
  nodes.every((node) => node.taints.some(keepsPodsAway));
