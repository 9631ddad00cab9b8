import type { LabCheck } from '../../lab/checks/lab-check.ts';
import { versionNotKnown } from '../version-check.ts';
import type { KubernetesLab } from './lab.ts';
import { workloadChecks } from './lab-check-workloads.ts';

/** What Kubernetes adds to the checks of a lab. Flux 2.9 runs on 1.34 to 1.36 (fluxcd/flux2, release notes of v2.9.0). */
export const labChecks: readonly LabCheck<KubernetesLab>[] = [
  ...workloadChecks,
  versionNotKnown({
    field: 'kubernetes',
    what: 'Kubernetes',
    versions: ['1.36.3'],
    covered: '1.34 to 1.36',
    supports: (version) => /^v?1\.3[456]\.\d+(\+[\w.-]+)?$/.test(version),
  }),
];
