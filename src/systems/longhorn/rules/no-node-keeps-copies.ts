import type { LabRule } from '../../../check/rule.ts';
import { diskLabel, keepersOf, type StoringLab } from '../component-nodes.ts';
import { inLonghorn, place } from '../rule-lab.ts';

export const noNodeKeepsCopies: LabRule<StoringLab> = {
  id: 'no-node-keeps-copies',
  needs: 'lab',
  severity: 'error',
  summary: 'No node of the lab keeps copies of volumes.',
  why: 'without the label a node gets no disk (longhorn-manager types/setting.go, create-default-disk-labeled-nodes), and where no manager runs there is none: claims are bound, and no volume is ever attached',
  check: inLonghorn((lab, options) => {
    if (keepersOf(lab, options).length > 0) return [];
    const labels = options.nodes === 'labelled';
    return [
      {
        path: place(labels ? 'nodes' : 'tainted'),
        message: labels
          ? `only nodes with the label ${diskLabel} keep copies, and no node has it`
          : 'every node has taints, and Longhorn is not to tolerate them',
        hint: labels ? `write labels: { ${diskLabel}: "true" } at nodes that keep copies` : 'leave tainted out',
      },
    ];
  }),
  examples: {
    passing: [
      { storage: { longhorn: {} } },
      { storage: { longhorn: { nodes: 'labelled' } }, 'nodes.2.labels': { [diskLabel]: 'true' } },
    ],
    failing: [{ storage: { longhorn: { nodes: 'labelled' } } }],
  },
};
