import type { LabCheck } from '../../lab/checks/lab-check.ts';
import { versionNotKnown } from '../version-check.ts';
import { comparedVersions, isCompared } from './chart-versions.ts';
import type { MetallbLab } from './lab.ts';
import { askedAddressChecks } from './lab-check-asked-addresses.ts';
import { poolChecks } from './lab-check-pools.ts';

const excludeLabel = 'node.kubernetes.io/exclude-from-external-load-balancers';

/** Whether a node is labelled as no place for load balancers: the label counts, not its value (metallb speaker/layer2_controller.go). */
export const isExcluded = (labels: Readonly<Record<string, string>>): boolean => Object.hasOwn(labels, excludeLabel);

const everyNodeExcluded: LabCheck = {
  code: 'every-node-excluded',
  severity: 'warning',
  summary: 'Every node is labelled as no place for load balancers.',
  why: 'no speaker announces an address from a node with that label unless it is told to ignore it (metallb speaker/layer2_controller.go ShouldAnnounce)',
  check: ({ nodes }) =>
    nodes.every(({ labels }) => isExcluded(labels))
      ? [
          {
            path: ['nodes', 0, 'labels', excludeLabel],
            atKey: true,
            message: `every node carries the label ${excludeLabel}, so nobody should answer for any address; MetalLB is composed to ignore it`,
            hint: `remove it from the nodes that may announce: kubectl label node ${nodes[0]?.name} ${excludeLabel}-`,
          },
        ]
      : [],
};

/** What MetalLB adds to the checks of a lab. */
export const labChecks: readonly LabCheck<MetallbLab>[] = [
  ...poolChecks,
  ...askedAddressChecks,
  everyNodeExcluded,
  versionNotKnown({
    field: 'metallb',
    what: 'the MetalLB chart',
    versions: comparedVersions,
    covered: '0.14 and 0.16',
    supports: isCompared,
  }),
];
