import type { Claim } from '../system.ts';
import { chartClaim } from './chart.ts';

/** What is modelled of Reflector, where it was read, and how it is tested. */
export const claims: readonly Claim[] = [
  chartClaim,
  {
    behaviour: 'Composed where a certificate of the lab has `mirror`, or the lab names it',
    upstream: 'reflector v10.0.63: README.md, src/ES.Kubernetes.Reflector/Mirroring/Core/Annotations.cs',
    tested: 'src/systems/reflector/component.test.ts',
  },
];
