import type { LabRule } from '../../../check/rule.ts';
import { versionNotKnown } from '../../version-check.ts';
import type { KubernetesLab } from '../lab.ts';

/** A version of Kubernetes of which nothing is known. Flux 2.9 runs on 1.34 to 1.36 (fluxcd/flux2, release notes of v2.9.0). */
export const kubernetesVersionNotKnown: LabRule<KubernetesLab> = versionNotKnown({
  field: 'kubernetes',
  what: 'Kubernetes',
  versions: ['1.36.3'],
  covered: '1.34 to 1.36',
  supports: (version) => /^v?1\.3[456]\.\d+(\+[\w.-]+)?$/.test(version),
  examples: { passing: [{ 'versions.kubernetes': 'v1.35.2+k3s1' }], failing: [{ 'versions.kubernetes': '1.99.0' }] },
});
