import type { Claim } from '../system.ts';

/** What is modelled of installing by hand, where it was read, and how it is tested. */
export const claims: readonly Claim[] = [
  {
    behaviour:
      'The layout `plain`: manifests and values in the order in which kubectl and helm bring them into the cluster',
    upstream: 'helm pkg/action/install.go; kubectl pkg/cmd/apply, pkg/cmd/rollout/rollout_status.go',
    tested: 'src/systems/by-hand/component.test.ts',
    notModelled: 'upgrades: what a later render drops is not removed by any command but `gatehouse up --context`',
  },
  {
    behaviour: 'ApplySets: the parent with its labels and annotations, members, what is pruned',
    upstream: 'kubectl pkg/cmd/apply/applyset.go, applyset_pruner.go',
    tested: 'src/operate/apply/apply-set.test.ts',
    notModelled: 'sets of other tools: they are left alone',
  },
];
