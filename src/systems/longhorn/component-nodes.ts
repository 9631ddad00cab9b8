import type { Toleration } from '../../compose/objects/tolerations.ts';
import type { KubernetesLab } from '../kubernetes/lab.ts';
import { taintsOf } from '../kubernetes/machines/node-taints.ts';
import type { LonghornLab, LonghornOptions } from './lab.ts';

/** A lab in which Longhorn is, as what decides about its nodes sees it. */
export type StoringLab = LonghornLab & KubernetesLab;

type Node = StoringLab['nodes'][number];

/** The label with which a node gets a disk when it joins (longhorn-manager types/types.go, setting create-default-disk-labeled-nodes). */
export const diskLabel = 'node.longhorn.io/create-default-disk';

const keepsPodsAway = (lab: StoringLab, node: Node): boolean =>
  taintsOf(lab, node).some(({ effect }) => effect !== 'PreferNoSchedule');

/** Whether Longhorn puts up with the taints of nodes. */
export const toleratesTaints = (lab: StoringLab, { tainted }: LonghornOptions): boolean =>
  tainted ?? lab.nodes.every((node) => keepsPodsAway(lab, node));

/** The nodes that may keep copies of volumes. */
export function keepersOf(lab: StoringLab, options: LonghornOptions): readonly Node[] {
  const tolerates = toleratesTaints(lab, options);
  const running = lab.nodes.filter((node) => tolerates || !keepsPodsAway(lab, node));
  if (options.nodes === 'every') return running;
  return running.filter(({ labels }) => ['true', 'config'].includes(labels[diskLabel] ?? ''));
}

/** Copies of each volume: those written, or three where there are as many nodes for them. */
export const replicasOf = (lab: StoringLab, options: LonghornOptions): number =>
  options.replicas ?? Math.max(1, Math.min(3, keepersOf(lab, options).length));

/** The setting `taint-toleration` for what the managers start themselves (longhorn-manager util/util.go, UnmarshalTolerations). */
export const taintToleration = (tolerations: readonly Toleration[]): string =>
  tolerations.map(({ key, value, effect }) => `${key}${value === undefined ? '' : `=${value}`}:${effect}`).join(';');
