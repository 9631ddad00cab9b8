import type { LabRule } from '../../../check/rule.ts';

/** Pods that a kubelet runs at most, unless told otherwise (kubernetes pkg/kubelet/apis/config/v1beta1/defaults.go maxPods). */
const podsPerNode = 110;

export const tooManyPods: LabRule = {
  id: 'too-many-pods',
  needs: 'lab',
  severity: 'error',
  summary: 'An app, or the gate, has more pods than the nodes may run.',
  why: 'a kubelet runs at most 110 pods: the others stay pending with `Too many pods` (kubernetes pkg/scheduler/framework/plugins/noderesources)',
  check: (lab, { pods }) => {
    const room = podsPerNode * lab.nodes.length;
    return pods
      .filter((each) => each.replicas > room)
      .map((each) => ({
        path: each.path,
        message: `${each.owner} has ${each.replicas} pods; ${lab.nodes.length} nodes run at most ${room}`,
        hint: `write at most ${room}, or add nodes`,
      }));
  },
  examples: {
    passing: [{ 'apps.0.replicas': 330 }],
    failing: [{ 'apps.0.replicas': 331 }],
  },
};
