import type { LabRule } from '../../../check/rule.ts';
import type { TalosLab } from '../lab.ts';

export const settingOfTalos: LabRule<TalosLab> = {
  id: 'setting-of-talos',
  needs: 'lab',
  severity: 'error',
  summary: 'A setting of Talos is made for another distribution.',
  why: 'it is a field of the machine config of Talos; k3s servers have no taint of their own (k3s pkg/cli/cmds/agent.go)',
  check: ({ distribution, allowSchedulingOnControlPlanes }: TalosLab) =>
    distribution.kind === 'talos' || allowSchedulingOnControlPlanes === undefined
      ? []
      : [
          {
            path: ['allowSchedulingOnControlPlanes'],
            message: `allowSchedulingOnControlPlanes is a setting of Talos, and the distribution is ${distribution.kind}`,
            hint: allowSchedulingOnControlPlanes
              ? 'remove the line: only what nodes[].taints says keeps pods away'
              : 'write taints: [{ key: node-role.kubernetes.io/control-plane, effect: NoSchedule }] at each control plane',
          },
        ],
  examples: {
    passing: [{ allowSchedulingOnControlPlanes: true, distribution: 'talos' }],
    failing: [{ allowSchedulingOnControlPlanes: true }],
  },
};
