import type { KubeObject } from '../../kube/object.ts';

/** The annotation by which a node of an embedded cluster is switched off (`off`) and on again (absent). */
export const powerAnnotation = 'gatehouse.dev/power';

/** Whether the machine behind the node runs: its kubelet acts, its lease is renewed, its pods answer. */
export const isNodeAlive = (node: KubeObject | undefined): boolean =>
  node !== undefined && node.metadata.annotations?.[powerAnnotation] !== 'off';
