import type { LabRule } from '../../../check/rule.ts';
import { diskLabel, keepersOf, replicasOf, type StoringLab } from '../component-nodes.ts';
import { inLonghorn, place } from '../rule-lab.ts';

const labelled = { [diskLabel]: 'true' };

export const copiesBeyondNodes: LabRule<StoringLab> = {
  id: 'copies-beyond-nodes',
  needs: 'lab',
  severity: 'warning',
  summary: 'Volumes are to have more copies than there are nodes to keep them.',
  why: 'a node keeps one copy of a volume at most (longhorn-manager types/setting.go, replica-soft-anti-affinity): the volume works, and stays degraded for ever',
  check: inLonghorn((lab, options) => {
    const nodes = keepersOf(lab, options).length;
    const wishes = [
      { name: 'longhorn', copies: replicasOf(lab, options), path: place('replicas') },
      ...Object.entries(options.classes).map(([name, { replicas = 1 }]) => ({
        ...{ name, copies: replicas, path: place('classes', name, 'replicas') },
      })),
    ];
    if (nodes === 0) return [];
    return wishes
      .filter(({ copies }) => copies > nodes)
      .map(({ name, copies, path }) => ({
        path,
        message: `volumes of class ${name} are to have ${copies} copies, and ${nodes} ${nodes === 1 ? 'node keeps' : 'nodes keep'} copies`,
        hint: `write replicas: ${nodes}, or let more nodes keep copies`,
      }));
  }),
  examples: {
    passing: [
      { storage: { longhorn: {} } },
      { storage: { longhorn: { replicas: 3 } } },
      { storage: { longhorn: { nodes: 'labelled' } }, 'nodes.1.labels': labelled },
    ],
    failing: [
      { storage: { longhorn: { replicas: 4 } } },
      { storage: { longhorn: { replicas: 3 } }, 'nodes.1.taints': [{ key: 'gpu', effect: 'NoSchedule' }] },
      { storage: { longhorn: { nodes: 'labelled', replicas: 2 } }, 'nodes.1.labels': labelled },
      { storage: { longhorn: { classes: { safe: { replicas: 5 } } } } },
    ],
  },
};
