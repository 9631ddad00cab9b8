import { compareText } from '../core/finding.ts';
import type { LabCore } from '../lab/lab-core.ts';
import type { Component } from './component.ts';

/**
 * The lab with everything in one order of which the order says nothing: nodes and taints, and what the components know of theirs. The
 * order of a network's addresses is the person's own and stays.
 */
export function sortLab<Lab extends LabCore>(lab: Lab, components: readonly Component<Lab>[]): Lab {
  const nodes = sortByName(lab.nodes).map((node) => ({
    ...node,
    taints: [...node.taints].sort((a, b) => compareText(a.key, b.key) || compareText(a.effect, b.effect)),
    labels: sortByKey(node.labels),
  }));
  return Object.assign({ ...lab, nodes }, ...components.map((component) => component.sortLab?.(lab)));
}

/** Things in the order of their names. */
export const sortByName = <T extends { readonly name: string }>(items: readonly T[]): T[] =>
  [...items].sort((a, b) => compareText(a.name, b.name));

/** A map in the order of its keys. */
export const sortByKey = <T>(map: Readonly<Record<string, T>>): Record<string, T> =>
  Object.fromEntries(Object.entries(map).sort(([a], [b]) => compareText(a, b)));
