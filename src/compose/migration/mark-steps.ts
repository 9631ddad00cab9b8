import type { LabNode } from '../../lab/lab-core.ts';
import type { MigrationStep, NodeMarks } from './step.ts';

type Taint = LabNode['taints'][number];

const printTaint = ({ key, value, effect }: Taint): string =>
  `${key}${value === undefined ? '' : `=${value}`}:${effect}`;

/**
 * What a person does with labels and taints of a node that stays: they count when it joins, and are changed with kubectl later. First what
 * lets pods come to it, at the end what keeps them away.
 */
export function markSteps(
  old: LabNode,
  now: LabNode,
): { readonly first: readonly MigrationStep[]; readonly last: readonly MigrationStep[] } {
  const added = Object.entries(now.labels).filter(([key, value]) => old.labels[key] !== value);
  const removed = Object.keys(old.labels).filter((key) => !Object.hasOwn(now.labels, key));
  const missing = (some: readonly Taint[], others: readonly Taint[]) =>
    some.filter((taint) => !others.some((other) => printTaint(other) === printTaint(taint)));
  const [gone, come] = [missing(old.taints, now.taints), missing(now.taints, old.taints)];
  const first: NodeMarks = { labels: Object.fromEntries(added), removed: gone, added: [] };
  const last: NodeMarks = { labels: Object.fromEntries(removed.map((key) => [key, null])), removed: [], added: come };
  return {
    first:
      added.length + gone.length === 0 ? [] : [markStep(now.name, first, 'what is to run on it may look for them')],
    last:
      removed.length + come.length === 0 ? [] : [markStep(now.name, last, 'nothing asks for the old ones any more')],
  };
}

function markStep(name: string, marks: NodeMarks, why: string): MigrationStep {
  const labels = Object.entries(marks.labels).map(([key, value]) => (value === null ? `${key}-` : `${key}=${value}`));
  const taints = [...marks.added.map(printTaint), ...marks.removed.map((taint) => `${printTaint(taint)}-`)];
  const id = marks.added.length > 0 || Object.values(marks.labels).includes(null) ? `unmark-${name}` : `mark-${name}`;
  return {
    ...{ id, title: `Change labels and taints of ${name}`, by: 'person' },
    todo: [
      ...(labels.length > 0 ? [`kubectl label node ${name} --overwrite ${labels.join(' ')}`] : []),
      ...(taints.length > 0 ? [`kubectl taint node ${name} --overwrite ${taints.join(' ')}`] : []),
    ],
    ...{ why: `labels and taints in files count when a node joins; ${why}`, needs: [], gives: [] },
    action: { type: 'marks', node: name, marks },
  };
}
