import type { LabRule } from '../../../check/rule.ts';
import { duplicates } from '../../../lab/duplicates.ts';

export const taintTwice: LabRule = {
  id: 'taint-twice',
  needs: 'lab',
  severity: 'error',
  summary: 'A node has two taints of one key and effect.',
  why: 'the API server refuses such a node: taints are unique by key and effect (kubernetes pkg/apis/core/validation)',
  check: ({ nodes }) =>
    nodes.flatMap((node, i) =>
      duplicates(node.taints, ({ key, effect }) => [`${key}:${effect}`]).map(({ key, index }) => ({
        path: ['nodes', i, 'taints', index, 'key'],
        message: `node ${node.name} has the taint ${key} twice`,
        hint: 'keep one of them',
      })),
    ),
  examples: {
    passing: [
      {
        'nodes.1.taints': [
          { key: 'a', effect: 'NoSchedule' },
          { key: 'a', effect: 'NoExecute' },
        ],
      },
    ],
    failing: [
      {
        'nodes.1.taints': [
          { key: 'a', effect: 'NoSchedule' },
          { key: 'a', value: 'b', effect: 'NoSchedule' },
        ],
      },
    ],
  },
};
