import type { LabRule } from '../../../check/rule.ts';
import type { TalosLab } from '../lab.ts';
import { runsKubernetes, supportedKubernetes } from '../supported/kubernetes-versions.ts';

export const kubernetesNotForTalos: LabRule<TalosLab> = {
  id: 'kubernetes-not-for-talos',
  needs: 'lab',
  severity: 'error',
  summary: 'The version of Kubernetes is none that the version of Talos runs.',
  why: 'talosctl refuses it (siderolabs/talos pkg/machinery/compatibility)',
  check: ({ distribution, versions }) => {
    if (distribution.kind !== 'talos' || runsKubernetes(versions.talos, versions.kubernetes) !== false) return [];
    const [first, last] = supportedKubernetes(versions.talos)!;
    return [
      {
        path: ['versions'],
        message: `Talos ${versions.talos} does not run Kubernetes ${versions.kubernetes}`,
        hint: `write a version from ${first} to ${last} as versions.kubernetes, or another as versions.talos`,
      },
    ];
  },
  examples: {
    passing: [
      { distribution: 'talos', 'versions.talos': 'v1.13.9', 'versions.kubernetes': '1.36.3' },
      { distribution: 'k3s', 'versions.talos': 'v1.12.11', 'versions.kubernetes': '1.36.3' },
    ],
    failing: [{ distribution: 'talos', 'versions.talos': 'v1.12.11', 'versions.kubernetes': '1.36.3' }],
  },
};
