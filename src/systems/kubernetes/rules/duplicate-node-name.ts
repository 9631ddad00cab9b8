import type { LabRule } from '../../../check/rule.ts';
import { duplicates } from '../../../lab/duplicates.ts';

export const duplicateNodeName: LabRule = {
  id: 'duplicate-node-name',
  needs: 'lab',
  severity: 'error',
  summary: 'Two nodes have the same name.',
  why: 'the second node to join is taken for the first: names of nodes are unique in a cluster',
  check: (lab) =>
    duplicates(lab.nodes, (node) => [node.name]).map(({ key, index, first }) => ({
      path: ['nodes', index, 'name'],
      message: `node ${key} is named twice: nodes[${first}] and nodes[${index}]`,
      hint: 'give each node a name of its own',
    })),
  examples: {
    passing: [{ 'nodes.1.name': 'k3s-1.home.example.org' }],
    failing: [{ 'nodes.1.name': 'k3s-1' }],
  },
};
