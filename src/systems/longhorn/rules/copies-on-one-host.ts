import type { LabRule } from '../../../check/rule.ts';
import { keepersOf, replicasOf, type StoringLab } from '../component-nodes.ts';
import { inLonghorn, place } from '../rule-lab.ts';

export const copiesOnOneHost: LabRule<StoringLab> = {
  id: 'copies-on-one-host',
  needs: 'lab',
  severity: 'warning',
  summary: 'All nodes that keep copies of volumes run on one physical machine.',
  why: 'copies are spread over nodes, and over zones where there are several (longhorn-manager scheduler/replica_scheduler.go): when that machine is lost, so are all of them',
  check: inLonghorn((lab, options) => {
    const keepers = keepersOf(lab, options);
    const [host, ...others] = new Set(keepers.map((node) => node.host));
    const copies = replicasOf(lab, options);
    if (host === undefined || others.length > 0 || keepers.length < 2 || copies < 2) return [];
    const message = `volumes have ${copies} copies, and all ${keepers.length} nodes that keep them run on ${host}`;
    const hint = 'put nodes on several machines, and keep backups elsewhere until then';
    return [{ path: place(), atKey: true, message, hint }];
  }),
  examples: {
    passing: [
      { storage: { longhorn: {} } },
      { storage: { longhorn: {} }, 'nodes.0.host': 'a', 'nodes.1.host': 'a' },
      { storage: { longhorn: {} }, 'nodes.0.host': 'a', 'nodes.1.host': 'a', 'nodes.2.host': 'b' },
      { storage: { longhorn: { replicas: 1 } }, 'nodes.0.host': 'a', 'nodes.1.host': 'a', 'nodes.2.host': 'a' },
    ],
    failing: [{ storage: { longhorn: {} }, 'nodes.0.host': 'a', 'nodes.1.host': 'a', 'nodes.2.host': 'a' }],
  },
};
