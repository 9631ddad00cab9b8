import { compareText } from '../../core/finding.ts';
import { taintsOf } from '../../lab/node-taints.ts';
import type { Lab } from '../../lab/schema.ts';

type Taint = Lab['nodes'][number]['taints'][number];
/** A taint that pods put up with. */
export type Toleration = Readonly<Record<'key' | 'operator' | 'effect', string>> & { readonly value?: string };

const keepsPodsAway = ({ effect }: Taint) => effect !== 'PreferNoSchedule';
const printTaint = ({ key, value, effect }: Taint) => `${key}=${value ?? ''}:${effect}`;

/** Tolerations for every taint that keeps pods off a node of the lab, but for those a predicate says are tolerated anyway. */
export function tolerateTaints(lab: Lab, tolerated: (taint: Taint) => boolean = () => false): readonly Toleration[] {
  const taints = lab.nodes.flatMap((node) =>
    taintsOf(lab, node).filter((taint) => keepsPodsAway(taint) && !tolerated(taint)),
  );
  const distinct = new Map(taints.map((taint) => [printTaint(taint), taint]));
  return [...distinct.entries()]
    .sort(([a], [b]) => compareText(a, b))
    .map(([, { key, value, effect }]) =>
      value === undefined ? { key, operator: 'Exists', effect } : { key, operator: 'Equal', value, effect },
    );
}

/** Whether no node of the lab takes pods without tolerations. */
export const everyNodeIsTainted = (lab: Lab): boolean =>
  lab.nodes.every((node) => taintsOf(lab, node).some(keepsPodsAway));
