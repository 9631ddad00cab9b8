import { labelValueProblem } from '../../../lab/object-names.ts';
import type { KubernetesLab } from '../lab.ts';

const zone = 'topology.kubernetes.io/zone';

/** The labels that a node is given: those of the lab file, and the physical machine as its zone, so that what spreads over zones spreads over hosts. */
export function labelsOf({ labels, host }: KubernetesLab['nodes'][number]): Readonly<Record<string, string>> {
  if (host === undefined || Object.hasOwn(labels, zone) || labelValueProblem(host)) return labels;
  return { ...labels, [zone]: host };
}
