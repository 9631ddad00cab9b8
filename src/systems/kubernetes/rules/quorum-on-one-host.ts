import type { LabRule } from '../../../check/rule.ts';

export const quorumOnOneHost: LabRule = {
  id: 'quorum-on-one-host',
  needs: 'lab',
  severity: 'warning',
  summary: 'One physical machine carries so many control planes that without it the others are too few.',
  why: 'etcd needs more than half of its members (etcd docs, FAQ): when the host is lost, the API answers nothing any more',
  check: ({ nodes }) => {
    const members = nodes.filter(({ role }) => role === 'control-plane');
    const hosts = [...new Set(members.flatMap(({ host }) => host ?? []))];
    if (members.length < 3 || hosts.length < 2) return [];
    const quorum = Math.floor(members.length / 2) + 1;
    return hosts.flatMap((host) => {
      const on = members.filter((node) => node.host === host);
      if (members.length - on.length >= quorum) return [];
      return [
        {
          path: ['nodes', nodes.lastIndexOf(on.at(-1)!), 'host'],
          message: `${on.length} of ${members.length} control planes are on host ${host}: without it ${members.length - on.length} are left, and ${quorum} are needed`,
          hint: 'spread an odd number of control planes over at least three hosts, one on each',
        },
      ];
    });
  },
  examples: {
    passing: [
      { 'nodes.1.role': 'control-plane', 'nodes.2.role': 'control-plane' },
      {
        'nodes.0.host': 'a',
        'nodes.1.role': 'control-plane',
        'nodes.1.host': 'b',
        'nodes.2.role': 'control-plane',
        'nodes.2.host': 'c',
      },
    ],
    failing: [
      {
        'nodes.0.host': 'a',
        'nodes.1.role': 'control-plane',
        'nodes.1.host': 'a',
        'nodes.2.role': 'control-plane',
        'nodes.2.host': 'b',
      },
    ],
  },
};
