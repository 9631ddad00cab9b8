import { type KubeObject, printRef } from '../kube/object.ts';
import type { Applier } from '../systems/delivery.ts';
import { systems } from '../systems/index.ts';
import type { System } from '../systems/system.ts';

const appliers: readonly Applier[] = systems.flatMap((system: System) => system.appliers ?? []);

/** The labels by which appliers know what is theirs. */
export const applierLabels: readonly string[] = appliers.flatMap(({ labelPrefix }) => [
  `${labelPrefix}name`,
  `${labelPrefix}namespace`,
]);

/** What applied an object, by the labels on it: the nearest first, each as `Kind/namespace/name`, with its name as `namespace/name`. */
export const appliersOf = ({ metadata: { labels = {} } }: KubeObject) =>
  appliers.flatMap(({ kind: { kind }, does, labelPrefix }) => {
    const { [`${labelPrefix}name`]: name, [`${labelPrefix}namespace`]: namespace } = labels;
    return name === undefined
      ? []
      : [{ does, ref: printRef({ kind, metadata: { name, namespace } }), name: `${namespace}/${name}` }];
  });
